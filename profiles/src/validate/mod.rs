//! Validation of resources against FHIR R4 and profiles (FHIR R4 "Validating Resources", "Profiling FHIR").

mod coverage;
mod discriminator;
mod findings;
mod inherited;
mod issue;
mod known_definitions;
mod profile;
mod rule;
mod rule_id;
mod rules;
mod surroundings;
mod validator;
mod walk;

pub use coverage::Coverage;
pub(crate) use discriminator::{SliceTest, Step};
pub(crate) use findings::Findings;
pub use issue::{Issue, IssueType, Severity, ValidationResult};
pub use known_definitions::KnownDefinitions;
pub(crate) use known_definitions::STRUCTURES;
pub(crate) use profile::Profile;
pub(crate) use rule::{Rule, Slice, Slicing, TypeRule, plain_path};
pub use rule_id::RuleId;
pub use validator::Validator;
pub(crate) use walk::{Place, Walk};
