//! Several collections as one (FHIRPath "Combining").

use std::borrow::Cow;
use std::collections::HashSet;

use super::Call;
use super::function::Function as F;
use crate::fhirpath::equality::Candidate;
use crate::fhirpath::evaluate::{EvaluationResult, Evaluator};
use crate::fhirpath::item::{Item, Value};

impl<'a> Evaluator<'_, 'a> {
    pub(super) fn combining(&self, call: Call<'_, 'a>) -> EvaluationResult<'a> {
        let other = self.argument(&call, 0)?;
        let items = call.items.into_iter().chain(other);
        match call.function {
            F::Union => self.distinct(items),
            _ => Ok(items.collect()),
        }
    }

    /// The items without those that are equal to an earlier one.
    pub(in crate::fhirpath) fn distinct(
        &self,
        items: impl Iterator<Item = Item<'a>>,
    ) -> EvaluationResult<'a> {
        let mut kept: Vec<Candidate<'a>> = Vec::new();
        // Strings among strings are found by hash: a Bundle has thousands of entries whose URLs must differ.
        let mut strings: HashSet<Cow<'a, str>> = HashSet::new();
        for item in items {
            if let Item::Value(Value::String(text)) = &item
                && strings.len() == kept.len()
            {
                self.context.spend(1)?;
                if strings.insert(text.clone()) {
                    kept.push(Candidate::new(item));
                }
                continue;
            }
            self.context.spend(kept.len())?;
            let candidate = Candidate::new(item);
            if !kept.iter().any(|other| other.same(&candidate)) {
                kept.push(candidate);
            }
        }
        Ok(kept.into_iter().map(|candidate| candidate.item).collect())
    }
}
