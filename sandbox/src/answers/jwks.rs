//! The JWK Set (RFC 7517 5).

use serde::Serialize;

/// The public keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct JwkSet {
    pub(crate) keys: Vec<RsaKey>,
}

/// An RSA key (RFC 7518 6.3); the numbers in base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct RsaKey {
    pub(crate) alg: &'static str,
    pub(crate) e: String,
    pub(crate) kid: String,
    pub(crate) kty: &'static str,
    pub(crate) n: String,
    #[serde(rename = "use")]
    pub(crate) key_use: &'static str,
}
