//! Which path leads where.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};

use super::error::OAuthError;
use super::{discovery, introspect, jwks, revoke, token};
use crate::dialect::errors::Endpoint;
use crate::fault::Defect;
use crate::state::AppState;

/// The endpoints that apps call themselves, from a browser too.
pub(crate) fn router(state: &AppState) -> Router {
    let paths = &state.dialect.paths;
    let mut token_methods = post(token::token);
    if state.defects.has(Defect::TokenGet) {
        token_methods = token_methods.get(token::token);
    }
    let mut router = Router::new()
        .route(&paths.token, token_methods.fallback(post_only))
        .route(&paths.revoke, post(revoke::revoke).fallback(post_only))
        .route(
            &paths.introspect,
            post(introspect::introspect).fallback(post_only),
        )
        .route(&paths.jwks, get(jwks::jwks))
        .route(
            "/.well-known/oauth-authorization-server",
            get(discovery::oauth),
        )
        .route("/.well-known/openid-configuration", get(discovery::openid));
    for base in [&paths.patient_access, &paths.directory] {
        let path = format!("{base}/.well-known/smart-configuration");
        router = router.route(&path, get(discovery::smart));
    }
    router.with_state(state.clone())
}

async fn post_only(State(state): State<AppState>) -> Response {
    OAuthError::MethodNotAllowed("POST").answer(&state, Endpoint::Token)
}
