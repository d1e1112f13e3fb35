//! The apps that a dialect registers from the start. Their credentials are published, like the members' passwords.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p384::SecretKey;
use p384::elliptic_curve::sec1::ToEncodedPoint;
use p384::pkcs8::{EncodePrivateKey, LineEnding};
use sha2::{Digest, Sha384};

use crate::config::Client;
use crate::dialect::{AppDialect, Dialect};
use crate::rng::SecretHash;
use crate::store::{App, ClientAuth, Store, StoreError};

/// Why an app cannot be registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its key pair cannot be made.
    #[error("the key pair of the app `{client_id}` cannot be made: {reason}")]
    KeyPair {
        /// The app.
        client_id: String,
        /// Why.
        reason: String,
    },
}

/// Registers the dialect's apps anew, so that a store keeps up with the program.
pub(crate) async fn register(
    dialect: &Dialect,
    store: &dyn Store,
) -> Result<Vec<Client>, RegisterError> {
    let mut clients = Vec::new();
    for app in &dialect.apps {
        let pair = app.key_pair.as_deref().map(key_pair).transpose();
        let pair = pair.map_err(|reason| RegisterError::KeyPair {
            client_id: app.client_id.clone(),
            reason,
        })?;
        let auth = match (&app.secret, &pair) {
            (_, Some(pair)) => ClientAuth::PrivateKeyJwt(pair.public.clone()),
            (Some(secret), None) => ClientAuth::Secret(SecretHash::of(secret).encode()),
            (None, None) => ClientAuth::None,
        };
        store.put_app(record(app, auth)).await?;
        clients.push(client(app, pair));
    }
    Ok(clients)
}

fn record(app: &AppDialect, auth: ClientAuth) -> App {
    App {
        client_id: app.client_id.clone(),
        name: app.name.clone(),
        auth,
        redirect_uris: app.redirect_uris.clone(),
        grant_types: app.grant_types.clone(),
        scopes: app.scopes.clone(),
        access_token_seconds: app.access_token_seconds,
        code_seconds: app.code_seconds,
    }
}

fn client(app: &AppDialect, pair: Option<KeyPair>) -> Client {
    let (private_key_pem, key_id) = pair.map(|pair| (pair.private_pem, pair.key_id)).unzip();
    Client {
        role: app.role.clone(),
        client_id: app.client_id.clone(),
        name: app.name.clone(),
        secret: app.secret.clone(),
        algorithm: key_id.as_ref().map(|_| "ES384".to_owned()),
        private_key_pem,
        key_id,
        redirect_uris: app.redirect_uris.clone(),
        scopes: app.scopes.clone(),
        grant_types: app.grant_types.clone(),
    }
}

struct KeyPair {
    private_pem: String,
    key_id: String,
    /// A JWK Set in JSON.
    public: String,
}

/// The P-384 key whose number is the SHA-384 of a text: the same after every restart.
fn key_pair(text: &str) -> Result<KeyPair, String> {
    let secret =
        SecretKey::from_slice(&Sha384::digest(text.as_bytes())).map_err(|e| e.to_string())?;
    let private_pem = secret
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|e| e.to_string())?;
    let point = secret.public_key().to_encoded_point(false);
    let coordinate = |bytes: Option<&[u8]>| {
        bytes
            .map(|bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes))
            .ok_or("a point without coordinates")
    };
    let x = coordinate(point.x().map(|bytes| &bytes[..]))?;
    let y = coordinate(point.y().map(|bytes| &bytes[..]))?;
    // RFC 7638: the members of the key in this order are what its thumbprint is made of.
    let members = format!(r#"{{"crv":"P-384","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let key_id = SecretHash::of(&members).encode();
    let public = serde_json::json!({ "keys": [{
        "kty": "EC", "crv": "P-384", "use": "sig", "alg": "ES384", "kid": key_id, "x": x, "y": y,
    }]});
    Ok(KeyPair {
        private_pem: private_pem.to_string(),
        key_id,
        public: public.to_string(),
    })
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
}
