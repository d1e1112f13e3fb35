//! What scenarios do with the FHIR API: requests, resources, searches.

mod directory;
mod state;

pub(crate) use state::{Found, State};
