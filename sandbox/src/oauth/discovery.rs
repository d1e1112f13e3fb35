//! The three documents that tell an app where everything is: OAuth metadata (RFC 8414), OpenID Connect Discovery 1.0, and
//! the SMART configuration. They are one set of facts, so they cannot contradict each other.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{ACCEPT, CACHE_CONTROL};

use super::{assertion, scope};
use crate::answers::Metadata;
use crate::dialect::AuthorizeMethod;
use crate::fault::{self, Defect};
use crate::state::AppState;

/// How clients authenticate (OIDC Core 9).
const AUTH_METHODS: &[&str] = &[
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "none",
];

/// How clients authenticate where a public client may not ask.
const STRONG_AUTH_METHODS: &[&str] = &[
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
];

/// `/.well-known/oauth-authorization-server`
pub(super) async fn oauth(State(state): State<AppState>, headers: HeaderMap) -> Response {
    document(&state, &headers, common(&state))
}

/// `/.well-known/openid-configuration`
pub(super) async fn openid(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut metadata = Metadata {
        claims_parameter_supported: Some(false),
        claims_supported: Some(&[
            "iss",
            "sub",
            "aud",
            "iat",
            "exp",
            "auth_time",
            "at_hash",
            "nonce",
            "fhirUser",
            "name",
        ]),
        id_token_signing_alg_values_supported: Some(&["RS256"]),
        prompt_values_supported: Some(&["none", "login", "consent"]),
        request_parameter_supported: Some(false),
        request_uri_parameter_supported: Some(false),
        response_modes_supported: Some(&["query"]),
        subject_types_supported: Some(&["public"]),
        ..common(&state)
    };
    fault::metadata::damage_openid(&mut metadata, state.defects);
    document(&state, &headers, metadata)
}

/// `{FHIR base}/.well-known/smart-configuration`
pub(super) async fn smart(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let post = &AuthorizeMethod::Post;
    let takes_post = state.dialect.oauth.authorize_methods.contains(post);
    let mut capabilities = vec!["launch-standalone"];
    if takes_post {
        capabilities.push("authorize-post");
    }
    capabilities.extend([
        "client-public",
        "client-confidential-symmetric",
        "client-confidential-asymmetric",
        "sso-openid-connect",
        "context-standalone-patient",
        "permission-offline",
        "permission-online",
        "permission-patient",
        "permission-v1",
        "permission-v2",
    ]);
    let metadata = Metadata {
        capabilities: Some(capabilities),
        ..common(&state)
    };
    document(&state, &headers, metadata)
}

/// What the three documents have in common.
fn common(state: &AppState) -> Metadata {
    let paths = &state.dialect.paths;
    let endpoint = |path: &str| state.urls.endpoint(path);
    let algorithms = || assertion::ALGORITHMS.map(|(name, _)| name).to_vec();
    let mut metadata = Metadata {
        authorization_endpoint: endpoint(&paths.authorize),
        authorization_response_iss_parameter_supported: true,
        capabilities: None,
        claims_parameter_supported: None,
        claims_supported: None,
        code_challenge_methods_supported: &["S256"],
        grant_types_supported: &["authorization_code", "refresh_token", "client_credentials"],
        id_token_signing_alg_values_supported: None,
        introspection_endpoint: endpoint(&paths.introspect),
        introspection_endpoint_auth_methods_supported: STRONG_AUTH_METHODS,
        introspection_endpoint_auth_signing_alg_values_supported: algorithms(),
        issuer: state.urls.issuer.clone(),
        jwks_uri: endpoint(&paths.jwks),
        prompt_values_supported: None,
        request_parameter_supported: None,
        request_uri_parameter_supported: None,
        response_modes_supported: None,
        response_types_supported: &["code"],
        revocation_endpoint: endpoint(&paths.revoke),
        revocation_endpoint_auth_methods_supported: AUTH_METHODS,
        revocation_endpoint_auth_signing_alg_values_supported: algorithms(),
        scopes_supported: scope::supported(&state.dialect),
        service_documentation: endpoint("/"),
        subject_types_supported: None,
        token_endpoint: endpoint(&paths.token),
        token_endpoint_auth_methods_supported: AUTH_METHODS,
        token_endpoint_auth_signing_alg_values_supported: algorithms(),
    };
    fault::metadata::damage(&mut metadata, state.defects);
    metadata
}

fn document(state: &AppState, headers: &HeaderMap, metadata: Metadata) -> Response {
    let wants_html = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_html && state.defects.has(Defect::MetadataAccept) {
        return fault::metadata::page();
    }
    ([(CACHE_CONTROL, "public, max-age=300")], Json(metadata)).into_response()
}
