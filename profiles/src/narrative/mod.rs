//! The XHTML of a narrative: the elements and attributes that FHIR allows (FHIR R4 "Narrative", section 2.4.1, txt-1 and
//! txt-2; HTML 4.0 chapters 7 to 11 and 15).

mod check;
mod entities;
mod error;
mod names;

pub use check::{Narrative, check};
pub use error::NarrativeError;
