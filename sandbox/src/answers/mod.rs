//! What the payer answers, as types: each is built right in plain code, damaged by a function of [`fault`](crate::fault)
//! where a defect is switched on, and serialized last of all.
//!
//! Members of JSON objects are declared in alphabetical order: that is the order in which they are sent.

mod authorization;
mod error;
mod fhir_error;
mod id_token;
mod introspection;
mod jwks;
mod metadata;
mod search_page;
mod token;

pub(crate) use authorization::AuthorizationResponse;
pub(crate) use error::ErrorResponse;
pub(crate) use fhir_error::{FHIR_JSON, FhirError, FhirErrorKind};
pub(crate) use id_token::IdTokenClaims;
pub(crate) use introspection::Introspection;
pub(crate) use jwks::{JwkSet, RsaKey};
pub(crate) use metadata::Metadata;
pub(crate) use search_page::{LinkRelation, SearchPage};
pub(crate) use token::{ExpiresIn, TokenResponse};
