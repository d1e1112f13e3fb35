//! `iif()`, `toX()` and `convertsToX()` (FHIRPath "Conversion").

use super::Call;
use super::function::Function;
use crate::fhirpath::decimal::Decimal;
use crate::fhirpath::error::FhirPathError;
use crate::fhirpath::evaluate::{Collection, EvaluationResult, Evaluator, Scope, single};
use crate::fhirpath::item::{Item, Value};
use crate::fhirpath::quantity::Quantity;
use crate::fhirpath::temporal::{Temporal, TemporalKind};

impl<'a> Evaluator<'_, 'a> {
    /// `iif()`: only the branch that is taken is evaluated.
    pub(super) fn iif(&self, call: Call<'_, 'a>) -> EvaluationResult<'a> {
        single(&call.items)?;
        let inner = if call.input.is_some() {
            Scope {
                focus: &call.items,
                ..*call.scope
            }
        } else {
            *call.scope
        };
        let condition = self.evaluate(&call.arguments[0], &inner)?;
        let branch = match single(&condition)?.map(Item::value) {
            Some(Some(Value::Boolean(true))) => call.arguments.get(1),
            Some(Some(Value::Boolean(false))) | None => call.arguments.get(2),
            _ => {
                return Err(FhirPathError::evaluation(
                    "the condition of iif() is no boolean",
                ));
            }
        };
        branch.map_or(Ok(Vec::new()), |branch| self.evaluate(branch, &inner))
    }
}

/// Answers `toX()` and `convertsToX()`.
pub(in crate::fhirpath) fn call<'a>(
    function: Function,
    items: &[Item<'a>],
    arguments: &[Collection<'a>],
) -> EvaluationResult<'a> {
    use Function as F;
    let convert: fn(&Value<'a>) -> Option<Value<'a>> = match function {
        F::ToBoolean | F::ConvertsToBoolean => |value| boolean(value),
        F::ToInteger | F::ConvertsToInteger => |value| integer(value),
        F::ToDecimal | F::ConvertsToDecimal => |value| to_decimal(value),
        F::ToString | F::ConvertsToString => {
            |value| value.text().map(|text| Value::String(text.into()))
        }
        F::ToDate | F::ConvertsToDate => |value| date(value),
        F::ToDateTime | F::ConvertsToDateTime => |value| date_time(value),
        F::ToTime | F::ConvertsToTime => |value| time(value),
        _ => |value| quantity(value),
    };
    let Some(item) = single(items)? else {
        return Ok(Vec::new());
    };
    let mut found = item.value().and_then(|value| convert(&value));
    if let (Some(Value::Quantity(converted)), Some(unit)) = (&found, arguments.first()) {
        let unit = single(unit)?
            .and_then(Item::value)
            .and_then(|unit| unit.text())
            .unwrap_or_default();
        let wanted = Quantity::ucum(Decimal::from(1), unit.clone());
        let in_unit = converted
            .common(&wanted)
            .and_then(|(value, factor)| value.divide(factor));
        found = in_unit.map(|value| Value::Quantity(Box::new(Quantity::ucum(value, unit))));
    }
    let asks = function.name().starts_with("converts");
    Ok(if asks {
        vec![Item::from(found.is_some())]
    } else {
        found.map(Item::Value).into_iter().collect()
    })
}

fn boolean<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    let word = match value {
        Value::Boolean(value) => return Some(Value::Boolean(*value)),
        Value::String(text) => text.to_ascii_lowercase(),
        Value::Integer(_) | Value::Decimal(_) => value.as_decimal()?.normalized().to_string(),
        _ => return None,
    };
    match word.as_str() {
        "true" | "t" | "yes" | "y" | "1" | "1.0" => Some(Value::Boolean(true)),
        "false" | "f" | "no" | "n" | "0" | "0.0" => Some(Value::Boolean(false)),
        _ => None,
    }
}

fn integer<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Integer(number) => Some(Value::Integer(*number)),
        Value::Boolean(value) => Some(Value::Integer(i64::from(*value))),
        Value::String(text) => text
            .parse::<i32>()
            .ok()
            .map(|number| Value::Integer(i64::from(number))),
        _ => None,
    }
}

fn to_decimal<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Boolean(value) => Some(Value::Decimal(Decimal::new(i128::from(*value) * 10, 1))),
        Value::String(text) if !text.contains(['e', 'E']) => {
            Decimal::parse(text).map(Value::Decimal)
        }
        _ => value.as_decimal().map(Value::Decimal),
    }
}

fn date<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Temporal(temporal) if temporal.kind != TemporalKind::Time => {
            let text = temporal.to_string();
            Temporal::parse_date(text.split('T').next()?).map(Value::Temporal)
        }
        Value::String(text) => Temporal::parse_date(text).map(Value::Temporal),
        _ => None,
    }
}

fn date_time<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Temporal(temporal) if temporal.kind != TemporalKind::Time => {
            Some(Value::Temporal(Temporal {
                kind: TemporalKind::DateTime,
                ..*temporal
            }))
        }
        Value::String(text) => Temporal::parse_date_time(text).map(Value::Temporal),
        _ => None,
    }
}

fn time<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Temporal(temporal) if temporal.kind == TemporalKind::Time => {
            Some(Value::Temporal(*temporal))
        }
        Value::String(text) => Temporal::parse_time(text).map(Value::Temporal),
        _ => None,
    }
}

fn quantity<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    let found = match value {
        Value::Quantity(quantity) => (**quantity).clone(),
        Value::Boolean(value) => Quantity::ucum(Decimal::new(i128::from(*value) * 10, 1), "1"),
        Value::String(text) => Quantity::parse(text)?,
        _ => Quantity::ucum(value.as_decimal()?, "1"),
    };
    Some(Value::Quantity(Box::new(found)))
}
