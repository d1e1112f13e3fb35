//! Checking an ID token as a relying party must (OpenID Connect Core 1.0 section 3.1.3.7).

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

use crate::clock;
use crate::outcome::{StepEnd, StepResult};

/// The claims of an ID token whose signature, issuer, audience and times hold.
pub(crate) fn check(
    token: &str,
    keys: &Value,
    issuer: &str,
    client_id: &str,
) -> StepResult<Map<String, Value>> {
    let wrong = |expected: &str, got: String| StepEnd::failed(expected, got);
    let header = decode_header(token)
        .map_err(|error| wrong("an ID token that is a signed JWT", format!("{error}")))?;
    let set: JwkSet = serde_json::from_value(keys.clone()).map_err(|error| {
        wrong(
            "a JSON Web Key Set at the payer's jwks_uri",
            format!("{error}"),
        )
    })?;
    let key = match &header.kid {
        Some(kid) => set.find(kid),
        None => set.keys.first(),
    }
    .ok_or_else(|| {
        wrong(
            "the ID token's key in the payer's key set",
            format!("no key there has the kid {:?}", header.kid),
        )
    })?;
    let key = DecodingKey::from_jwk(key)
        .map_err(|error| wrong("a usable key in the key set", format!("{error}")))?;
    let mut validation = Validation::new(header.alg);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[client_id]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.leeway = 60;
    let claims = decode::<Map<String, Value>>(token, &key, &validation)
        .map_err(|error| {
            wrong(
                &format!("an ID token signed with the published key, of the issuer {issuer}, for the app, not expired"),
                format!("{error}"),
            )
        })?
        .claims;
    let issued = claims.get("iat").and_then(Value::as_i64);
    let now = clock::now().as_second();
    match issued {
        Some(at) if at <= now + 60 => Ok(claims),
        Some(at) => Err(wrong(
            "an `iat` that is not in the future",
            format!("{at}, and it is {now}"),
        )),
        None => Err(wrong("an `iat` claim in the ID token", "none".to_owned())),
    }
}
