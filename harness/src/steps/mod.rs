//! The step definitions, one file a chapter of the vocabulary, and the list of them.

mod answer;
mod authorization;
mod call;
mod definition;
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

pub use definition::{Keyword, StepHelp, catalogue, document};

pub(crate) use call::{Call, alternatives};
pub(crate) use definition::{Definition, check, collection, step};

/// The chapters of the vocabulary, in the order of docs/STEPS.md.
fn chapters() -> Vec<(&'static str, Vec<Definition>)> {
    vec![
        ("What a scenario needs", needs::definitions()),
        ("Metadata", metadata::definitions()),
        ("Asking for authorization", authorization::definitions()),
        ("Token requests", token::definitions()),
        ("What was granted", granted::definitions()),
        ("The FHIR API", fhir::definitions()),
        ("Any answer", answer::definitions()),
        ("FHIR answers", resource::definitions()),
        ("Searches", search::definitions()),
        ("Isolation", isolation::definitions()),
        ("Included resources", include::definitions()),
        ("Pages", paging::definitions()),
        ("Profiles", profile::definitions()),
        ("Must support", must_support::definitions()),
    ]
}
