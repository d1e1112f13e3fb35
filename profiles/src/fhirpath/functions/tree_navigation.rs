//! `children()` and `descendants()` (FHIRPath "Tree navigation").

use super::Call;
use super::function::Function as F;
use crate::fhirpath::error::FhirPathError;
use crate::fhirpath::evaluate::{Collection, EvaluationResult, Evaluator};
use crate::fhirpath::item::Item;

impl<'a> Evaluator<'_, 'a> {
    pub(super) fn tree_navigation(&self, call: &Call<'_, 'a>) -> EvaluationResult<'a> {
        let mut found = Vec::new();
        for item in &call.items {
            self.descend(item, call.function == F::Descendants, &mut found)?;
        }
        Ok(found)
    }

    fn descend(
        &self,
        item: &Item<'a>,
        deep: bool,
        found: &mut Collection<'a>,
    ) -> Result<(), FhirPathError> {
        let Some(element) = item.element() else {
            return Ok(());
        };
        let mut children = Vec::new();
        element.each(|_, child| children.push(Item::Element(child)));
        self.context.spend(children.len())?;
        for child in children {
            found.push(child.clone());
            if deep {
                self.descend(&child, true, found)?;
            }
        }
        Ok(())
    }
}
