//! What scenarios do with the FHIR API: requests, resources, searches.

mod state;

pub(crate) use state::{Found, State};
