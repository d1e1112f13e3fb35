//! What a payer does wrong on demand: conformance bugs with stable names, each of which breaks one requirement.

mod defect;
mod set;

pub use defect::{Defect, UnknownDefect};
pub use set::DefectSet;
