//! The apps that a dialect registers from the start. Their credentials are published, like the members' passwords.

use aws_lc_rs::agreement::{ECDH_P384, PrivateKey};
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use sha2::{Digest, Sha384};

use crate::rng::SecretHash;
use crate::store::{ClientAuth, RegisteredApp, Store, StoreError};

/// What a built-in app is for, with the name that target files have for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppRole {
    /// A public client.
    Public,
    /// A confidential client with a secret.
    Confidential,
    /// Another confidential client, whose codes and tokens are not the first one's.
    Second,
    /// A confidential client whose codes and tokens live for seconds.
    ShortLived,
    /// A confidential client that signs assertions (RFC 7523).
    KeyPair,
    /// A client that acts for itself on members' data (RFC 6749 4.4).
    Backend,
    /// A client that acts for itself in the directory alone.
    Directory,
}

impl AppRole {
    /// The name, as dialects and target files write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Confidential => "confidential",
            Self::Second => "second",
            Self::ShortLived => "short_lived",
            Self::KeyPair => "key_pair",
            Self::Backend => "backend",
            Self::Directory => "directory",
        }
    }
}

/// An app that a dialect registers from the start, with its published credentials.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltInApp {
    /// What it is for.
    pub role: AppRole,
    /// `client_id` (RFC 6749 2.2).
    pub client_id: String,
    /// The name that members see.
    pub name: String,
    /// Its secret, when it has one.
    #[serde(default)]
    pub secret: Option<String>,
    /// Its key pair, when it signs assertions. Dialects give the text that it is made from.
    #[serde(default)]
    pub key_pair: Option<KeyPair>,
    /// Its redirect URIs.
    pub redirect_uris: Vec<String>,
    /// Its grant types.
    pub grant_types: Vec<String>,
    /// The scopes that it may ask for.
    pub scopes: Vec<String>,
    /// How long its access tokens live, in seconds, when not as `lifetimes` says.
    #[serde(default)]
    pub access_token_seconds: Option<u32>,
    /// How long its codes live, in seconds, when not as `lifetimes` says.
    #[serde(default)]
    pub code_seconds: Option<u32>,
}

/// The published key pair of an app, the same after every restart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct KeyPair {
    /// The private key, PKCS #8 in PEM.
    pub private_pem: String,
    /// `kid`: the key's thumbprint (RFC 7638).
    pub key_id: String,
    /// The public key as a JWK Set (RFC 7517) in JSON.
    pub public: String,
}

impl KeyPair {
    /// The JWS algorithm that it signs with (RFC 7518 3.1).
    pub const ALGORITHM: &str = "ES384";
}

impl TryFrom<String> for KeyPair {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        key_pair(&text).map_err(|reason| format!("no key pair can be made from `{text}`: {reason}"))
    }
}

/// Registers the apps anew, so that a store keeps up with the program.
pub(crate) async fn register(apps: &[BuiltInApp], store: &dyn Store) -> Result<(), StoreError> {
    for app in apps {
        let auth = match (&app.secret, &app.key_pair) {
            (_, Some(pair)) => ClientAuth::PrivateKeyJwt(pair.public.clone()),
            (Some(secret), None) => ClientAuth::Secret(SecretHash::of(secret).encode()),
            (None, None) => ClientAuth::None,
        };
        let registered = RegisteredApp {
            client_id: app.client_id.clone(),
            name: app.name.clone(),
            auth,
            redirect_uris: app.redirect_uris.clone(),
            grant_types: app.grant_types.clone(),
            scopes: app.scopes.clone(),
            access_token_seconds: app.access_token_seconds,
            code_seconds: app.code_seconds,
        };
        store.put_app(registered).await?;
    }
    Ok(())
}

/// The P-384 key whose number is the SHA-384 of a text: the same after every restart.
fn key_pair(text: &str) -> Result<KeyPair, String> {
    let failed = |_| "its SHA-384 is no private key of P-384".to_owned();
    let scalar = Sha384::digest(text.as_bytes());
    let public = PrivateKey::from_private_key(&ECDH_P384, &scalar)
        .map_err(failed)?
        .compute_public_key()
        .map_err(|_| "its public key cannot be computed".to_owned())?;
    let pair = EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P384_SHA384_FIXED_SIGNING,
        &scalar,
        public.as_ref(),
    )
    .map_err(failed)?;
    let der = pair
        .to_pkcs8v1()
        .map_err(|_| "it cannot be written".to_owned())?;
    let private_pem = private_key_pem(der.as_ref());
    // An uncompressed point: 4, then both coordinates, 48 bytes each (SEC 1, 2.3.3).
    let (x, y) = public.as_ref()[1..].split_at(48);
    let (x, y) = (
        BASE64_URL_SAFE_NO_PAD.encode(x),
        BASE64_URL_SAFE_NO_PAD.encode(y),
    );
    // RFC 7638: the members of the key in this order are what its thumbprint is made of.
    let members = format!(r#"{{"crv":"P-384","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let key_id = SecretHash::of(&members).encode();
    let public = serde_json::json!({ "keys": [{
        "kty": "EC", "crv": "P-384", "use": "sig", "alg": "ES384", "kid": key_id, "x": x, "y": y,
    }]});
    Ok(KeyPair {
        private_pem,
        key_id,
        public: public.to_string(),
    })
}

/// A private key in PEM (RFC 7468), from its PKCS #8.
pub(crate) fn private_key_pem(pkcs8: &[u8]) -> String {
    let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("PRIVATE KEY", pkcs8), lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_pair_is_the_same_for_the_same_text() {
        let pair = key_pair("one").unwrap();
        assert_eq!(pair.private_pem, key_pair("one").unwrap().private_pem);
        assert_ne!(pair.key_id, key_pair("two").unwrap().key_id);
        assert!(pair.private_pem.starts_with("-----BEGIN PRIVATE KEY-----"));
    }

    /// Target files with the key of an earlier version go on working: another library once made this thumbprint.
    #[test]
    fn the_key_of_the_reference_payer_is_what_it_was() {
        let pair = key_pair("synthetic key pair of the key-pair app").unwrap();
        assert_eq!(pair.key_id, "l1xX5phU-iGZ4Dd_Zc9POHn3_GjB4iEwD_-ezpCohwQ");
    }
}
