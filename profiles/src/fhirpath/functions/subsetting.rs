//! Some of the items (FHIRPath "Subsetting").

use super::Call;
use super::function::Function as F;
use crate::fhirpath::equality::contains;
use crate::fhirpath::evaluate::{EvaluationResult, Evaluator, single};

impl<'a> Evaluator<'_, 'a> {
    pub(super) fn subsetting(&self, call: Call<'_, 'a>) -> EvaluationResult<'a> {
        match call.function {
            F::Single => single(&call.items).map(|item| item.cloned().into_iter().collect()),
            F::First => Ok(call.items.into_iter().take(1).collect()),
            F::Last => Ok(call.items.into_iter().last().into_iter().collect()),
            F::Tail => Ok(call.items.into_iter().skip(1).collect()),
            F::Skip | F::Take => {
                let count = self.integer(&call.arguments[0], call.scope)?.unwrap_or(0);
                let count = usize::try_from(count).unwrap_or(0);
                Ok(if call.function == F::Skip {
                    call.items.into_iter().skip(count).collect()
                } else {
                    call.items.into_iter().take(count).collect()
                })
            }
            F::Intersect => {
                let other = self.argument(&call, 0)?;
                let shared = call
                    .items
                    .into_iter()
                    .filter(|item| contains(&other, item))
                    .collect::<Vec<_>>();
                self.distinct(shared.into_iter())
            }
            _ => {
                let other = self.argument(&call, 0)?;
                Ok(call
                    .items
                    .into_iter()
                    .filter(|item| !contains(&other, item))
                    .collect())
            }
        }
    }
}
