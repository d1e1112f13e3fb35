//! `lowBoundary()`, `highBoundary()` and `precision()` (FHIRPath "Utility Functions").

use crate::fhirpath::decimal::Decimal;
use crate::fhirpath::error::FhirPathError;
use crate::fhirpath::evaluate::EvaluationResult;
use crate::fhirpath::item::{Item, Value};
use crate::fhirpath::quantity::Quantity;
use crate::fhirpath::temporal::{Precision, Temporal, TemporalKind};

/// Digits after the point where none are asked for.
const DEFAULT_DIGITS: i64 = 8;
/// Digits after the point beyond which there is no boundary.
const MAX_DIGITS: i64 = 28;

/// The least or greatest value that the item can stand for.
pub(in crate::fhirpath) fn boundary<'a>(
    item: Option<&Item<'a>>,
    high: bool,
    digits: Option<i64>,
) -> EvaluationResult<'a> {
    let Some(value) = item.and_then(Item::value) else {
        return Ok(Vec::new());
    };
    let found = match value {
        Value::Integer(number) => decimal(Decimal::from(number), high, digits).map(Value::Decimal),
        Value::Decimal(number) => decimal(number, high, digits).map(Value::Decimal),
        Value::Quantity(quantity) => decimal(quantity.value, high, digits)
            .map(|value| Value::Quantity(Box::new(Quantity { value, ..*quantity }))),
        Value::Temporal(value) => temporal(value, high, digits).map(Value::Temporal),
        _ => {
            return Err(FhirPathError::evaluation(
                "boundaries need a number, a quantity, a date or a time",
            ));
        }
    };
    Ok(found.map(Item::Value).into_iter().collect())
}

fn decimal(value: Decimal, high: bool, digits: Option<i64>) -> Option<Decimal> {
    let digits = digits.unwrap_or(DEFAULT_DIGITS);
    if !(0..=MAX_DIGITS).contains(&digits) {
        return None;
    }
    let digits = u32::try_from(digits).ok()?;
    let half = Decimal::new(5, value.scale() + 1);
    let away = high != value.is_negative();
    let magnitude = if away {
        value.abs().plus(half)?.rounded(digits)
    } else {
        value.abs().minus(half)?.truncated(digits)
    };
    let bound = if value.is_negative() {
        magnitude.negated()
    } else {
        magnitude
    };
    bound.padded(digits)
}

fn temporal(value: Temporal, high: bool, digits: Option<i64>) -> Option<Temporal> {
    let default = match value.kind {
        TemporalKind::Date => 8,
        TemporalKind::DateTime => 17,
        TemporalKind::Time => 9,
    };
    let digits = digits.unwrap_or(default)
        + if value.kind == TemporalKind::Time {
            8
        } else {
            0
        };
    let wanted = match digits {
        4 => Precision::Year,
        6 => Precision::Month,
        8 => Precision::Day,
        10 => Precision::Hour,
        12 => Precision::Minute,
        14 => Precision::Second,
        17 => Precision::Millisecond,
        _ => return None,
    };
    let mut bound = value;
    if high {
        if value.precision < Precision::Month {
            bound.month = 12;
        }
        if value.precision < Precision::Day {
            bound.day = jiff::civil::Date::new(bound.year, bound.month, 1)
                .ok()?
                .days_in_month();
        }
        if value.precision < Precision::Hour {
            bound.hour = 23;
            bound.minute = 59;
        }
        if value.precision < Precision::Second {
            bound.second = 59;
        }
        if value.precision < Precision::Millisecond {
            bound.nanosecond = 999_000_000;
        }
    }
    if wanted >= Precision::Hour && value.kind == TemporalKind::DateTime && value.offset.is_none() {
        // The earliest instant of a civil time is where clocks are furthest ahead of UTC.
        bound.offset = Some(if high { -12 * 60 } else { 14 * 60 });
    }
    if wanted < Precision::Hour {
        bound.offset = None;
    }
    bound.precision = wanted;
    bound.fraction_digits = 3;
    Some(bound)
}

/// How many digits a value is known to.
pub(in crate::fhirpath) fn precision(item: &Item<'_>) -> Option<i64> {
    match item.value()? {
        Value::Decimal(number) => Some(i64::from(number.scale())),
        Value::Integer(_) => Some(0),
        Value::Temporal(value) => Some(i64::from(value.precision_digits())),
        _ => None,
    }
}
