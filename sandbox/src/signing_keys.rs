//! The key that signs ID tokens (OIDC Core 10.1.1).

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::EncodingKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use tokio::sync::OnceCell;

use crate::clock::Clock;
use crate::rng::{Rng, secret};
use crate::store::{SigningKey, Store, StoreError};

/// The length of a key in bits.
const BITS: usize = 2048;

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
    public: RsaPublicKey,
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
        let rng = Arc::clone(&self.rng);
        let made = tokio::task::spawn_blocking(move || make(rng)).await;
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

impl Key {
    /// The modulus of the public key, big-endian (RFC 7518 6.3.1.1).
    pub(crate) fn modulus(&self) -> Vec<u8> {
        self.public.n().to_bytes_be()
    }

    /// The exponent of the public key, big-endian (RFC 7518 6.3.1.2).
    pub(crate) fn exponent(&self) -> Vec<u8> {
        self.public.e().to_bytes_be()
    }
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
