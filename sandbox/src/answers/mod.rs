//! What the payer answers, as types: built by the code that serves a request, damaged by a [`fault`](crate::fault) when one
//! is switched on, and serialized at the edge.

mod fhir_error;
mod search_page;

pub(crate) use fhir_error::{FHIR_JSON, FhirError, FhirErrorKind};
pub(crate) use search_page::{LinkRelation, SearchPage};
