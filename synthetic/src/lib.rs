//! Synthetic members and a provider directory, deterministic for a seed and current for a day.
//!
//! [`generate`] makes the whole [`Dataset`]: the members who can sign in, their records (US Core 6.1.0 and CARIN Blue
//! Button 2.0.0), the providers these refer to, and a provider directory (Da Vinci PDex Plan-Net 1.1.0). Nobody in it
//! is real.

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
mod rng;
mod scribe;

pub use dataset::{Dataset, Deleted, Resource, extra_member, generate, generate_cast};
pub use inventory::Row;
pub use member::Member;
pub use options::Options;
