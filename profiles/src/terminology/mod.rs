//! Code systems and value sets as far as the packs carry them (FHIR R4 "Using Codes in Resources").

mod check_digit;
mod code_system;
mod form;
mod value_set;

pub(crate) use code_system::CodeSystem;
pub(crate) use form::{is_grammar, is_nearly_fine, well_formed};
pub(crate) use value_set::{Membership, ValueSet};
