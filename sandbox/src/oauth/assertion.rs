//! `private_key_jwt`: a client signs a JWT with its own key (RFC 7523 2.2 and 3, SMART App Launch 2.0 "Client
//! Authentication: Asymmetric").

use std::sync::Arc;

use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::error::OAuthError;
use crate::fault::Defect;
use crate::state::AppState;
use crate::store::{ClientAuth, RegisteredApp};

/// The algorithms that may sign an assertion; SMART demands RS384 and ES384.
pub(super) const ALGORITHMS: [(&str, Algorithm); 4] = [
    ("RS384", Algorithm::RS384),
    ("ES384", Algorithm::ES384),
    ("RS256", Algorithm::RS256),
    ("ES256", Algorithm::ES256),
];

/// How far in the future `exp` may lie, in seconds (SMART: five minutes, and a minute for clocks that differ).
const LONGEST_LIFE: f64 = 360.0;

/// How far clocks may differ, in seconds.
const LEEWAY: f64 = 10.0;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: f64,
    nbf: Option<f64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn has(&self, url: &str) -> bool {
        match self {
            Self::One(aud) => aud == url,
            Self::Many(auds) => auds.iter().any(|aud| aud == url),
        }
    }
}

/// The app that made the assertion.
pub(super) async fn verify(
    state: &AppState,
    client_id: Option<&str>,
    assertion: &str,
) -> Result<Arc<RegisteredApp>, OAuthError> {
    let refused = |reason| OAuthError::InvalidClient {
        reason,
        header: false,
    };
    let unreadable = || refused("the client assertion cannot be read");
    let claims: Claims = jsonwebtoken::dangerous::insecure_decode::<Claims>(assertion)
        .map_err(|_| unreadable())?
        .claims;
    if claims.iss != claims.sub || client_id.is_some_and(|id| id != claims.sub) {
        return Err(refused(
            "iss, sub and client_id of the client assertion differ",
        ));
    }
    let app = state.store.app(&claims.sub).await?;
    let app = app.ok_or(refused("the client is unknown"))?;
    let ClientAuth::PrivateKeyJwt(keys) = &app.auth else {
        return Err(refused("this client does not sign assertions"));
    };
    if !is_signed(keys, assertion) && !state.defects.has(Defect::AssertionUnsigned) {
        return Err(refused("no key of the client made this signature"));
    }
    // SMART names the token endpoint; RFC 7523 allows any name of the server, so the issuer too.
    let token_endpoint = state.urls.endpoint(&state.dialect.paths.token);
    let for_us = claims.aud.has(&token_endpoint) || claims.aud.has(&state.urls.issuer);
    if !for_us && !state.defects.has(Defect::AssertionAnyAudience) {
        return Err(refused("aud of the client assertion is not this server"));
    }
    check_time(state, &claims).map_err(refused)?;
    let expires = seconds(claims.exp + LEEWAY);
    let fresh = state
        .store
        .use_assertion(&app.client_id, &claims.jti, expires)
        .await?;
    if !fresh && !state.defects.has(Defect::AssertionReplay) {
        return Err(refused("the client assertion was used before"));
    }
    Ok(app)
}

fn check_time(state: &AppState, claims: &Claims) -> Result<(), &'static str> {
    let now = state.clock.now().as_duration().as_secs_f64();
    let expired = claims.exp.is_nan() || claims.exp + LEEWAY <= now;
    if expired && !state.defects.has(Defect::AssertionExpired) {
        return Err("the client assertion has expired");
    }
    if claims.exp > now + LONGEST_LIFE {
        return Err("the client assertion lives longer than five minutes");
    }
    if claims.nbf.is_some_and(|nbf| nbf > now + LEEWAY) {
        return Err("the client assertion is not valid yet");
    }
    Ok(())
}

fn seconds(time: f64) -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float saturates, and so does the time"
    )]
    let seconds = time as i64;
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// Whether one of the keys made the signature. A `kid` must name a key; without one every key is tried.
fn is_signed(keys: &str, assertion: &str) -> bool {
    let (Ok(keys), Ok(header)) = (
        serde_json::from_str::<JwkSet>(keys),
        decode_header(assertion),
    ) else {
        return false;
    };
    if !ALGORITHMS
        .iter()
        .any(|(_, algorithm)| *algorithm == header.alg)
    {
        return false;
    }
    let mut validation = Validation::new(header.alg);
    // Times and audience are judged by the payer's own clock and names.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let named = |key: &&jsonwebtoken::jwk::Jwk| {
        header
            .kid
            .as_deref()
            .is_none_or(|kid| key.common.key_id.as_deref() == Some(kid))
    };
    keys.keys.iter().filter(named).any(|key| {
        DecodingKey::from_jwk(key)
            .is_ok_and(|key| decode::<serde::de::IgnoredAny>(assertion, &key, &validation).is_ok())
    })
}
