//! The key that signs ID tokens, and the JWK Set that shows its public half (RFC 7517, OIDC Core 10.1.1).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::header::CACHE_CONTROL;
use jsonwebtoken::EncodingKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use tokio::sync::OnceCell;

use super::error::OAuthError;
use crate::rng::{Rng, secret};
use crate::state::AppState;
use crate::store::SigningKey;

/// The length of a key in bits.
const BITS: usize = 2048;

/// How long after the start a key is made, when nobody asks for it before.
const QUIET: Duration = Duration::from_secs(2);

/// The signing key: made in the background at the first start, then kept in the store.
#[derive(Default)]
pub struct SigningKeys(OnceCell<Arc<Key>>);

/// A key, ready for use.
pub(super) struct Key {
    pub(super) kid: String,
    pub(super) signing: EncodingKey,
    public: RsaPublicKey,
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

/// Our random numbers in the shape that `rsa` asks for.
struct Random(Arc<dyn Rng>);

impl RngCore for Random {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl CryptoRng for Random {}

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
    let rng = Arc::clone(&state.rng);
    let made = tokio::task::spawn_blocking(move || make(rng)).await;
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

fn make(rng: Arc<dyn Rng>) -> Result<String, KeyError> {
    let failed = |error: String| KeyError::Make(error);
    let key = RsaPrivateKey::new(&mut Random(rng), BITS).map_err(|e| failed(e.to_string()))?;
    let pem = key
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|e| failed(e.to_string()))?;
    Ok(pem.to_string())
}

fn read(kept: &SigningKey) -> Result<Key, KeyError> {
    let unreadable = |error: String| KeyError::Read(error);
    let private =
        RsaPrivateKey::from_pkcs8_pem(&kept.pem).map_err(|e| unreadable(e.to_string()))?;
    let signing = EncodingKey::from_rsa_pem(kept.pem.as_bytes());
    let signing = signing.map_err(|e| unreadable(e.to_string()))?;
    Ok(Key {
        kid: kept.kid.clone(),
        signing,
        public: private.to_public_key(),
    })
}

/// GET
pub(super) async fn jwks(State(state): State<AppState>) -> Response {
    let key = match state.keys.get(&state).await {
        Ok(key) => key,
        Err(error) => return error.answer(&state),
    };
    let number = |bytes: Vec<u8>| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let keys = serde_json::json!({ "keys": [{
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": key.kid,
        "n": number(key.public.n().to_bytes_be()),
        "e": number(key.public.e().to_bytes_be()),
    }]});
    ([(CACHE_CONTROL, "public, max-age=300")], axum::Json(keys)).into_response()
}
