//! `trace()`, the time, boundaries and precision (FHIRPath "Utility functions"), and `type()` (FHIRPath "Reflection").

use super::function::Function as F;
use super::{Call, boundary};
use crate::fhirpath::context::Context;
use crate::fhirpath::evaluate::{EvaluationResult, Evaluator, single};
use crate::fhirpath::item::{Item, Value};
use crate::fhirpath::temporal::{Precision, Temporal, TemporalKind};
use crate::fhirpath::types;

impl<'a> Evaluator<'_, 'a> {
    pub(super) fn utility(&self, call: Call<'_, 'a>) -> EvaluationResult<'a> {
        match call.function {
            F::Trace => Ok(call.items),
            F::Type => Ok(call
                .items
                .iter()
                .filter_map(types::of)
                .map(Item::Value)
                .collect()),
            F::LowBoundary | F::HighBoundary => {
                let digits = call
                    .arguments
                    .first()
                    .map_or(Ok(None), |digits| self.integer(digits, call.scope))?;
                let is_high = call.function == F::HighBoundary;
                boundary::boundary(single(&call.items)?, is_high, digits)
            }
            F::Precision => Ok(single(&call.items)?
                .and_then(boundary::precision)
                .map(Item::from)
                .into_iter()
                .collect()),
            _ => Ok(vec![Item::Value(time(self.context, call.function))]),
        }
    }
}

/// What `now()`, `today()` and `timeOfDay()` answer.
fn time<'a>(context: &Context<'a>, function: F) -> Value<'a> {
    let now = context.now;
    Value::Temporal(match function {
        F::Now => now,
        F::Today => Temporal {
            kind: TemporalKind::Date,
            precision: Precision::Day,
            offset: None,
            hour: 0,
            minute: 0,
            second: 0,
            nanosecond: 0,
            ..now
        },
        _ => Temporal {
            kind: TemporalKind::Time,
            offset: None,
            year: 1,
            month: 1,
            day: 1,
            ..now
        },
    })
}
