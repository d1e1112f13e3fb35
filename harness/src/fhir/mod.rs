//! What scenarios do with the FHIR API: requests, resources, searches (FHIR R4, RESTful API and Search).

mod capability;
mod directory;
mod listing;
mod pages;
mod request;
mod resource;
mod search;
mod state;

pub(crate) use capability::CapabilityStatement;
pub(crate) use listing::{Listing, references};
pub(crate) use request::method;
pub(crate) use resource::{Found, parse};
pub(crate) use search::query_text;
pub(crate) use state::State;
