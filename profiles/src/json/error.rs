//! What can be wrong with bytes that should be JSON (RFC 8259).

use thiserror::Error;

/// A fault and where it is. `line` and `column` count from 1; `column` counts characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {fault}")]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct JsonError {
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte offset into the input.
    pub offset: usize,
    /// What is wrong there.
    pub fault: JsonFault,
}

/// The kinds of fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum JsonFault {
    /// The bytes are not UTF-8 (RFC 8259 section 8.1).
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    /// The text ends inside a value.
    #[error("the text ends before the value does")]
    UnexpectedEnd,
    /// A character that cannot stand here.
    #[error("{expected} expected here")]
    Unexpected {
        /// What could have stood here.
        expected: &'static str,
    },
    /// A number that RFC 8259 section 6 does not allow.
    #[error(
        "a number is written as RFC 8259 section 6 says: no leading zeros or plus sign, digits around the point"
    )]
    BadNumber,
    /// A backslash sequence that RFC 8259 section 7 does not know, or half of a surrogate pair.
    #[error("this escape sequence is not one of JSON")]
    BadEscape,
    /// A raw control character in a string.
    #[error("control characters in a string must be escaped")]
    ControlCharacter,
    /// Nesting beyond [`Limits::depth`](super::Limits::depth).
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The limit that was passed.
        limit: usize,
    },
    /// Input or number of values beyond what is accepted.
    #[error("larger than the limit of {limit} {unit}")]
    TooLarge {
        /// The limit that was passed.
        limit: usize,
        unit: &'static str,
    },
    /// Something follows the value.
    #[error("nothing may follow the value")]
    Trailing,
}
