//! A compiled expression: a tree in which functions, types and literals are already resolved.

use super::functions::function::Function;
use super::item::Value;
use crate::json::Name;

#[derive(Debug, Clone)]
pub(super) enum Expr {
    /// `{}`
    Empty,
    Literal(Value<'static>),
    This,
    Index,
    Total,
    /// `%name`
    Variable(String),
    /// A member, of the focus when nothing stands before it.
    Member(Option<Box<Expr>>, Name),
    Call(Option<Box<Expr>>, Function, Vec<Expr>),
    /// `is`, `as` and `ofType`, as operator or function.
    Type(TypeTest, Option<Box<Expr>>, TypeName),
    Indexer(Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    /// Unary plus: only numbers may follow.
    Plus(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeTest {
    Is,
    As,
    OfType,
}

/// A type as an expression names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypeName {
    pub(super) namespace: Option<String>,
    pub(super) name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Implies,
    Or,
    Xor,
    And,
    In,
    Contains,
    Equal,
    NotEqual,
    Equivalent,
    NotEquivalent,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Union,
    Add,
    Subtract,
    Concatenate,
    Multiply,
    Divide,
    Div,
    Mod,
}

impl Operator {
    /// The operator that a word or symbol stands for, and how tightly it binds (FHIRPath "Operator Precedence").
    pub(super) fn of(text: &str) -> Option<(Self, u8)> {
        Some(match text {
            "implies" => (Self::Implies, 1),
            "or" => (Self::Or, 2),
            "xor" => (Self::Xor, 2),
            "and" => (Self::And, 3),
            "in" => (Self::In, 4),
            "contains" => (Self::Contains, 4),
            "=" => (Self::Equal, 5),
            "!=" => (Self::NotEqual, 5),
            "~" => (Self::Equivalent, 5),
            "!~" => (Self::NotEquivalent, 5),
            "<" => (Self::Less, 6),
            "<=" => (Self::LessOrEqual, 6),
            ">" => (Self::Greater, 6),
            ">=" => (Self::GreaterOrEqual, 6),
            "|" => (Self::Union, 7),
            "+" => (Self::Add, 9),
            "-" => (Self::Subtract, 9),
            "&" => (Self::Concatenate, 9),
            "*" => (Self::Multiply, 10),
            "/" => (Self::Divide, 10),
            "div" => (Self::Div, 10),
            "mod" => (Self::Mod, 10),
            _ => return None,
        })
    }
}

/// How tightly `is` and `as` bind.
pub(super) const TYPE_PRECEDENCE: u8 = 8;
