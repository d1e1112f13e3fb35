//! What makes sentences into steps: their definition, the pattern of a sentence, the call of a step, and the vocabulary that
//! finds the one definition of a step.

mod call;
mod definition;
mod pattern;
mod vocabulary;

pub(crate) use call::{Call, alternatives, finish, is_skipped};
pub use definition::Keyword;
pub(crate) use definition::{Definition, step};
pub(crate) use vocabulary::Vocabulary;
