//! One call of a step: the texts in its sentence, its table, and what becomes of its result.

use std::panic::panic_any;

use cucumber::step::Context;

use crate::oauth::Overrides;
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

/// What a step was called with.
pub(crate) struct Call {
    /// What the sentence's blanks were filled with, in order; one left out, or left empty, is `None`.
    captures: Vec<Option<String>>,
    /// The rows of the table under the step.
    rows: Vec<Vec<String>>,
    /// The step as written.
    pub sentence: String,
    /// Whether a failure is only a warning.
    should: bool,
    /// Whether a refused search lets the step pass.
    unless_refused: bool,
}

impl Call {
    pub(crate) fn new(context: &Context) -> Self {
        let (mut should, mut unless_refused) = (false, false);
        let mut captures = Vec::new();
        for (name, value) in context.matches.iter().skip(1) {
            match name.as_deref() {
                Some("should") => should = !value.is_empty(),
                Some("unless") => unless_refused = !value.is_empty(),
                _ => captures.push((!value.is_empty()).then(|| value.replace("\\\"", "\""))),
            }
        }
        Self {
            captures,
            rows: context
                .step
                .table
                .as_ref()
                .map(|table| table.rows.clone())
                .unwrap_or_default(),
            sentence: context.step.value.clone(),
            should,
            unless_refused,
        }
    }

    /// The blank at `index`, placeholders as written; empty where it was left out.
    pub(crate) fn raw(&self, index: usize) -> &str {
        self.captures
            .get(index)
            .and_then(Option::as_deref)
            .unwrap_or_default()
    }

    /// The blank at `index`, placeholders replaced.
    pub(crate) async fn text(&self, world: &World, index: usize) -> StepResult<String> {
        world.text(self.raw(index)).await
    }

    /// The rows of the table, placeholders as written: a name and a value each.
    pub(crate) fn raw_pairs(&self) -> StepResult<Vec<(&str, &str)>> {
        self.rows
            .iter()
            .map(|row| match row.as_slice() {
                [name, value] => Ok((name.as_str(), value.as_str())),
                _ => Err(StepEnd::error(format!(
                    "the table under `{}` must have two columns",
                    self.sentence
                ))),
            })
            .collect()
    }

    /// The rows of the table, placeholders replaced.
    pub(crate) async fn pairs(&self, world: &World) -> StepResult<Overrides> {
        let mut pairs = Vec::new();
        for (name, value) in self.raw_pairs()? {
            pairs.push((world.text(name).await?, world.text(value).await?));
        }
        Ok(pairs)
    }
}

/// Whether a step need not be asked at all: it stands only where the search was answered, and it was refused.
pub(crate) fn is_skipped(world: &World, call: &Call) -> bool {
    call.unless_refused
        && world
            .answer()
            .is_ok_and(|answer| answer.status.is_client_error())
}

/// Turns the result of a step into what cucumber understands: nothing, or a panic with the [`StepEnd`] as its payload. A failed
/// SHOULD is a warning in the scenario's evidence instead.
pub(crate) fn finish(world: &mut World, call: &Call, result: StepResult) {
    match result {
        Ok(()) => {}
        Err(StepEnd::Failed { expected, got }) if call.should => {
            world.evidence.warn(&call.sentence, expected, got);
        }
        Err(stop) => panic_any(stop),
    }
}

/// The alternatives of a text such as `400 or 401`.
pub(crate) fn alternatives(text: &str) -> Vec<&str> {
    text.split(" or ").map(str::trim).collect()
}
