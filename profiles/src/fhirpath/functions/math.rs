//! Functions over numbers (FHIRPath "Math").

use super::function::Function;
use crate::fhirpath::decimal::Decimal;
use crate::fhirpath::error::FhirPathError;
use crate::fhirpath::evaluate::{Collection, EvaluationResult, single};
use crate::fhirpath::item::{Item, Value};
use crate::fhirpath::quantity::Quantity;

/// Answers the functions of numbers and `comparable()`.
pub(in crate::fhirpath) fn call<'a>(
    function: Function,
    items: &[Item<'a>],
    arguments: &[Collection<'a>],
) -> EvaluationResult<'a> {
    use Function as F;
    let Some(item) = single(items)? else {
        return Ok(Vec::new());
    };
    let value = item.value();
    if let Some(Value::Quantity(quantity)) = &value {
        return on_quantity(function, quantity, arguments);
    }
    let Some(number) = value.as_ref().and_then(Value::as_decimal) else {
        return Err(FhirPathError::evaluation(format!(
            "{}() needs a number",
            function.name()
        )));
    };
    let argument = match arguments.first() {
        Some(items) => match single(items)?.and_then(Item::value) {
            Some(value) => Some(
                value
                    .as_decimal()
                    .ok_or_else(|| FhirPathError::evaluation("a number is expected"))?,
            ),
            None => return Ok(Vec::new()),
        },
        None => None,
    };
    let whole = matches!(value, Some(Value::Integer(_)));
    let integer = |value: i128| i64::try_from(value).ok().map(Item::from);
    let float = |value: f64| Decimal::from_f64(value).map(Item::from);
    let found = match function {
        F::Abs if whole => integer(number.abs().whole()),
        F::Abs => Some(Item::from(number.abs())),
        F::Ceiling => integer(number.ceiling()),
        F::Floor => integer(number.floor()),
        F::Truncate => integer(number.whole()),
        F::Round => {
            let digits = argument.map_or(0, Decimal::whole);
            let digits = u32::try_from(digits)
                .map_err(|_| FhirPathError::evaluation("round() needs a precision of 0 or more"))?;
            let rounded = number.rounded(digits);
            Some(if whole {
                Item::from(rounded.whole() as i64)
            } else {
                Item::from(rounded)
            })
        }
        F::Exp => float(number.to_f64().exp()),
        F::Ln => float(number.to_f64().ln()),
        F::Log => argument.and_then(|base| float(number.to_f64().ln() / base.to_f64().ln())),
        F::Sqrt => float(number.to_f64().sqrt()),
        F::Power => argument.and_then(|exponent| power(number, exponent, whole)),
        _ => {
            return Err(FhirPathError::evaluation(format!(
                "{}() is not known",
                function.name()
            )));
        }
    };
    Ok(found.into_iter().collect())
}

fn power<'a>(base: Decimal, exponent: Decimal, whole: bool) -> Option<Item<'a>> {
    let steps = u32::try_from(exponent.whole())
        .ok()
        .filter(|steps| exponent.normalized().scale() == 0 && *steps <= 128);
    if let Some(steps) = steps {
        let mut product = Decimal::from(1);
        for _ in 0..steps {
            product = product.multiply(base)?;
        }
        return Some(if whole {
            Item::from(i64::try_from(product.whole()).ok()?)
        } else {
            Item::from(product)
        });
    }
    Decimal::from_f64(base.to_f64().powf(exponent.to_f64())).map(Item::from)
}

fn on_quantity<'a>(
    function: Function,
    quantity: &Quantity,
    arguments: &[Collection<'a>],
) -> EvaluationResult<'a> {
    let with = |value: Decimal| {
        vec![Item::Value(Value::Quantity(Box::new(Quantity {
            value,
            ..quantity.clone()
        })))]
    };
    let whole = |value: i128| with(Decimal::new(value, 0));
    Ok(match function {
        Function::Abs => with(quantity.value.abs()),
        Function::Ceiling => whole(quantity.value.ceiling()),
        Function::Floor => whole(quantity.value.floor()),
        Function::Truncate => whole(quantity.value.whole()),
        Function::Round => with(quantity.value.rounded(0)),
        Function::Comparable => match arguments
            .first()
            .map_or(Ok(None), |items| single(items))?
            .and_then(Item::value)
        {
            Some(Value::Quantity(other)) => vec![Item::from(quantity.comparable(&other))],
            _ => Vec::new(),
        },
        _ => {
            return Err(FhirPathError::evaluation(format!(
                "{}() needs a number",
                function.name()
            )));
        }
    })
}
