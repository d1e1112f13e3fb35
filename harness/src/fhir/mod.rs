//! What the harness knows of FHIR without asking anybody: resources, listings, pages and the text of searches (FHIR R4,
//! RESTful API and Search).

mod api;
mod capability;
mod listing;
mod pages;
mod resource;
mod search;
mod state;

pub(crate) use api::Api;
pub(crate) use capability::CapabilityStatement;
pub(crate) use listing::{Listing, SearchKnowledge, in_compartment, references};
pub(crate) use pages::{follow, page_documents};
pub(crate) use resource::{FetchedResource, bundle_entries, parse};
pub(crate) use search::{fill_from, forms, query_text};
pub(crate) use state::{FhirState, OwnSearch};
