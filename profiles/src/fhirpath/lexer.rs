//! Tokens of FHIRPath (FHIRPath "Lexical Elements").

use super::decimal::Decimal;
use super::error::FhirPathError;
use super::temporal::Temporal;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Identifier(String),
    /// An identifier in backticks: never a keyword.
    Quoted(String),
    String(String),
    Integer(i64),
    Decimal(Decimal),
    Temporal(Temporal),
    /// `$this`, `$index`, `$total`.
    Special(String),
    Symbol(&'static str),
    End,
}

const SYMBOLS: &[&str] = &[
    "!=", "!~", "<=", ">=", "{", "}", "(", ")", "[", "]", ".", ",", "+", "-", "*", "/", "&", "|",
    "=", "~", "<", ">", "%",
];

/// Cuts an expression into tokens, each with the byte offset where it starts.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, FhirPathError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut found = Vec::new();
    loop {
        lexer.space()?;
        let start = lexer.at;
        let token = lexer.token()?;
        let end = token == Token::End;
        found.push((start, token));
        if end {
            return Ok(found);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn fail<T>(&self, message: &str) -> Result<T, FhirPathError> {
        Err(FhirPathError::Syntax {
            at: self.at,
            message: message.to_owned(),
        })
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let length = self
            .rest()
            .find(|c| !wanted(c))
            .unwrap_or(self.rest().len());
        let taken = self.rest()[..length].to_owned();
        self.at += length;
        taken
    }

    fn space(&mut self) -> Result<(), FhirPathError> {
        loop {
            self.take(char::is_whitespace);
            if self.rest().starts_with("//") {
                self.take(|c| c != '\n');
            } else if self.rest().starts_with("/*") {
                match self.rest().find("*/") {
                    Some(length) => self.at += length + 2,
                    None => return self.fail("the comment is not closed"),
                }
            } else {
                return Ok(());
            }
        }
    }

    fn token(&mut self) -> Result<Token, FhirPathError> {
        let Some(first) = self.rest().chars().next() else {
            return Ok(Token::End);
        };
        match first {
            'a'..='z' | 'A'..='Z' | '_' => Ok(Token::Identifier(
                self.take(|c| c.is_ascii_alphanumeric() || c == '_'),
            )),
            '0'..='9' => self.number(),
            '\'' => Ok(Token::String(self.quoted('\'')?)),
            '`' => Ok(Token::Quoted(self.quoted('`')?)),
            '"' => Ok(Token::Quoted(self.quoted('"')?)),
            '@' => self.temporal(),
            '$' => {
                self.at += 1;
                let name = self.take(|c| c.is_ascii_alphabetic());
                if matches!(name.as_str(), "this" | "index" | "total") {
                    Ok(Token::Special(name))
                } else {
                    self.fail("only $this, $index and $total are defined")
                }
            }
            _ => match SYMBOLS
                .iter()
                .find(|symbol| self.rest().starts_with(**symbol))
            {
                Some(symbol) => {
                    self.at += symbol.len();
                    Ok(Token::Symbol(symbol))
                }
                None => self.fail("a character that has no meaning here"),
            },
        }
    }

    fn number(&mut self) -> Result<Token, FhirPathError> {
        let mut text = self.take(|c| c.is_ascii_digit());
        let fraction = self
            .rest()
            .strip_prefix('.')
            .is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        if fraction {
            self.at += 1;
            text.push('.');
            text.push_str(&self.take(|c| c.is_ascii_digit()));
        }
        let token = if fraction {
            Decimal::parse(&text).map(Token::Decimal)
        } else {
            text.parse().ok().map(Token::Integer)
        };
        token.map_or_else(|| self.fail("the number has too many digits"), Ok)
    }

    fn quoted(&mut self, quote: char) -> Result<String, FhirPathError> {
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            if c == quote {
                self.at += at + 1;
                return Ok(text);
            }
            if c != '\\' {
                text.push(c);
                continue;
            }
            match chars.next().map(|(_, c)| c) {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some('f') => text.push('\u{c}'),
                Some('u') => {
                    let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                    match u32::from_str_radix(&digits, 16)
                        .ok()
                        .and_then(char::from_u32)
                    {
                        Some(c) => text.push(c),
                        None => return self.fail("four hexadecimal digits must follow \\u"),
                    }
                }
                // FHIRPath lists what may follow, but expressions in published guides escape more than that.
                Some(other) => text.push(other),
                None => break,
            }
        }
        self.fail("the quote is not closed")
    }

    fn temporal(&mut self) -> Result<Token, FhirPathError> {
        self.at += 1;
        let time_only = self.rest().starts_with('T');
        if time_only {
            self.at += 1;
        }
        let bytes = self.rest().as_bytes();
        let mut length = 0;
        let mut seen_time = time_only;
        while let Some(byte) = bytes.get(length) {
            let next_is_digit = bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
            let belongs = match byte {
                b'0'..=b'9' => true,
                b':' | b'-' | b'+' => next_is_digit,
                b'.' => seen_time && next_is_digit,
                b'T' => !std::mem::replace(&mut seen_time, true),
                b'Z' => seen_time,
                _ => false,
            };
            if !belongs {
                break;
            }
            length += 1;
        }
        let text = self.rest()[..length].to_owned();
        let value = if time_only {
            Temporal::parse_time(&text)
        } else if text.contains('T') {
            Temporal::parse_date_time(&text)
        } else {
            Temporal::parse_date(&text)
        };
        match value {
            Some(value) => {
                self.at += length;
                Ok(Token::Temporal(value))
            }
            None => self.fail("not a date, dateTime or time"),
        }
    }
}
