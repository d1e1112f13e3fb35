//! What FHIR and its U.S. guides demand, for programs: JSON with positions, FHIRPath, packs of definitions, search
//! parameters, and validation against profiles.

pub mod capability;
pub mod compartment;
pub mod compile;
pub mod fhirpath;
pub mod json;
pub mod narrative;
pub mod pack;
pub mod package;
pub mod schema;
pub mod search;
pub mod snapshot;
mod swar;
mod terminology;
pub mod validate;
