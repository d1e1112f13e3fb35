//! The two FHIR R4 APIs, read-only: read, search, batch and `metadata` (FHIR R4 http and search; US Core 6.1.0, CARIN
//! Blue Button 2.0.0 and Plan-Net 1.1.0 capability statements).

mod batch;
mod bundle;
mod capability;
mod comparison;
mod criterion;
mod date;
mod endpoint;
mod error;
mod holdings;
mod include;
mod interaction;
mod negotiation;
mod outcome;
mod page;
mod parameter;
mod prefix;
mod query;
mod resource;
mod search;
mod server;
#[cfg(test)]
mod tests;
mod value;
mod view;

pub use server::{Server, router};
pub use value::is_id;
