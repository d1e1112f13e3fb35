//! The successful answer of the token endpoint (RFC 6749 5.1, OIDC Core 3.1.3.3, SMART App Launch 2.0 "launch context").

use serde::Serialize;

/// The tokens, and what they are good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TokenResponse {
    pub(crate) access_token: String,
    pub(crate) expires_in: ExpiresIn,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_token: Option<String>,
    /// The id of the Patient in context, when `launch/patient` was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) patient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<String>,
    pub(crate) token_type: &'static str,
}

/// `expires_in`, in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum ExpiresIn {
    Number(i64),
    /// What only a defect sends.
    Text(String),
}
