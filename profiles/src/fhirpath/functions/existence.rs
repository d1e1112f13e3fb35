//! Whether and how many items there are (FHIRPath "Existence"), and `not()` (FHIRPath "Boolean logic").

use super::function::Function as F;
use super::{Call, one};
use crate::fhirpath::equality::contains;
use crate::fhirpath::error::FhirPathError;
use crate::fhirpath::evaluate::{EvaluationResult, Evaluator, truth};
use crate::fhirpath::item::{Item, Value};

impl<'a> Evaluator<'_, 'a> {
    pub(super) fn existence(&self, call: Call<'_, 'a>) -> EvaluationResult<'a> {
        let items = &call.items;
        match call.function {
            F::Empty => one(items.is_empty()),
            F::Count => Ok(vec![Item::from(items.len() as i64)]),
            F::Exists | F::All => {
                let Some(condition) = call.arguments.first() else {
                    return one(!items.is_empty());
                };
                let wanted = call.function == F::Exists;
                let mut found = false;
                self.each(items, condition, call.scope, |_, result| {
                    found = (truth(&result)? == Some(true)) == wanted;
                    Ok(!found)
                })?;
                one(found == wanted)
            }
            F::AllTrue => every(items, true),
            F::AllFalse => every(items, false),
            F::AnyTrue => any(items, true),
            F::AnyFalse => any(items, false),
            F::SubsetOf => one(is_subset(items, &self.argument(&call, 0)?)),
            F::SupersetOf => one(is_subset(&self.argument(&call, 0)?, items)),
            F::Distinct => self.distinct(call.items.into_iter()),
            F::IsDistinct => one(self.distinct(items.iter().cloned())?.len() == items.len()),
            _ => Ok(truth(items)?
                .map(|value| Item::from(!value))
                .into_iter()
                .collect()),
        }
    }
}

fn every<'a>(items: &[Item<'a>], wanted: bool) -> EvaluationResult<'a> {
    one(booleans(items)?.iter().all(|value| *value == wanted))
}

fn any<'a>(items: &[Item<'a>], wanted: bool) -> EvaluationResult<'a> {
    one(booleans(items)?.contains(&wanted))
}

fn booleans(items: &[Item<'_>]) -> Result<Vec<bool>, FhirPathError> {
    let boolean = |item: &Item<'_>| match item.value() {
        Some(Value::Boolean(value)) => Ok(value),
        _ => Err(FhirPathError::evaluation("only booleans are expected")),
    };
    items.iter().map(boolean).collect()
}

fn is_subset(items: &[Item<'_>], of: &[Item<'_>]) -> bool {
    items.iter().all(|item| contains(of, item))
}
