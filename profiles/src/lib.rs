//! What FHIR and its U.S. guides demand, for programs: JSON with positions, FHIRPath, packs of definitions, search
//! parameters, and validation against profiles.
//!
//! ```
//! use payerlab_profiles::json::Document;
//! use payerlab_profiles::pack::Guide;
//! use payerlab_profiles::validate::Validator;
//!
//! let patient = r#"{"resourceType":"Patient","id":"1","gender":"unknowable"}"#;
//! let patient = Document::parse(patient.to_owned()).unwrap();
//! let us_core = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
//!
//! let result = Validator::of_guides(&[Guide::UsCore610]).validate(&patient, &[us_core]);
//! let wrong: Vec<&str> = result.errors().map(|issue| issue.expression.as_str()).collect();
//! assert!(wrong.contains(&"Patient.gender"), "{result:#?}");
//! ```

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
