//! One call of a step: the texts in its sentence, its table, and how its verdict is settled.

use std::panic::panic_any;

use cucumber::step::Context;

use crate::{
    outcome::{Stop, Verdict},
    world::World,
};

/// What a step was called with.
pub(crate) struct Call {
    /// What the sentence's blanks were filled with, in order; an optional one left out is `None`.
    captures: Vec<Option<String>>,
    /// The rows of the table under the step.
    rows: Vec<Vec<String>>,
    /// The step as written.
    pub sentence: String,
    should: bool,
}

impl Call {
    pub fn new(context: &Context) -> Self {
        let mut should = false;
        let mut captures = Vec::new();
        for (name, value) in context.matches.iter().skip(1) {
            if name.as_deref() == Some("should") {
                should = !value.is_empty();
            } else {
                captures.push((!value.is_empty()).then(|| value.replace("\\\"", "\"")));
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
        }
    }

    /// The blank at `index`, placeholders as written; empty where it was left out.
    pub fn raw(&self, index: usize) -> &str {
        self.captures
            .get(index)
            .and_then(Option::as_deref)
            .unwrap_or_default()
    }

    /// The rows of the table, placeholders as written: a name and a value each.
    pub fn pairs(&self) -> Verdict<Vec<(&str, &str)>> {
        self.rows
            .iter()
            .map(|row| match row.as_slice() {
                [name, value] => Ok((name.as_str(), value.as_str())),
                _ => Err(Stop::broke(format!(
                    "the table under `{}` must have two columns",
                    self.sentence
                ))),
            })
            .collect()
    }
}

/// Turns a verdict into what cucumber understands: nothing, or a panic with the [`Stop`] as its payload. A failed
/// SHOULD is a warning in the scenario's evidence instead.
pub(crate) fn settle(world: &mut World, call: &Call, verdict: Verdict) {
    match verdict {
        Ok(()) => {}
        Err(Stop::Failed { expected, got }) if call.should => {
            world.evidence.warn(&call.sentence, expected, got);
        }
        Err(stop) => panic_any(stop),
    }
}
