//! The JWK Set: the public half of the key that signs ID tokens (RFC 7517, OIDC Core 10.1.1).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::header::CACHE_CONTROL;

use super::error::OAuthError;
use crate::answers::{JwkSet, RsaKey};
use crate::dialect::errors::Endpoint;
use crate::state::AppState;

/// Answers GET.
pub(super) async fn jwks(State(state): State<AppState>) -> Response {
    let key = match state.signing_keys().get().await {
        Ok(key) => key,
        Err(error) => return OAuthError::from(error).answer(&state, Endpoint::Token),
    };
    let number = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let keys = JwkSet {
        keys: vec![RsaKey {
            alg: "RS256",
            e: number(&key.exponent),
            kid: key.kid.clone(),
            kty: "RSA",
            n: number(&key.modulus),
            key_use: "sig",
        }],
    };
    ([(CACHE_CONTROL, "public, max-age=300")], axum::Json(keys)).into_response()
}
