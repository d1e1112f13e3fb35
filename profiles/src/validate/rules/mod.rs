//! The rules, one file per kind of rule.
//!
//! # Adding a rule
//!
//! CONTRIBUTING.md says it in full.
//!
//! 1. `profiles/tests/mutations.rs`: a case with the change to a valid resource and the issue that it must cause. It fails now.
//! 2. `validate/rule_id.rs`: a variant with the id, one sentence and the section of FHIR R4. The id is new, and never changes.
//! 3. The file here that is about the same part of the standard, or a new one: a function that takes `&mut Findings` and what it
//!    looks at, and records `findings.error(at, IssueType::…, RuleId::…, message)`. Only a rule that goes on to other elements,
//!    as slicing and references do, takes the `Walk`.
//! 4. `validate/walk.rs`, only for a new file, with its `mod` below: the call. What FHIR itself asks of every element is called from `typed_value` (or
//!    `nested`, for resources); what definitions ask, in base types and profiles alike, from `element_rules`.
//! 5. `UPDATE_RULES=1 cargo test -p payerlab-profiles --test documents` writes docs/RULES.md.
//!
//! Then `cargo test -p payerlab-profiles` tells whether official examples or other rules suffer, and `bench/instructions/run` what
//! the rule costs.

pub(crate) mod binding;
pub(crate) mod bundle;
pub(crate) mod cardinality;
pub(crate) mod contained;
pub(crate) mod extension;
pub(crate) mod fixed;
pub(crate) mod identifier;
pub(crate) mod invariant;
pub(crate) mod narrative;
pub(crate) mod primitive;
pub(crate) mod profiles;
pub(crate) mod reference;
pub(crate) mod shape;
pub(crate) mod slice_membership;
pub(crate) mod slicing;
pub(crate) mod types;

pub(crate) use primitive::Primitive;
