//! Compiles packages into packs: what machines need of a guide and nothing else. No narrative, description, comment,
//! definition, example or display text goes into a pack.

mod capability;
mod error;
mod fields;
mod run;
mod search;
mod structure;
mod terminology;

pub use error::CompileError;
pub(crate) use fields::{items, number, text};
pub use run::{Compiled, compile, compile_with, run};
pub(crate) use structure::{constraints, element, head, snapshot};
