//! Reads FHIRPath by precedence climbing (FHIRPath "Grammar").

use super::ast::{Expr, Operator, TYPE_PRECEDENCE, TypeName, TypeTest};
use super::decimal::Decimal;
use super::error::FhirPathError;
use super::functions::function::Function;
use super::item::Value;
use super::lexer::{Token, tokens};
use super::quantity::Quantity;
use super::unit;
use crate::json::Name;

/// Expressions nested deeper are refused: evaluation recurses.
const MAX_DEPTH: usize = 100;
/// The same for chains, such as `a.b.c` or `1 + 2 + 3`, which nest to the left: the height of what was read.
const MAX_HEIGHT: usize = 250;

type Parsed = Result<Expr, FhirPathError>;

pub(super) fn parse(text: &str) -> Parsed {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
        height: 0,
    };
    let expr = parser.expression(0)?;
    if *parser.peek() != Token::End {
        return parser.fail("the expression should end here");
    }
    Ok(expr)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
    /// How high the expression is that was read last.
    height: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens
            .get(self.at)
            .map_or(&Token::End, |(_, token)| token)
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn fail<T>(&self, message: impl Into<String>) -> Result<T, FhirPathError> {
        let at = self.tokens.get(self.at).map_or(0, |(at, _)| *at);
        Err(FhirPathError::Syntax {
            at,
            message: message.into(),
        })
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(found) if *found == symbol);
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<(), FhirPathError> {
        if self.eat(symbol) {
            Ok(())
        } else {
            self.fail(format!("`{symbol}` expected"))
        }
    }

    /// Notes that what was read last stands on something that is `other` high.
    fn grow(&mut self, other: usize) -> Result<(), FhirPathError> {
        self.height = self.height.max(other) + 1;
        if self.height > MAX_HEIGHT {
            return self.fail("the chain is too long");
        }
        Ok(())
    }

    fn expression(&mut self, lowest: u8) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail("nested too deeply");
        }
        let mut left = self.unary()?;
        loop {
            let word = match self.peek() {
                Token::Symbol(symbol) => (*symbol).to_owned(),
                Token::Identifier(word) => word.clone(),
                _ => break,
            };
            if matches!(word.as_str(), "is" | "as") {
                if TYPE_PRECEDENCE < lowest {
                    break;
                }
                self.at += 1;
                let test = if word == "is" {
                    TypeTest::Is
                } else {
                    TypeTest::As
                };
                left = Expr::Type(test, Some(Box::new(left)), self.type_name()?);
                self.grow(0)?;
                continue;
            }
            let Some((operator, precedence)) = Operator::of(&word) else {
                break;
            };
            if precedence < lowest {
                break;
            }
            self.at += 1;
            let height = self.height;
            let right = self.expression(precedence + 1)?;
            self.grow(height)?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail("nested too deeply");
        }
        let expr = if self.eat("-") {
            Expr::Negate(Box::new(self.unary()?))
        } else if self.eat("+") {
            Expr::Plus(Box::new(self.unary()?))
        } else {
            self.invocations()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn invocations(&mut self) -> Parsed {
        self.height = 0;
        let mut expr = self.primary()?;
        loop {
            let height = self.height;
            if self.eat(".") {
                self.height = 0;
                expr = self.invocation(Some(Box::new(expr)))?;
                self.grow(height)?;
            } else if self.eat("[") {
                let index = self.expression(0)?;
                self.grow(height)?;
                self.expect("]")?;
                expr = Expr::Indexer(Box::new(expr), Box::new(index));
            } else {
                return Ok(expr);
            }
        }
    }

    fn primary(&mut self) -> Parsed {
        match self.peek().clone() {
            Token::Symbol("(") => {
                self.at += 1;
                let expr = self.expression(0)?;
                self.expect(")")?;
                Ok(expr)
            }
            Token::Symbol("{") => {
                self.at += 1;
                self.expect("}")?;
                Ok(Expr::Empty)
            }
            Token::Symbol("%") => {
                self.at += 1;
                match self.next() {
                    Token::Identifier(name) | Token::Quoted(name) | Token::String(name) => {
                        Ok(Expr::Variable(name))
                    }
                    _ => self.fail("a variable needs a name"),
                }
            }
            Token::String(text) => {
                self.at += 1;
                Ok(Expr::Literal(Value::String(text.into())))
            }
            Token::Integer(number) => {
                self.at += 1;
                Ok(self
                    .quantity(Decimal::from(number))
                    .unwrap_or(Expr::Literal(Value::Integer(number))))
            }
            Token::Decimal(number) => {
                self.at += 1;
                Ok(self
                    .quantity(number)
                    .unwrap_or(Expr::Literal(Value::Decimal(number))))
            }
            Token::Temporal(value) => {
                self.at += 1;
                Ok(Expr::Literal(Value::Temporal(value)))
            }
            Token::Identifier(word) if matches!(word.as_str(), "true" | "false") => {
                self.at += 1;
                Ok(Expr::Literal(Value::Boolean(word == "true")))
            }
            _ => self.invocation(None),
        }
    }

    /// A unit after a number makes it a quantity.
    fn quantity(&mut self, value: Decimal) -> Option<Expr> {
        let quantity = match self.peek() {
            Token::String(code) => Quantity::ucum(value, code.clone()),
            Token::Identifier(word) if unit::calendar(word).is_some() => Quantity {
                value,
                unit: word.clone(),
                calendar: true,
            },
            _ => return None,
        };
        self.at += 1;
        Some(Expr::Literal(Value::Quantity(Box::new(quantity))))
    }

    fn invocation(&mut self, input: Option<Box<Expr>>) -> Parsed {
        let name = match self.next() {
            Token::Special(name) if input.is_none() => {
                return Ok(match name.as_str() {
                    "this" => Expr::This,
                    "index" => Expr::Index,
                    _ => Expr::Total,
                });
            }
            Token::Identifier(name) => name,
            Token::Quoted(name) => return Ok(Expr::Member(input, Name::new(&name))),
            _ => {
                self.at -= 1;
                return self.fail("a name, a literal or a parenthesis expected");
            }
        };
        if !self.eat("(") {
            return Ok(Expr::Member(input, Name::new(&name)));
        }
        if let "is" | "as" | "ofType" = name.as_str() {
            let test = match name.as_str() {
                "is" => TypeTest::Is,
                "as" => TypeTest::As,
                _ => TypeTest::OfType,
            };
            let type_name = self.type_name()?;
            self.expect(")")?;
            return Ok(Expr::Type(test, input, type_name));
        }
        let mut arguments = Vec::new();
        let mut highest = 0;
        if !self.eat(")") {
            loop {
                arguments.push(self.expression(0)?);
                highest = self.height.max(highest);
                if self.eat(")") {
                    break;
                }
                self.expect(",")?;
            }
        }
        self.height = highest;
        let Some((function, counts)) = Function::of(&name) else {
            return self.fail(format!("there is no function {name}()"));
        };
        if !counts.contains(&arguments.len()) {
            return self.fail(format!(
                "{name}() does not take {} arguments",
                arguments.len()
            ));
        }
        Ok(Expr::Call(input, function, arguments))
    }

    fn type_name(&mut self) -> Result<TypeName, FhirPathError> {
        let mut words = Vec::new();
        loop {
            match self.next() {
                Token::Identifier(word) | Token::Quoted(word) => words.push(word),
                _ => {
                    self.at -= 1;
                    return self.fail("a type name expected");
                }
            }
            if words.len() == 2 || !self.eat(".") {
                break;
            }
        }
        let name = words.pop().unwrap_or_default();
        Ok(TypeName {
            namespace: words.pop(),
            name,
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2 + 2 /")]
    #[case("a.b(")]
    #[case("nothing()")]
    #[case("where()")]
    #[case("'open")]
    #[case("@T14:34:28Z")]
    #[case("$that")]
    fn faults_are_reported(#[case] text: &str) {
        assert!(
            matches!(parse(text), Err(FhirPathError::Syntax { .. })),
            "{text}"
        );
    }

    #[test]
    fn depth_is_bounded() {
        assert!(parse(&"(".repeat(5_000)).is_err());
        assert!(parse(&"-".repeat(5_000)).is_err());
        for link in [".a", "[0]", " + a", " | a", " is B", ".where(a)"] {
            assert!(parse(&format!("a{}", link.repeat(200))).is_ok(), "{link}");
            assert!(
                parse(&format!("a{}", link.repeat(100_000))).is_err(),
                "{link}"
            );
        }
        // Chains inside chains add up.
        let inner = format!("a{}", ".a".repeat(200));
        assert!(parse(&format!("a.where({inner}){}", ".a".repeat(100))).is_err());
    }
}
