//! The key that signs ID tokens, and the JWK Set that shows its public half (RFC 7517, OIDC Core 10.1.1).

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::header::CACHE_CONTROL;
use jsonwebtoken::EncodingKey;
use tokio::sync::OnceCell;

use super::error::OAuthError;
use crate::built_in_apps::private_key_pem;
use crate::rng::secret;
use crate::state::AppState;
use crate::store::SigningKey;

/// The length of a key: 2048 bits (RFC 7518 3.3 asks for at least so many).
const SIZE: KeySize = KeySize::Rsa2048;

/// How long after the start a key is made, when nobody asks for it before.
const QUIET: Duration = Duration::from_secs(2);

/// The signing key: made in the background at the first start, then kept in the store.
#[derive(Default)]
pub struct SigningKeys(OnceCell<Arc<Key>>);

/// A key, ready for use.
pub(super) struct Key {
    pub(super) kid: String,
    pub(super) signing: EncodingKey,
    /// The modulus, big-endian.
    n: Vec<u8>,
    /// The public exponent, big-endian.
    e: Vec<u8>,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
enum KeyError {
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    #[error("the signing key cannot be made: {0}")]
    Make(String),
    #[error("the signing key in the store cannot be read: {0}")]
    Read(String),
}

impl SigningKeys {
    /// The key, made now when there is none.
    pub(super) async fn get(&self, state: &AppState) -> Result<Arc<Key>, OAuthError> {
        let key = self.0.get_or_try_init(|| load_or_make(state)).await;
        key.cloned().map_err(|error| {
            tracing::error!(%error, "there is no signing key");
            OAuthError::Unavailable
        })
    }

    /// Makes the key a little after the start, so that neither the start nor the first sign-in waits for it.
    pub async fn prepare(state: &AppState) {
        tokio::time::sleep(QUIET).await;
        if let Err(error) = state.keys.get(state).await {
            tracing::error!(%error, "ID tokens cannot be signed");
        }
    }
}

async fn load_or_make(state: &AppState) -> Result<Arc<Key>, KeyError> {
    if let Some(kept) = state.store.signing_key().await? {
        return read(&kept).map(Arc::new);
    }
    let made = tokio::task::spawn_blocking(make).await;
    let pem = made.map_err(|error| KeyError::Make(error.to_string()))??;
    let kid = secret(&*state.rng)[..16].to_owned();
    let key = SigningKey {
        kid,
        pem,
        created_at: state.clock.now(),
    };
    state.store.put_signing_key(key.clone()).await?;
    read(&key).map(Arc::new)
}

/// Makes a key: PKCS #8 in PEM.
fn make() -> Result<String, KeyError> {
    let failed = |reason: &str| KeyError::Make(reason.to_owned());
    let key = RsaKeyPair::generate(SIZE).map_err(|_| failed("no prime numbers were found"))?;
    let der: Pkcs8V1Der<'_> = key.as_der().map_err(|_| failed("it cannot be written"))?;
    Ok(private_key_pem(der.as_ref()))
}

fn read(kept: &SigningKey) -> Result<Key, KeyError> {
    let unreadable = |error: String| KeyError::Read(error);
    let signing = EncodingKey::from_rsa_pem(kept.pem.as_bytes());
    let signing = signing.map_err(|error| unreadable(error.to_string()))?;
    let pair = RsaKeyPair::from_der(signing.as_bytes());
    let pair = pair.map_err(|error| unreadable(error.to_string()))?;
    let public = pair.public_key();
    Ok(Key {
        kid: kept.kid.clone(),
        n: public.modulus().big_endian_without_leading_zero().to_vec(),
        e: public.exponent().big_endian_without_leading_zero().to_vec(),
        signing,
    })
}

/// GET
pub(super) async fn jwks(State(state): State<AppState>) -> Response {
    let key = match state.keys.get(&state).await {
        Ok(key) => key,
        Err(error) => return error.answer(&state),
    };
    let number = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let keys = serde_json::json!({ "keys": [{
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": key.kid,
        "n": number(&key.n),
        "e": number(&key.e),
    }]});
    ([(CACHE_CONTROL, "public, max-age=300")], axum::Json(keys)).into_response()
}
