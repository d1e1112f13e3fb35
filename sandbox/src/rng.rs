//! The one source of randomness, and the secrets made from it: 256 random bits each (RFC 6749 10.10 asks for a chance
//! of guessing of at most 2^-128), kept by the server only as their SHA-256.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use rand::SeedableRng;
use rand::rngs::StdRng;
use sha2::{Digest, Sha256};

/// Gives random bytes.
pub trait Rng: Send + Sync + 'static {
    /// Fills `bytes` with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's random numbers, drawn through a generator of the thread.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, bytes: &mut [u8]) {
        rand::Rng::fill_bytes(&mut rand::rng(), bytes);
    }
}

/// The same bytes for the same seed; for tests.
#[derive(Debug)]
pub struct SeededRng(Mutex<StdRng>);

impl SeededRng {
    /// A generator that starts from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        let mut rng = self.0.lock();
        rand::Rng::fill_bytes(&mut *rng, bytes);
    }
}

/// A new secret of 256 bits in base64url: 43 characters, all of them unreserved in a URL.
#[must_use]
pub fn secret(rng: &dyn Rng) -> String {
    let mut bytes = [0; 32];
    rng.fill(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The SHA-256 of a secret: what the server keeps of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// Hashes a secret as it was received.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// The hash in base64url, 43 characters: the key under which the store keeps it.
    #[must_use]
    pub fn encode(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// One byte of the hash: as random as any other.
    pub(crate) fn first_byte(self) -> u8 {
        self.0[0]
    }

    /// Reads what [`SecretHash::encode`] wrote.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_256_bits_and_differ() {
        let rng = SystemRng;
        let (first, second) = (secret(&rng), secret(&rng));
        assert_eq!(first.len(), 43);
        assert_ne!(first, second);
    }

    #[test]
    fn a_seed_repeats_itself() {
        assert_eq!(secret(&SeededRng::new(7)), secret(&SeededRng::new(7)));
        assert_ne!(secret(&SeededRng::new(7)), secret(&SeededRng::new(8)));
    }

    #[test]
    fn a_hash_survives_its_text() {
        let hash = SecretHash::of("letters");
        assert_eq!(SecretHash::decode(&hash.encode()), Some(hash));
        assert_eq!(SecretHash::decode("short"), None);
    }
}
