//! What one value of a resource is compared with: a part of a search's value between commas (FHIR R4 search, 3.1.1.4).

use super::date::Range;
use super::prefix::{Decimal, Prefix};
use super::value::Value;

/// How a string is compared (3.1.1.4.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    /// It begins so, without regard to case and accents.
    Starts,
    /// It holds this somewhere, likewise.
    Contains,
    /// It is this, letter for letter.
    Exact,
}

/// What a value is tested for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Comparison {
    /// `code`, `system|code`, `|code`, `system|`.
    Token {
        system: System,
        code: Option<String>,
    },
    /// `:text` of a token.
    Words(String),
    /// `:of-type`: system, code, value.
    OfType(String, String, String),
    /// Of a `string` parameter, folded unless it is compared exactly.
    Text(Compare, String),
    /// Of a `date` parameter: the range that its precision spans.
    Date(Prefix, Range),
    /// Of a `number` parameter.
    Number(Prefix, Decimal),
    /// A quantity, with its unit where one was given.
    Quantity {
        prefix: Prefix,
        value: Decimal,
        system: Option<String>,
        code: Option<String>,
    },
    /// A reference to a resource here; of any type where none was given.
    Local {
        resource_type: Option<String>,
        id: String,
    },
    /// A reference to elsewhere, or a URL.
    Url(String),
    /// `:below`: a URL that begins so.
    Below(String),
    /// `:above`: a URL that this one begins with.
    Above(String),
}

/// The part of a token search before the `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum System {
    /// No `|`: whatever system.
    Any,
    /// Nothing before the `|`: a code without a system.
    Absent,
    /// The system before the `|`.
    Is(String),
}

impl Comparison {
    /// Whether a value passes.
    #[must_use]
    pub(crate) fn passes(&self, value: &Value) -> bool {
        match (self, value) {
            (
                Self::Token { system, code },
                Value::Token {
                    system: found,
                    code: found_code,
                },
            ) => {
                let same_system = match system {
                    System::Any => true,
                    System::Absent => found.is_none(),
                    System::Is(asked) => found.as_deref() == Some(asked),
                };
                same_system && code.as_deref().is_none_or(|code| code == &**found_code)
            }
            (Self::Words(asked), Value::Words(found)) => found.starts_with(asked.as_str()),
            (
                Self::OfType(system, code, asked),
                Value::TypedIdentifier {
                    system: s,
                    code: c,
                    value,
                },
            ) => **s == **system && **c == **code && **value == **asked,
            (Self::Text(compare, asked), Value::Text { folded, exact }) => match compare {
                Compare::Starts => folded.starts_with(asked.as_str()),
                Compare::Contains => folded.contains(asked.as_str()),
                Compare::Exact => **exact == **asked,
            },
            (Self::Date(prefix, asked), Value::Date(found)) => prefix.relates(*asked, *found),
            (Self::Number(prefix, asked), Value::Number(found)) => prefix.compares(asked, *found),
            (
                Self::Quantity {
                    prefix,
                    value,
                    system,
                    code,
                },
                Value::Quantity {
                    value: found,
                    system: found_system,
                    code: found_code,
                    unit,
                },
            ) => {
                let same_unit = match (system, code) {
                    (Some(system), Some(code)) => {
                        found_system.as_deref() == Some(system)
                            && found_code.as_deref() == Some(code)
                    }
                    (_, Some(code)) => [found_code, unit]
                        .into_iter()
                        .any(|found| found.as_deref() == Some(code)),
                    (_, None) => true,
                };
                same_unit && prefix.compares(value, *found)
            }
            (
                Self::Local { resource_type, id },
                Value::Local {
                    resource_type: found_type,
                    id: found,
                },
            ) => {
                **found == **id
                    && resource_type
                        .as_deref()
                        .is_none_or(|asked| asked == &**found_type)
            }
            (Self::Url(asked), Value::Url(found)) => {
                **found == **asked || is_version_of(found, asked)
            }
            (Self::Below(asked), Value::Url(found)) => found.starts_with(asked.as_str()),
            (Self::Above(asked), Value::Url(found)) => asked.starts_with(&**found),
            _ => false,
        }
    }
}

/// True when `found` is `asked` with a version: a search for a canonical URL finds every version of it.
fn is_version_of(found: &str, asked: &str) -> bool {
    found
        .strip_prefix(asked)
        .is_some_and(|rest| rest.starts_with('|'))
}
