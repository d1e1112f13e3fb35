//! The two FHIR R4 APIs, read-only: read, search, batch and `metadata` (FHIR R4 http and search; US Core 6.1.0, CARIN
//! Blue Button 2.0.0 and Plan-Net 1.1.0 capability statements).
//!
//! A request comes in at [`endpoint`], becomes an [`interaction`], and looks at resources through a [`view`] only. A
//! [`search`] finds a page, and [`bundle`] writes it.

mod api_data;
mod apis;
mod batch;
mod bundle;
mod capability;
mod chain;
mod endpoint;
mod include;
mod interaction;
mod negotiation;
mod page_token;
mod search;
mod sort;
#[cfg(test)]
mod tests;
mod view;

pub use apis::Apis;
pub use endpoint::{FhirState, router};
