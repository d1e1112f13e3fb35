//! One condition of a search, compiled from a parameter's name and value: FHIR R4 search, 3.1.1.4.

use std::collections::HashSet;

use super::date::Range;
use super::error::SearchError;
use super::parameter::{Parameter, ParameterKind};
use super::query::{literal, split};
use super::resource::Stored;
use super::value::{Value, fold, is_id, local};
use crate::fault::{Defect, DefectSet};

/// A condition; a search's conditions all hold for a match.
#[derive(Clone, Debug)]
pub enum Criterion {
    /// One of the values of the parameter passes one of the tests (the commas of the query).
    Any { parameter: u16, tests: Vec<Test> },
    /// None of the values does (`:not`).
    None { parameter: u16, tests: Vec<Test> },
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
    pub fn holds(&self, stored: &Stored) -> bool {
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
    pub fn patients(&self, parameter: u16) -> Option<Vec<&str>> {
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
                Test::Local { resource_type, id }
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

fn any(stored: &Stored, parameter: u16, tests: &[Test]) -> bool {
    stored
        .values(parameter)
        .any(|value| tests.iter().any(|test| test.passes(value)))
}

/// The relation that a prefix asks for between the value searched for and the one found (3.1.1.4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// The searched range contains the found one.
    Eq,
    /// It does not.
    Ne,
    /// The found range reaches past the searched one.
    Gt,
    /// The found range begins before the searched one.
    Lt,
    /// `Gt` or `Eq`.
    Ge,
    /// `Lt` or `Eq`.
    Le,
    /// The found range begins after the searched one has ended.
    Sa,
    /// The found range has ended before the searched one begins.
    Eb,
    /// The two overlap, give or take a tenth.
    Ap,
}

impl Prefix {
    fn split(text: &str) -> (Self, &str) {
        let prefix = match text.get(..2) {
            Some("eq") => Self::Eq,
            Some("ne") => Self::Ne,
            Some("gt") => Self::Gt,
            Some("lt") => Self::Lt,
            Some("ge") => Self::Ge,
            Some("le") => Self::Le,
            Some("sa") => Self::Sa,
            Some("eb") => Self::Eb,
            Some("ap") => Self::Ap,
            _ => return (Self::Eq, text),
        };
        (prefix, &text[2..])
    }

    fn relates(self, asked: Range, found: Range) -> bool {
        match self {
            Self::Eq => asked.contains(found),
            Self::Ne => !asked.contains(found),
            Self::Gt => found.end > asked.end,
            Self::Lt => found.start < asked.start,
            Self::Ge => found.end > asked.end || asked.contains(found),
            Self::Le => found.start < asked.start || asked.contains(found),
            Self::Sa => found.start >= asked.end,
            Self::Eb => found.end <= asked.start,
            Self::Ap => asked.overlaps(found),
        }
    }

    /// The same for a number with its implied precision, `low..high` (3.1.1.4.6).
    fn compares(self, asked: &Decimal, found: f64) -> bool {
        match self {
            Self::Eq => asked.low <= found && found < asked.high,
            Self::Ne => !(asked.low <= found && found < asked.high),
            Self::Gt | Self::Sa => found > asked.value,
            Self::Lt | Self::Eb => found < asked.value,
            Self::Ge => found >= asked.value,
            Self::Le => found <= asked.value,
            Self::Ap => (found - asked.value).abs() <= asked.value.abs() * 0.1,
        }
    }
}

/// A number of a search: its value, and the range that its digits stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decimal {
    value: f64,
    low: f64,
    high: f64,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (
                mantissa,
                exponent.parse::<i32>().ok().filter(|e| e.abs() < 300)?,
            ),
            None => (text, 0),
        };
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if !digits(whole) || (unsigned.contains('.') && !digits(fraction)) {
            return None;
        }
        let value: f64 = text.parse().ok()?;
        let half = 0.5 * 10_f64.powi(exponent - i32::try_from(fraction.len()).ok()?);
        value.is_finite().then_some(Self {
            value,
            low: value - half,
            high: value + half,
        })
    }
}

/// How a string is compared (3.1.1.4.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// It begins so, without regard to case and accents.
    Starts,
    /// It holds this somewhere, likewise.
    Contains,
    /// It is this, letter for letter.
    Exact,
}

/// What a value is tested for.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `code`, `system|code`, `|code`, `system|`.
    Token {
        system: System,
        code: Option<String>,
    },
    /// `:text` of a token.
    Words(String),
    /// `:of-type`: system, code, value.
    OfType(String, String, String),
    /// A string.
    Text(Compare, String),
    /// A date.
    Date(Prefix, Range),
    /// A number.
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
pub enum System {
    /// No `|`: whatever system.
    Any,
    /// Nothing before the `|`: a code without a system.
    Absent,
    /// This one.
    Is(String),
}

impl Test {
    fn passes(&self, value: &Value) -> bool {
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

impl Test {
    /// The defects of single tests.
    pub fn damage(&mut self, defects: &DefectSet) {
        match self {
            Self::Token { system, .. } if defects.has(Defect::TokenIgnoresSystem) => {
                *system = System::Any
            }
            Self::Date(prefix @ Prefix::Gt, _) if defects.has(Defect::DateGtIsGe) => {
                *prefix = Prefix::Ge
            }
            Self::Date(_, range) if defects.has(Defect::DateNoRange) => range.end = range.start + 1,
            Self::Local {
                resource_type: None,
                id,
            } if defects.has(Defect::ReferenceTypedOnly) => id.clear(),
            _ => {}
        }
    }
}

/// True when `found` is `asked` with a version: a search for a canonical URL finds every version of it.
fn is_version_of(found: &str, asked: &str) -> bool {
    found
        .strip_prefix(asked)
        .is_some_and(|rest| rest.starts_with('|'))
}

/// Compiles `name[:modifier]=value` for a parameter.
///
/// `base` is the URL that this API's absolute references begin with.
///
/// # Errors
/// A value that is not of the parameter's type, or a modifier that it does not have.
pub fn compile(
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
fn native_ids(parameter: &Parameter, tests: &[Test]) -> Option<Criterion> {
    match &*parameter.code {
        "_lastUpdated" => Some(Criterion::LastUpdated(
            tests
                .iter()
                .filter_map(|test| {
                    if let Test::Date(p, r) = test {
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
                    if let Test::Token { code, .. } = test {
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
) -> Result<Test, SearchError> {
    let name = &parameter.code;
    if part.is_empty() {
        return Err(bad(name, "a value is empty"));
    }
    match (parameter.kind, modifier) {
        (ParameterKind::Token, None | Some("not")) => token(name, part),
        (ParameterKind::Token, Some("text")) => Ok(Test::Words(fold(&literal(part)))),
        (ParameterKind::Token, Some("of-type")) if name.as_ref() == "identifier" => {
            match *split(part, '|') {
                [system, code, value] => {
                    Ok(Test::OfType(literal(system), literal(code), literal(value)))
                }
                _ => Err(bad(name, "`:of-type` takes system|code|value")),
            }
        }
        (ParameterKind::String, None) => Ok(Test::Text(Compare::Starts, fold(&literal(part)))),
        (ParameterKind::String, Some("contains")) => {
            Ok(Test::Text(Compare::Contains, fold(&literal(part))))
        }
        (ParameterKind::String, Some("exact")) => Ok(Test::Text(Compare::Exact, literal(part))),
        (ParameterKind::Date, None) => {
            let (prefix, text) = Prefix::split(part);
            let range = Range::parse(text).ok_or_else(|| {
                bad(
                    name,
                    format!("`{part}` is no date; write YYYY, YYYY-MM, YYYY-MM-DD or an instant"),
                )
            })?;
            Ok(Test::Date(
                prefix,
                if prefix == Prefix::Ap {
                    widen(range)
                } else {
                    range
                },
            ))
        }
        (ParameterKind::Number, None) => {
            let (prefix, text) = Prefix::split(part);
            let value =
                Decimal::parse(text).ok_or_else(|| bad(name, format!("`{part}` is no number")))?;
            Ok(Test::Number(prefix, value))
        }
        (ParameterKind::Quantity, None) => quantity(name, part),
        (ParameterKind::Reference, None) => reference(parameter, None, part, base),
        (ParameterKind::Reference, Some("identifier")) => token(name, part),
        (ParameterKind::Reference, Some(target)) if parameter.refers_to(target) => {
            reference(parameter, Some(target), part, base)
        }
        (ParameterKind::Uri, None) => Ok(Test::Url(literal(part))),
        (ParameterKind::Uri, Some("below")) => Ok(Test::Below(literal(part))),
        (ParameterKind::Uri, Some("above")) => Ok(Test::Above(literal(part))),
        (kind, modifier) => Err(SearchError::Modifier {
            name: name.to_string(),
            modifier: modifier.unwrap_or_default().to_owned(),
            kind: kind.name(),
        }),
    }
}

/// `ap` widens by a tenth of the distance from the range to itself, at least a day, either way: the standard leaves
/// the amount open ("10% of the stated value").
fn widen(range: Range) -> Range {
    const DAY: i64 = 86_400_000_000;
    let slack = ((range.end - range.start) / 10).max(DAY);
    Range {
        start: range.start.saturating_sub(slack),
        end: range.end.saturating_add(slack),
    }
}

fn token(name: &str, part: &str) -> Result<Test, SearchError> {
    match *split(part, '|') {
        [code] => Ok(Test::Token {
            system: System::Any,
            code: Some(literal(code)),
        }),
        ["", ""] => Err(bad(name, "`|` alone names neither a system nor a code")),
        ["", code] => Ok(Test::Token {
            system: System::Absent,
            code: Some(literal(code)),
        }),
        [system, code] => Ok(Test::Token {
            system: System::Is(literal(system)),
            code: (!code.is_empty()).then(|| literal(code)),
        }),
        _ => Err(bad(name, "a token is code, system|code, |code or system|")),
    }
}

fn quantity(name: &str, part: &str) -> Result<Test, SearchError> {
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
    Ok(Test::Quantity {
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
) -> Result<Test, SearchError> {
    let text = literal(part);
    if let Some(Value::Local { resource_type, id }) = local(&text, base) {
        return Ok(Test::Local {
            resource_type: Some(resource_type.to_string()),
            id: id.into(),
        });
    }
    if is_id(&text) {
        return Ok(Test::Local {
            resource_type: target.map(str::to_owned),
            id: text,
        });
    }
    if text.contains(':') {
        return Ok(Test::Url(text));
    }
    Err(bad(
        &parameter.code,
        format!("`{part}` is no reference; write an id, Type/id or an absolute URL"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn day(text: &str) -> Range {
        Range::parse(text).unwrap()
    }

    /// The table of 3.1.1.4.7, on a search for 14 March 2013: the day before, the day, an hour of it, the month, the day after.
    #[rstest]
    #[case("eq", [false, true, true, false, false])]
    #[case("ne", [true, false, false, true, true])]
    #[case("gt", [false, false, false, true, true])]
    #[case("lt", [true, false, false, true, false])]
    #[case("ge", [false, true, true, true, true])]
    #[case("le", [true, true, true, true, false])]
    #[case("sa", [false, false, false, false, true])]
    #[case("eb", [true, false, false, false, false])]
    fn a_prefix_is_a_relation_of_ranges(#[case] prefix: &str, #[case] expected: [bool; 5]) {
        let text = format!("{prefix}2013-03-14");
        let (prefix, rest) = Prefix::split(&text);
        let found = [
            "2013-03-13",
            "2013-03-14",
            "2013-03-14T10:00",
            "2013-03",
            "2013-03-15",
        ];
        assert_eq!(
            found.map(|found| prefix.relates(day(rest), day(found))),
            expected
        );
    }

    #[rstest]
    #[case("100", 99.5, true)]
    #[case("100", 100.5, false)]
    #[case("100.00", 100.004, true)]
    #[case("100.00", 100.006, false)]
    #[case("1e2", 120.0, true)]
    #[case("gt100", 100.1, true)]
    #[case("gt100", 100.0, false)]
    #[case("le-3", -3.0, true)]
    #[case("ap50", 54.0, true)]
    #[case("ap50", 56.0, false)]
    fn a_number_has_the_precision_of_its_digits(
        #[case] asked: &str,
        #[case] found: f64,
        #[case] expected: bool,
    ) {
        let (prefix, text) = Prefix::split(asked);
        assert_eq!(
            prefix.compares(&Decimal::parse(text).unwrap(), found),
            expected
        );
    }

    #[rstest]
    #[case("")]
    #[case("abc")]
    #[case("1.")]
    #[case(".5")]
    #[case("1e999")]
    #[case("NaN")]
    #[case("0x10")]
    fn what_is_no_number_is_refused(#[case] text: &str) {
        assert_eq!(Decimal::parse(text), None);
    }
}
