//! Client assertions of the key-pair app (RFC 7523).

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use payerlab_sandbox::clock::Clock;
use serde_json::{Value, json};

use super::{Answer, Payer, pairs};

/// No assertion has the `jti` of another.
static JTI: AtomicU64 = AtomicU64::new(0);

/// A good assertion, changed by `with`.
pub(crate) fn assertion(payer: &Payer, with: impl FnOnce(&mut Value)) -> String {
    let client = payer.app("key_pair");
    let now = payer.clock.now();
    let mut claims = json!({
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": payer.url("/oauth/token"),
        "exp": (now + SignedDuration::from_mins(4)).as_second(),
        "jti": JTI.fetch_add(1, Ordering::SeqCst).to_string(),
    });
    with(&mut claims);
    let mut header = Header::new(Algorithm::ES384);
    let pair = client.key_pair.as_ref().expect("a key pair");
    header.kid = Some(pair.key_id.clone());
    let key = EncodingKey::from_ec_pem(pair.private_pem.as_bytes()).expect("a key in PEM");
    jsonwebtoken::encode(&header, &claims, &key).expect("an assertion")
}

/// A client credentials request with an assertion.
pub(crate) async fn ask_with(payer: &Payer, assertion: &str) -> Answer {
    let form = pairs(&[
        ("grant_type", "client_credentials"),
        ("scope", "system/*.rs"),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", assertion),
    ]);
    payer
        .send(payer.http().post(payer.url("/oauth/token")).form(&form))
        .await
}
