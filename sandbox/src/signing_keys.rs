//! The key that signs ID tokens (OIDC Core 10.1.1).

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use jsonwebtoken::EncodingKey;
use tokio::sync::OnceCell;

use crate::built_in_apps::private_key_pem;
use crate::clock::Clock;
use crate::rng::{Rng, secret};
use crate::store::{SigningKey, Store, StoreError};

/// The length of a key: 2048 bits (RFC 7518 3.3 asks for at least so many).
const SIZE: KeySize = KeySize::Rsa2048;

/// How long after the start a key is made, when nobody asks for it before.
const QUIET: Duration = Duration::from_secs(2);

/// The signing key: made in the background at the first start, then kept in the store.
pub(crate) struct SigningKeys {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    key: OnceCell<Arc<Key>>,
}

/// A key, ready for use.
pub(crate) struct Key {
    pub(crate) kid: String,
    pub(crate) signing: EncodingKey,
    /// The modulus of the public key, big-endian (RFC 7518 6.3.1.1).
    pub(crate) modulus: Vec<u8>,
    /// The exponent of the public key, big-endian (RFC 7518 6.3.1.2).
    pub(crate) exponent: Vec<u8>,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the signing key cannot be made: {0}")]
    Make(String),
    #[error("the signing key in the store cannot be read: {0}")]
    Read(String),
}

impl SigningKeys {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self {
            store,
            clock,
            rng,
            key: OnceCell::new(),
        }
    }

    /// The key, made now when there is none.
    pub(crate) async fn get(&self) -> Result<Arc<Key>, KeyError> {
        self.key
            .get_or_try_init(|| self.load_or_make())
            .await
            .cloned()
    }

    /// Makes the key a little after the start, so that neither the start nor the first sign-in waits for it.
    pub(crate) async fn prepare(&self) {
        tokio::time::sleep(QUIET).await;
        if let Err(error) = self.get().await {
            tracing::error!(%error, "ID tokens cannot be signed");
        }
    }

    async fn load_or_make(&self) -> Result<Arc<Key>, KeyError> {
        if let Some(kept) = self.store.signing_key().await? {
            return read(&kept).map(Arc::new);
        }
        let made = tokio::task::spawn_blocking(make).await;
        let pem = made.map_err(|error| KeyError::Make(error.to_string()))??;
        let kid = secret(&*self.rng)[..16].to_owned();
        let key = SigningKey {
            kid,
            pem,
            created_at: self.clock.now(),
        };
        self.store.put_signing_key(key.clone()).await?;
        read(&key).map(Arc::new)
    }
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
        modulus: public.modulus().big_endian_without_leading_zero().to_vec(),
        exponent: public.exponent().big_endian_without_leading_zero().to_vec(),
        signing,
    })
}
