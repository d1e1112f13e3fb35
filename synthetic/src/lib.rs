//! Synthetic members and a provider directory, deterministic for a seed and current for a day.
//!
//! [`generate`] makes the whole [`Dataset`]: the members who can sign in, their records (US Core 6.1.0 and CARIN Blue
//! Button 2.0.0), the providers these refer to, and a provider directory (Da Vinci PDex Plan-Net 1.1.0). Nobody in it
//! is real.
//!
//! ```
//! use payerlab_synthetic::{Options, generate};
//!
//! let dataset = generate(&Options {
//!     seed: 7,
//!     today: "2026-06-15".parse().unwrap(),
//!     extra_members: 0,
//! });
//! let documented = &dataset.members[0];
//! assert_eq!(documented.username, "SyntheticUsername");
//! let claims = dataset.resources.iter().filter(|resource| {
//!     resource.resource_type == "ExplanationOfBenefit"
//!         && resource.compartment.as_ref() == Some(&documented.patient_id)
//! });
//! assert!(claims.count() > 10);
//! ```

mod allergy;
mod calendar;
mod care;
mod codes;
mod condition;
mod coverage;
mod dataset;
mod device;
mod directory;
mod document;
mod encounter;
mod eob;
mod immunization;
mod inventory;
mod json;
mod medication;
mod member;
mod narrative;
mod npi;
mod observation;
mod options;
mod patient;
mod procedure;
mod profile;
mod provenance;
mod provider;
mod record;
mod report;
mod resource_writer;
mod rng;

pub use dataset::{Dataset, Deleted, Resource, extra_member, generate, generate_standard};
pub use inventory::Row;
pub use member::Member;
pub use options::Options;
