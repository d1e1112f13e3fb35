//! Code systems and value sets as far as the packs carry them (FHIR R4 "Using Codes in Resources").

mod check_digit;
mod code_system;
mod value_set;

pub(crate) use check_digit::plausible;
pub(crate) use code_system::CodeSystem;
pub(crate) use value_set::{Membership, ValueSet};
