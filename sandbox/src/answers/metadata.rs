//! The discovery documents: OAuth metadata (RFC 8414 2), OpenID Connect Discovery 1.0 (3), and the SMART configuration
//! (SMART App Launch 2.0 "Using .well-known"). One type for the three, so that they cannot contradict each other.

use serde::Serialize;

/// Names that a document lists.
pub(crate) type Names = &'static [&'static str];

/// A discovery document. What is `None` is said by the others alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Metadata {
    pub(crate) authorization_endpoint: String,
    pub(crate) authorization_response_iss_parameter_supported: bool,
    /// SMART.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) capabilities: Option<Vec<&'static str>>,
    /// OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) claims_parameter_supported: Option<bool>,
    /// OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) claims_supported: Option<Names>,
    pub(crate) code_challenge_methods_supported: Names,
    pub(crate) grant_types_supported: Names,
    /// OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_token_signing_alg_values_supported: Option<Names>,
    pub(crate) introspection_endpoint: String,
    pub(crate) introspection_endpoint_auth_methods_supported: Names,
    pub(crate) introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    pub(crate) issuer: String,
    pub(crate) jwks_uri: String,
    /// OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prompt_values_supported: Option<Names>,
    /// OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request_parameter_supported: Option<bool>,
    /// OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request_uri_parameter_supported: Option<bool>,
    /// OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) response_modes_supported: Option<Names>,
    pub(crate) response_types_supported: Names,
    pub(crate) revocation_endpoint: String,
    pub(crate) revocation_endpoint_auth_methods_supported: Names,
    pub(crate) revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    pub(crate) scopes_supported: Vec<String>,
    pub(crate) service_documentation: String,
    /// OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject_types_supported: Option<Names>,
    pub(crate) token_endpoint: String,
    pub(crate) token_endpoint_auth_methods_supported: Names,
    pub(crate) token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
}
