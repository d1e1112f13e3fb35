//! Snapshots: a profile that says only what it changes gets all of its elements, made from what it is based on (FHIR R4
//! "StructureDefinition", differential and snapshot; "Profiling FHIR", sections 5.1.0.5 to 5.1.0.15).
//!
//! It works on the facts that packs hold, not on whole ElementDefinitions: descriptions have no place in a pack.

mod choice;
mod error;
mod extension;
mod generate;
mod merge;
mod source;
mod tree;
mod unfold;

pub use error::SnapshotError;
pub use source::{Given, Structures};
