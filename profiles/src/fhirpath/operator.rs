//! Operators over single values (FHIRPath "Operations").

use std::cmp::Ordering;

use super::ast::Operator;
use super::decimal::Decimal;
use super::equality;
use super::error::FhirPathError;
use super::evaluate::{EvaluationResult, single};
use super::item::{Item, Value};
use super::quantity::Quantity;
use super::temporal::{Precision, Temporal, TemporalKind};

/// Three-valued logic; none is unknown.
pub(super) fn logic(operator: Operator, left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match operator {
        Operator::And => match (left, right) {
            (Some(true), Some(true)) => Some(true),
            (Some(false), _) | (_, Some(false)) => Some(false),
            _ => None,
        },
        Operator::Or => match (left, right) {
            (Some(false), Some(false)) => Some(false),
            (Some(true), _) | (_, Some(true)) => Some(true),
            _ => None,
        },
        Operator::Xor => Some(left? != right?),
        _ => match (left, right) {
            (Some(false), _) | (_, Some(true)) => Some(true),
            (Some(true), right) => right,
            _ => None,
        },
    }
}

pub(super) fn negate<'a>(items: &[Item<'a>]) -> EvaluationResult<'a> {
    let Some(item) = single(items)? else {
        return Ok(Vec::new());
    };
    Ok(vec![match item.value() {
        Some(Value::Integer(number)) => Item::from(-number),
        Some(Value::Decimal(number)) => Item::from(number.negated()),
        Some(Value::Quantity(quantity)) => Item::Value(Value::Quantity(Box::new(Quantity {
            value: quantity.value.negated(),
            ..*quantity
        }))),
        _ => return Err(FhirPathError::evaluation("only numbers have a sign")),
    }])
}

pub(super) fn plus<'a>(items: Vec<Item<'a>>) -> EvaluationResult<'a> {
    negate(&items)?;
    Ok(items)
}

pub(super) fn membership<'a>(wanted: &[Item<'a>], of: &[Item<'a>]) -> EvaluationResult<'a> {
    let Some(item) = single(wanted)? else {
        return Ok(Vec::new());
    };
    Ok(vec![Item::from(
        of.iter().any(|other| equality::same(other, item)),
    )])
}

pub(super) fn apply<'a>(
    operator: Operator,
    left: &[Item<'a>],
    right: &[Item<'a>],
) -> EvaluationResult<'a> {
    let (left, right) = (single(left)?, single(right)?);
    if operator == Operator::Concatenate {
        let text = |item: Option<&Item<'a>>| {
            item.and_then(Item::value)
                .and_then(|value| value.text())
                .unwrap_or_default()
        };
        return Ok(vec![Item::from(text(left) + &text(right))]);
    }
    let (Some(left), Some(right)) = (left, right) else {
        return Ok(Vec::new());
    };
    let (Some(left), Some(right)) = (left.value(), right.value()) else {
        return Err(FhirPathError::evaluation(
            "this operator needs values, not elements",
        ));
    };
    let found = match operator {
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            compare(&left, &right)?.map(|order| {
                Item::from(match operator {
                    Operator::Less => order.is_lt(),
                    Operator::LessOrEqual => order.is_le(),
                    Operator::Greater => order.is_gt(),
                    _ => order.is_ge(),
                })
            })
        }
        _ => arithmetic(operator, &left, &right)?.map(Item::Value),
    };
    Ok(found.into_iter().collect())
}

fn compare(left: &Value<'_>, right: &Value<'_>) -> Result<Option<Ordering>, FhirPathError> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Ok(Some(left.cmp(right))),
        (Value::Temporal(left), Value::Temporal(right)) => {
            if (left.kind == TemporalKind::Time) != (right.kind == TemporalKind::Time) {
                return Err(FhirPathError::evaluation(
                    "a time of day and a date have no order",
                ));
            }
            Ok(left.compare(right))
        }
        (Value::Quantity(left), Value::Quantity(right)) => Ok(left.compare(right)),
        _ => match (left.as_decimal(), right.as_decimal()) {
            (Some(left), Some(right)) => Ok(Some(left.cmp(&right))),
            _ => Err(FhirPathError::evaluation(format!(
                "{} and {} have no order",
                left.type_name(),
                right.type_name()
            ))),
        },
    }
}

/// A total order for `sort()`: what is empty comes first, what has no order stays where it is.
pub(super) fn order(left: Option<&Value<'_>>, right: Option<&Value<'_>>) -> Ordering {
    match (left, right) {
        (None, None) => Ordering::Equal,
        (None, _) => Ordering::Less,
        (_, None) => Ordering::Greater,
        (Some(left), Some(right)) => compare(left, right)
            .ok()
            .flatten()
            .unwrap_or(Ordering::Equal),
    }
}

fn arithmetic<'a>(
    operator: Operator,
    left: &Value<'_>,
    right: &Value<'_>,
) -> Result<Option<Value<'a>>, FhirPathError> {
    match (left, right) {
        (Value::String(left), Value::String(right)) if operator == Operator::Add => {
            Ok(Some(Value::String(format!("{left}{right}").into())))
        }
        (Value::Temporal(temporal), Value::Quantity(quantity))
            if matches!(operator, Operator::Add | Operator::Subtract) =>
        {
            shift(temporal, quantity, operator == Operator::Subtract)
        }
        (Value::Quantity(left), Value::Quantity(right)) => Ok(match operator {
            Operator::Add => left.add(right, false),
            Operator::Subtract => left.add(right, true),
            Operator::Multiply => left.multiply(right),
            Operator::Divide => left.divide(right),
            _ => return Err(FhirPathError::evaluation("quantities have no div and mod")),
        }
        .map(|quantity| Value::Quantity(Box::new(quantity)))),
        (Value::Quantity(quantity), other) | (other, Value::Quantity(quantity))
            if operator == Operator::Multiply =>
        {
            let number = other
                .as_decimal()
                .ok_or_else(|| FhirPathError::evaluation("a number is expected"))?;
            Ok(quantity.value.multiply(number).map(|value| {
                Value::Quantity(Box::new(Quantity {
                    value,
                    ..(**quantity).clone()
                }))
            }))
        }
        (Value::Integer(left), Value::Integer(right)) if operator != Operator::Divide => {
            Ok(match operator {
                Operator::Add => left.checked_add(*right),
                Operator::Subtract => left.checked_sub(*right),
                Operator::Multiply => left.checked_mul(*right),
                Operator::Div => left.checked_div(*right),
                _ => left.checked_rem(*right),
            }
            .map(Value::Integer))
        }
        _ => {
            let (Some(left), Some(right)) = (left.as_decimal(), right.as_decimal()) else {
                let (left, right) = (left.type_name(), right.type_name());
                return Err(FhirPathError::evaluation(format!(
                    "{left} and {right} cannot be combined so"
                )));
            };
            Ok(match operator {
                Operator::Add => left.plus(right).map(Value::Decimal),
                Operator::Subtract => left.minus(right).map(Value::Decimal),
                Operator::Multiply => left.multiply(right).map(Value::Decimal),
                Operator::Divide => left.divide(right).map(Value::Decimal),
                Operator::Div => whole(left, right),
                _ => left
                    .divide_whole(right)
                    .map(|(_, rest)| Value::Decimal(rest.normalized())),
            })
        }
    }
}

fn whole<'a>(left: Decimal, right: Decimal) -> Option<Value<'a>> {
    left.divide_whole(right)
        .and_then(|(whole, _)| i64::try_from(whole.whole()).ok())
        .map(Value::Integer)
}

/// A date or time moved by a quantity of time (FHIRPath "Date/Time Arithmetic").
fn shift<'a>(
    temporal: &Temporal,
    quantity: &Quantity,
    back: bool,
) -> Result<Option<Value<'a>>, FhirPathError> {
    let amount = i64::try_from(quantity.value.whole())
        .map_err(|_| FhirPathError::evaluation("the time span is too long"))?;
    let amount = if back { -amount } else { amount };
    let word = quantity.unit.trim_end_matches('s');
    let known = matches!(
        word,
        "year" | "month" | "week" | "day" | "hour" | "minute" | "second" | "millisecond"
    );
    let unit = if known {
        word
    } else {
        match quantity.unit.as_str() {
            "wk" => "week",
            "d" => "day",
            "h" => "hour",
            "min" => "minute",
            "s" => "second",
            "ms" => "millisecond",
            other => {
                return Err(FhirPathError::evaluation(format!(
                    "`{other}` is no unit to move a date by"
                )));
            }
        }
    };
    // A unit finer than what is known counts in the finest unit that is.
    let (amount, unit) = coarsen(amount, unit, temporal.precision);
    let span = jiff::Span::new();
    let span = match unit {
        "year" => span.try_years(amount),
        "month" => span.try_months(amount),
        "week" => span.try_weeks(amount),
        "day" => span.try_days(amount),
        "hour" => span.try_hours(amount),
        "minute" => span.try_minutes(amount),
        "second" => span.try_seconds(amount),
        _ => span.try_milliseconds(amount),
    };
    let Ok(span) = span else { return Ok(None) };
    if temporal.kind == TemporalKind::Time {
        let moved = temporal
            .civil()
            .map(|civil| temporal.with_civil(civil.time().wrapping_add(span).on(1, 1, 1)));
        return Ok(moved.map(Value::Temporal));
    }
    let moved = temporal
        .civil()
        .and_then(|civil| civil.checked_add(span).ok());
    Ok(moved.map(|civil| Value::Temporal(temporal.with_civil(civil))))
}

fn coarsen(amount: i64, unit: &str, known: Precision) -> (i64, &str) {
    let steps: [(&str, Precision, i64, &str); 6] = [
        ("millisecond", Precision::Second, 1000, "second"),
        ("second", Precision::Minute, 60, "minute"),
        ("minute", Precision::Hour, 60, "hour"),
        ("hour", Precision::Day, 24, "day"),
        ("day", Precision::Month, 30, "month"),
        ("month", Precision::Year, 12, "year"),
    ];
    let (mut amount, mut unit) = if unit == "week" && known < Precision::Day {
        (amount * 7, "day")
    } else {
        (amount, unit)
    };
    for (fine, limit, factor, coarse) in steps {
        if unit == fine && known <= limit {
            amount /= factor;
            unit = coarse;
        }
    }
    (amount, unit)
}
