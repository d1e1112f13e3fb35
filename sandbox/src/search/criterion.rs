//! One condition of a search, compiled from a parameter's name and value: FHIR R4 search, 3.1.1.4.

use std::collections::HashSet;

use super::comparison::{Compare, Comparison, System};
use super::date::Range;
use super::error::SearchError;
use super::indexed_resource::IndexedResource;
use super::parameter::{Parameter, ParameterKind};
use super::prefix::{Decimal, Prefix};
use super::query::{literal, split};
use super::value::{Value, fold, is_id, local};

/// A condition; a search's conditions all hold for a match.
#[derive(Clone, Debug)]
pub(crate) enum Criterion {
    /// One of the values of the parameter passes one of the tests (the commas of the query).
    Any {
        parameter: u16,
        tests: Vec<Comparison>,
    },
    /// None of the values does (`:not`).
    None {
        parameter: u16,
        tests: Vec<Comparison>,
    },
    /// The parameter has no value, or has one (`:missing`).
    Missing { parameter: u16, missing: bool },
    /// The parameter refers to one of these resources, by type and id: a chain, looked up beforehand.
    RefersTo {
        parameter: u16,
        targets: HashSet<(String, String)>,
    },
    /// The resource is one of these: `_id`, or a reverse chain looked up beforehand.
    Id(HashSet<String>),
    /// The resource was changed at such a time.
    LastUpdated(Vec<(Prefix, Range)>),
}

impl Criterion {
    /// True when the resource meets the condition.
    #[must_use]
    pub(crate) fn holds(&self, stored: &IndexedResource) -> bool {
        match self {
            Self::Any { parameter, tests } => any(stored, *parameter, tests),
            Self::None { parameter, tests } => !any(stored, *parameter, tests),
            Self::Missing { parameter, missing } => {
                stored.values(*parameter).next().is_none() == *missing
            }
            Self::RefersTo { parameter, targets } => stored.values(*parameter).any(|value| {
                matches!(value, Value::Local { resource_type, id }
                    if targets.contains(&(resource_type.to_string(), id.to_string())))
            }),
            Self::Id(ids) => ids.contains(stored.id.as_str()),
            Self::LastUpdated(tests) => tests
                .iter()
                .any(|(prefix, range)| prefix.relates(*range, stored.changed())),
        }
    }
}

impl Criterion {
    /// The ids of the Patients that this condition on `parameter` names, where it names nothing else.
    #[must_use]
    pub(crate) fn patients(&self, parameter: u16) -> Option<Vec<&str>> {
        let Self::Any {
            parameter: own,
            tests,
        } = self
        else {
            return None;
        };
        if *own != parameter {
            return None;
        }
        tests
            .iter()
            .map(|test| match test {
                Comparison::Local { resource_type, id }
                    if resource_type
                        .as_deref()
                        .is_none_or(|name| name == "Patient") =>
                {
                    Some(id.as_str())
                }
                _ => None,
            })
            .collect()
    }
}

fn any(stored: &IndexedResource, parameter: u16, tests: &[Comparison]) -> bool {
    stored
        .values(parameter)
        .any(|value| tests.iter().any(|test| test.passes(value)))
}

/// Compiles `name[:modifier]=value` for a parameter.
///
/// `base` is the URL that this API's absolute references begin with.
///
/// # Errors
/// A value that is not of the parameter's type, or a modifier that it does not have.
pub(crate) fn compile(
    parameter: &Parameter,
    modifier: Option<&str>,
    value: &str,
    base: &str,
) -> Result<Criterion, SearchError> {
    let name = &parameter.code;
    if modifier == Some("missing") {
        let missing = match value {
            "true" => true,
            "false" => false,
            _ => return Err(bad(name, "`:missing` takes true or false")),
        };
        return Ok(Criterion::Missing {
            parameter: parameter.id,
            missing,
        });
    }
    let tests = split(value, ',')
        .into_iter()
        .map(|part| test(parameter, modifier, part, base))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(ids) = native_ids(parameter, &tests) {
        return Ok(ids);
    }
    Ok(match modifier {
        Some("not") => Criterion::None {
            parameter: parameter.id,
            tests,
        },
        _ => Criterion::Any {
            parameter: parameter.id,
            tests,
        },
    })
}

/// `_id` and `_lastUpdated` are known of every resource without its index.
fn native_ids(parameter: &Parameter, tests: &[Comparison]) -> Option<Criterion> {
    match &*parameter.code {
        "_lastUpdated" => Some(Criterion::LastUpdated(
            tests
                .iter()
                .filter_map(|test| {
                    if let Comparison::Date(p, r) = test {
                        Some((*p, *r))
                    } else {
                        None
                    }
                })
                .collect(),
        )),
        "_id" => Some(Criterion::Id(
            tests
                .iter()
                .filter_map(|test| {
                    if let Comparison::Token { code, .. } = test {
                        code.clone()
                    } else {
                        None
                    }
                })
                .collect(),
        )),
        _ => None,
    }
}

fn bad(name: &str, reason: impl Into<String>) -> SearchError {
    SearchError::Value {
        name: name.to_owned(),
        reason: reason.into(),
    }
}

fn test(
    parameter: &Parameter,
    modifier: Option<&str>,
    part: &str,
    base: &str,
) -> Result<Comparison, SearchError> {
    let name = &parameter.code;
    if part.is_empty() {
        return Err(bad(name, "a value is empty"));
    }
    match (parameter.kind, modifier) {
        (ParameterKind::Token, None | Some("not")) => token(name, part),
        (ParameterKind::Token, Some("text")) => Ok(Comparison::Words(fold(&literal(part)))),
        (ParameterKind::Token, Some("of-type")) if name.as_ref() == "identifier" => {
            match *split(part, '|') {
                [system, code, value] => Ok(Comparison::OfType(
                    literal(system),
                    literal(code),
                    literal(value),
                )),
                _ => Err(bad(name, "`:of-type` takes system|code|value")),
            }
        }
        (ParameterKind::String, None) => {
            Ok(Comparison::Text(Compare::Starts, fold(&literal(part))))
        }
        (ParameterKind::String, Some("contains")) => {
            Ok(Comparison::Text(Compare::Contains, fold(&literal(part))))
        }
        (ParameterKind::String, Some("exact")) => {
            Ok(Comparison::Text(Compare::Exact, literal(part)))
        }
        (ParameterKind::Date, None) => {
            let (prefix, text) = Prefix::split(part);
            let range = Range::parse(text).ok_or_else(|| {
                bad(
                    name,
                    format!("`{part}` is no date; write YYYY, YYYY-MM, YYYY-MM-DD or an instant"),
                )
            })?;
            Ok(Comparison::Date(prefix, range))
        }
        (ParameterKind::Number, None) => {
            let (prefix, text) = Prefix::split(part);
            let value =
                Decimal::parse(text).ok_or_else(|| bad(name, format!("`{part}` is no number")))?;
            Ok(Comparison::Number(prefix, value))
        }
        (ParameterKind::Quantity, None) => quantity(name, part),
        (ParameterKind::Reference, None) => reference(parameter, None, part, base),
        (ParameterKind::Reference, Some("identifier")) => token(name, part),
        (ParameterKind::Reference, Some(target)) if parameter.refers_to(target) => {
            reference(parameter, Some(target), part, base)
        }
        (ParameterKind::Uri, None) => Ok(Comparison::Url(literal(part))),
        (ParameterKind::Uri, Some("below")) => Ok(Comparison::Below(literal(part))),
        (ParameterKind::Uri, Some("above")) => Ok(Comparison::Above(literal(part))),
        (kind, modifier) => Err(SearchError::Modifier {
            name: name.to_string(),
            modifier: modifier.unwrap_or_default().to_owned(),
            kind: kind.name(),
        }),
    }
}

fn token(name: &str, part: &str) -> Result<Comparison, SearchError> {
    match *split(part, '|') {
        [code] => Ok(Comparison::Token {
            system: System::Any,
            code: Some(literal(code)),
        }),
        ["", ""] => Err(bad(name, "`|` alone names neither a system nor a code")),
        ["", code] => Ok(Comparison::Token {
            system: System::Absent,
            code: Some(literal(code)),
        }),
        [system, code] => Ok(Comparison::Token {
            system: System::Is(literal(system)),
            code: (!code.is_empty()).then(|| literal(code)),
        }),
        _ => Err(bad(name, "a token is code, system|code, |code or system|")),
    }
}

fn quantity(name: &str, part: &str) -> Result<Comparison, SearchError> {
    let parts = split(part, '|');
    let (amount, system, code) = match *parts {
        [amount] => (amount, "", ""),
        [amount, system, code] => (amount, system, code),
        _ => return Err(bad(name, "a quantity is number or number|system|code")),
    };
    let (prefix, text) = Prefix::split(amount);
    let value =
        Decimal::parse(text).ok_or_else(|| bad(name, format!("`{amount}` is no number")))?;
    let given = |text: &str| (!text.is_empty()).then(|| literal(text));
    Ok(Comparison::Quantity {
        prefix,
        value,
        system: given(system),
        code: given(code),
    })
}

fn reference(
    parameter: &Parameter,
    target: Option<&str>,
    part: &str,
    base: &str,
) -> Result<Comparison, SearchError> {
    let text = literal(part);
    if let Some(Value::Local { resource_type, id }) = local(&text, base) {
        return Ok(Comparison::Local {
            resource_type: Some(resource_type.to_string()),
            id: id.into(),
        });
    }
    if is_id(&text) {
        return Ok(Comparison::Local {
            resource_type: target.map(str::to_owned),
            id: text,
        });
    }
    if text.contains(':') {
        return Ok(Comparison::Url(text));
    }
    Err(bad(
        &parameter.code,
        format!("`{part}` is no reference; write an id, Type/id or an absolute URL"),
    ))
}
