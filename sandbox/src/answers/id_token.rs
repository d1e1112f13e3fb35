//! The claims of an ID token (OIDC Core 2, SMART App Launch 2.0 "fhirUser").

use serde::Serialize;

/// The claims. Times are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct IdTokenClaims {
    pub(crate) at_hash: String,
    pub(crate) aud: String,
    pub(crate) auth_time: i64,
    pub(crate) exp: i64,
    #[serde(rename = "fhirUser", skip_serializing_if = "Option::is_none")]
    pub(crate) fhir_user: Option<String>,
    pub(crate) iat: i64,
    pub(crate) iss: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    pub(crate) sub: String,
}
