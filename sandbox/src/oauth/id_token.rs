//! ID tokens (OIDC Core 2, SMART App Launch 2.0 "fhirUser").

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::error::OAuthError;
use crate::fault::Defect;
use crate::state::AppState;
use crate::store::{Code, Member};

#[derive(Serialize)]
struct Claims<'c> {
    iss: &'c str,
    sub: &'c str,
    aud: &'c str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    at_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'c str>,
    #[serde(rename = "fhirUser", skip_serializing_if = "Option::is_none")]
    fhir_user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'c str>,
}

/// The ID token that goes with an access token.
pub(super) async fn issue(
    state: &AppState,
    code: &Code,
    scope: &str,
    member: &Member,
    access_token: &str,
) -> Result<String, OAuthError> {
    let has = |name: &str| scope.split(' ').any(|scope| scope == name);
    let now = state.clock.now().as_second();
    let hash = Sha256::digest(access_token.as_bytes());
    let nonce = code
        .nonce
        .as_deref()
        .filter(|_| !state.defects.has(Defect::NonceDropped));
    let claims = Claims {
        iss: &state.urls.issuer,
        sub: &member.username,
        aud: &code.client_id,
        iat: now,
        exp: now + i64::from(state.dialect.lifetimes.id_token),
        auth_time: code.auth_time.as_second(),
        at_hash: BASE64_URL_SAFE_NO_PAD.encode(&hash[..16]),
        nonce,
        fhir_user: has("fhirUser").then(|| {
            format!(
                "{}/Patient/{}",
                state.urls.patient_access, member.patient_id
            )
        }),
        name: has("profile").then_some(member.display_name.as_str()),
    };
    let key = state.signing_keys().get().await?;
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(key.kid.clone());
    // Signing takes a millisecond or two: not on the threads that answer.
    let message = serde_json::to_value(&claims).map_err(|_| OAuthError::Unavailable)?;
    let signed =
        tokio::task::spawn_blocking(move || jsonwebtoken::encode(&header, &message, &key.signing));
    match signed.await {
        Ok(Ok(token)) => Ok(token),
        _ => Err(OAuthError::Unavailable),
    }
}
