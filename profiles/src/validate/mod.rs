//! Validation of resources against FHIR R4 and profiles (FHIR R4 "Validating Resources", "Profiling FHIR").

mod coverage;
mod discriminator;
mod findings;
mod inherited;
mod issue;
mod profile;
mod registry;
mod rule;
mod rule_id;
mod rules;
mod surroundings;
mod validator;
mod walk;

pub use coverage::Coverage;
pub use issue::{Issue, IssueType, Outcome, Severity};
pub use registry::Registry;
pub use rule_id::RuleId;
pub use validator::Validator;

pub(crate) use discriminator::{SliceTest, Step};
pub(crate) use findings::Findings;
pub(crate) use profile::Profile;
pub(crate) use registry::STRUCTURES;
pub(crate) use rule::{Rule, Slice, Slicing, TypeRule, plain_path};
pub(crate) use walk::{Place, Walk};
