//! The three documents that tell an app where everything is: OAuth metadata (RFC 8414), OpenID Connect Discovery 1.0, and
//! the SMART configuration. They are one set of facts, so they cannot contradict each other.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::HeaderMap;
use http::header::{ACCEPT, CACHE_CONTROL};
use serde_json::{Map, Value, json};

use super::{assertion, scope};
use crate::fault::Defect;
use crate::state::AppState;

/// `/.well-known/oauth-authorization-server`
pub(super) async fn oauth(State(state): State<AppState>, headers: HeaderMap) -> Response {
    document(&state, &headers, common(&state))
}

/// `/.well-known/openid-configuration`
pub(super) async fn openid(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut facts = common(&state);
    if state.defects.has(Defect::IssuerDiffers) {
        facts.insert("issuer".into(), json!(format!("{}/", state.urls.issuer)));
    }
    for (name, value) in [
        ("subject_types_supported", json!(["public"])),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("response_modes_supported", json!(["query"])),
        (
            "claims_supported",
            json!([
                "iss",
                "sub",
                "aud",
                "iat",
                "exp",
                "auth_time",
                "at_hash",
                "nonce",
                "fhirUser",
                "name"
            ]),
        ),
        (
            "prompt_values_supported",
            json!(["none", "login", "consent"]),
        ),
        ("request_parameter_supported", json!(false)),
        ("request_uri_parameter_supported", json!(false)),
        ("claims_parameter_supported", json!(false)),
    ] {
        facts.insert(name.into(), value);
    }
    document(&state, &headers, facts)
}

/// `{FHIR base}/.well-known/smart-configuration`
pub(super) async fn smart(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut facts = common(&state);
    let capabilities = [
        "launch-standalone",
        "authorize-post",
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
    ];
    facts.insert("capabilities".into(), json!(capabilities));
    document(&state, &headers, facts)
}

fn common(state: &AppState) -> Map<String, Value> {
    let defects = state.defects;
    let paths = &state.dialect.paths;
    let endpoint = |path: &str| {
        json!(if defects.has(Defect::EndpointsRelative) {
            path.to_owned()
        } else {
            state.urls.endpoint(path)
        })
    };
    let methods = json!([
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
        "none"
    ]);
    let strong = json!([
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt"
    ]);
    let algorithms = json!(assertion::ALGORITHMS.map(|(name, _)| name));
    let grants = if defects.has(Defect::GrantUnlisted) {
        json!(["authorization_code"])
    } else {
        json!(["authorization_code", "refresh_token", "client_credentials"])
    };
    let challenges = if defects.has(Defect::PlainListed) {
        json!(["S256", "plain"])
    } else {
        json!(["S256"])
    };
    let mut facts = Map::new();
    for (name, value) in [
        ("issuer", json!(state.urls.issuer)),
        ("authorization_endpoint", endpoint(&paths.authorize)),
        ("token_endpoint", endpoint(&paths.token)),
        ("revocation_endpoint", endpoint(&paths.revoke)),
        ("introspection_endpoint", endpoint(&paths.introspect)),
        ("jwks_uri", endpoint(&paths.jwks)),
        ("response_types_supported", json!(["code"])),
        ("grant_types_supported", grants),
        ("code_challenge_methods_supported", challenges),
        ("scopes_supported", json!(scope::supported(&state.dialect))),
        ("token_endpoint_auth_methods_supported", methods.clone()),
        (
            "token_endpoint_auth_signing_alg_values_supported",
            algorithms.clone(),
        ),
        ("revocation_endpoint_auth_methods_supported", methods),
        (
            "revocation_endpoint_auth_signing_alg_values_supported",
            algorithms.clone(),
        ),
        ("introspection_endpoint_auth_methods_supported", strong),
        (
            "introspection_endpoint_auth_signing_alg_values_supported",
            algorithms,
        ),
        (
            "authorization_response_iss_parameter_supported",
            json!(true),
        ),
        (
            "service_documentation",
            json!(format!("{}/", state.urls.issuer)),
        ),
    ] {
        facts.insert(name.into(), value);
    }
    facts
}

fn document(state: &AppState, headers: &HeaderMap, facts: Map<String, Value>) -> Response {
    let wants_html = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_html && state.defects.has(Defect::MetadataAccept) {
        return Html("<!doctype html><title>Metadata</title><p>See our developer site.")
            .into_response();
    }
    ([(CACHE_CONTROL, "public, max-age=300")], axum::Json(facts)).into_response()
}
