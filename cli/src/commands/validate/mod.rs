//! `payerlab validate`: validates FHIR R4 resources against FHIR, the profiles they claim, and those of `--profile`.

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
