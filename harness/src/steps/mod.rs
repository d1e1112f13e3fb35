//! The steps in which scenarios are written: one file per chapter of the vocabulary, and the engine that runs them.

mod answer;
mod authorization;
mod catalogue;
mod engine;
mod fhir;
mod granted;
mod guide;
mod include;
mod isolation;
mod metadata;
mod must_support;
mod needs;
mod paging;
mod profile;
mod resource;
mod search;
mod token;

pub use catalogue::{StepHelp, catalogue, document};
pub use engine::Keyword;

pub(crate) use catalogue::{collection, find};
