//! What the authorization server answers, as types: each is built right in plain code, damaged by a function of
//! [`fault`](crate::fault) where a defect is switched on, and written as JSON last of all.
//!
//! Members are declared in alphabetical order: that is the order in which they are sent.

mod authorization;
mod error;
mod id_token;
mod introspection;
mod jwks;
mod metadata;
mod token;

pub(crate) use authorization::AuthorizationResponse;
pub(crate) use error::ErrorResponse;
pub(crate) use id_token::IdTokenClaims;
pub(crate) use introspection::Introspection;
pub(crate) use jwks::{JwkSet, RsaKey};
pub(crate) use metadata::Metadata;
pub(crate) use token::{ExpiresIn, TokenResponse};
