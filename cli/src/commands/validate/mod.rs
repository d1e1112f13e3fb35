//! `payerlab validate`: holds FHIR R4 resources to FHIR itself, to the profiles they claim, and to those asked for.

mod archive;
mod definitions;
mod excerpt;
mod folder;
mod input;
mod json;
mod lines;
mod operation_outcome;
mod pool;
mod report;
mod resource;
mod run;
mod tally;
mod text;

pub(crate) use run::run;
