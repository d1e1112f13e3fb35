//! The step definitions, one file a chapter of the vocabulary, and the list of them.

mod call;
mod definition;

pub use definition::{StepHelp, catalogue};

pub(crate) use call::Call;
pub(crate) use definition::{Definition, check, collection, step};

/// The chapters of the vocabulary, in the order of docs/STEPS.md.
fn chapters() -> Vec<(&'static str, Vec<Definition>)> {
    Vec::new()
}
