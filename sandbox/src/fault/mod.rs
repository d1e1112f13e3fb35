//! What a payer does wrong on demand: conformance bugs with stable names, each of which breaks one requirement.
//!
//! # Adding a defect
//!
//! CONTRIBUTING.md says it in full.
//!
//! 1. A row in `cli/tests/defects.toml`: the scenario that must notice it. The test that fails first is
//!    `every_defect_has_a_row_and_every_row_a_defect` in `cli/tests/defects.rs`.
//! 2. A row in the table of `fault/defect.rs`, among those of its requirement, which is the scenario's. The variant is the
//!    name in PascalCase.
//! 3. The wrong behaviour. Where the payer *answers* wrongly, the right answer is built first, as a type of
//!    [`answers`](crate::answers), and a function in the file here that is named after the area damages it. Where it
//!    *decides* wrongly, one `if defects.has(Defect::X)` stands at the decision, and nothing else.
//! 4. A probe in `sandbox/tests/oauth_defects.rs` when it is the authorization server's or the pages'.

pub(crate) mod authorization;
mod defect;
pub(crate) mod fhir;
pub(crate) mod id_token;
pub(crate) mod introspection;
pub(crate) mod metadata;
pub(crate) mod oauth_error;
pub(crate) mod resource;
pub(crate) mod search;
mod set;
pub(crate) mod token;

pub use defect::{Defect, UnknownDefect};
pub use set::DefectSet;
