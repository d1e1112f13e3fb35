//! ID tokens (OIDC Core 2, SMART App Launch 2.0 "fhirUser").

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header};
use sha2::{Digest, Sha256};

use super::error::OAuthError;
use crate::answers::IdTokenClaims;
use crate::fault;
use crate::state::AppState;
use crate::store::{Code, Member};

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
    let mut claims = IdTokenClaims {
        at_hash: BASE64_URL_SAFE_NO_PAD.encode(&hash[..16]),
        aud: code.client_id.clone(),
        auth_time: code.auth_time.as_second(),
        exp: now + i64::from(state.dialect.lifetimes.id_token),
        fhir_user: has("fhirUser").then(|| {
            format!(
                "{}/Patient/{}",
                state.urls.patient_access, member.patient_id
            )
        }),
        iat: now,
        iss: state.urls.issuer.clone(),
        name: has("profile").then(|| member.display_name.clone()),
        nonce: code.nonce.clone(),
        sub: member.username.clone(),
    };
    fault::id_token::damage(&mut claims, state.defects);
    let key = state.signing_keys().get().await?;
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(key.kid.clone());
    // Signing takes a millisecond or two: not on the threads that answer.
    let signed =
        tokio::task::spawn_blocking(move || jsonwebtoken::encode(&header, &claims, &key.signing));
    match signed.await {
        Ok(Ok(token)) => Ok(token),
        _ => Err(OAuthError::Unavailable),
    }
}
