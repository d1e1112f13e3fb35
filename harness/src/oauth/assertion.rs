//! Client assertions for `private_key_jwt` (RFC 7523 section 3; SMART App Launch 2.0, asymmetric client authentication).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Header, encode};
use serde_json::json;

use super::app::ResolvedApp;
use crate::clock;
use crate::outcome::{StepEnd, StepResult};
use crate::rng::{self, random_word};

/// What is wrong with an assertion, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AssertionFlaw {
    None,
    OtherKey,
    OtherAudience,
    Expired,
    Unsigned,
}

/// An assertion of the app for the token endpoint.
pub(crate) fn make(
    app: &ResolvedApp,
    token_endpoint: &str,
    flaw: AssertionFlaw,
) -> StepResult<String> {
    let key = app.key.as_ref().ok_or_else(|| {
        StepEnd::Unproven(format!(
            "the target file gives the {} app no private_key, so it cannot sign",
            app.role
        ))
    })?;
    let now = clock::now().as_second();
    let (issued, expires) = if flaw == AssertionFlaw::Expired {
        (now - 7200, now - 3600)
    } else {
        (now, now + 240)
    };
    let audience = if flaw == AssertionFlaw::OtherAudience {
        "https://other.example.org/token"
    } else {
        token_endpoint
    };
    let claims = json!({
        "iss": app.client_id,
        "sub": app.client_id,
        "aud": audience,
        "iat": issued,
        "exp": expires,
        "jti": random_word(),
    });
    if flaw == AssertionFlaw::Unsigned {
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        return Ok(format!(
            "{}.{}.",
            part(&json!({"alg": "none", "typ": "JWT"})),
            part(&claims)
        ));
    }
    let mut header = Header::new(key.algorithm);
    header.kid.clone_from(&key.id);
    let token = encode(&header, &claims, &key.encoding).map_err(|error| {
        StepEnd::error(format!(
            "the key of the {} app does not sign: {error}",
            app.role
        ))
    })?;
    if flaw == AssertionFlaw::OtherKey {
        // What another key's signature looks like: as long, and not this key's.
        let (signed, signature) = token.rsplit_once('.').unwrap_or((&token, ""));
        let length = URL_SAFE_NO_PAD
            .decode(signature)
            .map_or(256, |bytes| bytes.len());
        let mut bytes = vec![0_u8; length];
        rng::fill(&mut bytes);
        bytes[0] &= 0x7f;
        return Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(bytes)));
    }
    Ok(token)
}
