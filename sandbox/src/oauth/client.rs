//! Client authentication (RFC 6749 2.3, RFC 7523, OIDC Core 9): exactly one method, and the one that the app registered.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::assertion;
use super::error::OAuthError;
use crate::fault::Defect;
use crate::parameters::{Parameters, decode};
use crate::rng::SecretHash;
use crate::state::AppState;
use crate::store::{ClientAuth, RegisteredApp};

/// What a request offers as proof of who sends it.
enum Credentials {
    Basic {
        client_id: String,
        secret: String,
    },
    Body {
        client_id: String,
        secret: String,
    },
    Assertion {
        client_id: Option<String>,
        assertion: String,
    },
    Public {
        client_id: String,
    },
}

/// The app that sends the request, once it has proved to be it.
pub(super) async fn authenticate(
    state: &AppState,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Arc<RegisteredApp>, OAuthError> {
    match credentials(state, headers, parameters)? {
        Credentials::Basic { client_id, secret } => {
            let app = known(state, &client_id, true).await?;
            check_secret(state, &app, &secret, true)?;
            Ok(app)
        }
        Credentials::Body { client_id, secret } => {
            let app = known(state, &client_id, false).await?;
            check_secret(state, &app, &secret, false)?;
            Ok(app)
        }
        Credentials::Assertion {
            client_id,
            assertion,
        } => assertion::verify(state, client_id.as_deref(), &assertion).await,
        Credentials::Public { client_id } => {
            let app = known(state, &client_id, false).await?;
            if app.auth == ClientAuth::None {
                return Ok(app);
            }
            Err(refused("this client must authenticate", false))
        }
    }
}

fn refused(reason: &'static str, header: bool) -> OAuthError {
    OAuthError::InvalidClient { reason, header }
}

fn credentials(
    state: &AppState,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Credentials, OAuthError> {
    let basic = headers
        .get(AUTHORIZATION)
        .map(|_| basic(headers))
        .transpose()?;
    let client_id = parameters.get("client_id").map(str::to_owned);
    let secret = parameters.get("client_secret").map(str::to_owned);
    let assertion = parameters.get("client_assertion").map(str::to_owned);
    let methods = [basic.is_some(), secret.is_some(), assertion.is_some()];
    let methods = methods.into_iter().filter(|used| *used).count();
    if methods > 1 && !state.defects.has(Defect::TwoAuthMethods) {
        return Err(OAuthError::InvalidRequest(
            "a client authenticates in one way, not in two",
        ));
    }
    if let Some((basic_id, secret)) = basic {
        // A client_id beside Basic is no credential, but it must not name somebody else.
        if client_id.is_some_and(|client_id| client_id != basic_id) {
            return Err(OAuthError::InvalidRequest("the request names two clients"));
        }
        return Ok(Credentials::Basic {
            client_id: basic_id,
            secret,
        });
    }
    if let Some(assertion) = assertion {
        let kind = parameters.get("client_assertion_type");
        if kind != Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") {
            return Err(OAuthError::InvalidRequest(
                "client_assertion_type is missing or unknown",
            ));
        }
        return Ok(Credentials::Assertion {
            client_id,
            assertion,
        });
    }
    let client_id = client_id.ok_or(refused("the client does not say who it is", false))?;
    Ok(match secret {
        Some(secret) => Credentials::Body { client_id, secret },
        None => Credentials::Public { client_id },
    })
}

/// `Basic base64(form-encoded id ":" form-encoded secret)` (RFC 6749 2.3.1).
fn basic(headers: &HeaderMap) -> Result<(String, String), OAuthError> {
    const MALFORMED: OAuthError = OAuthError::Malformed("the Basic credentials cannot be read");
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(OAuthError::InvalidRequest(
            "there is more than one Authorization header",
        ));
    };
    let value = value.to_str().map_err(|_| MALFORMED)?;
    let (scheme, encoded) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(refused(
            "clients authenticate with Basic in this header",
            true,
        ));
    }
    let decoded = BASE64_STANDARD
        .decode(encoded.trim())
        .map_err(|_| MALFORMED)?;
    let colon = decoded
        .iter()
        .position(|byte| *byte == b':')
        .ok_or(MALFORMED)?;
    let part = |bytes: &[u8]| decode(bytes).ok_or(MALFORMED);
    Ok((part(&decoded[..colon])?, part(&decoded[colon + 1..])?))
}

async fn known(
    state: &AppState,
    client_id: &str,
    header: bool,
) -> Result<Arc<RegisteredApp>, OAuthError> {
    let app = state.store.app(client_id).await?;
    app.ok_or(refused(
        "the client is unknown or its secret is wrong",
        header,
    ))
}

fn check_secret(
    state: &AppState,
    app: &RegisteredApp,
    secret: &str,
    header: bool,
) -> Result<(), OAuthError> {
    // Hashes are compared, so the time that the comparison takes tells nothing of the secret.
    let right =
        matches!(&app.auth, ClientAuth::Secret(hash) if *hash == SecretHash::of(secret).encode());
    if right || state.defects.has(Defect::SecretIgnored) {
        return Ok(());
    }
    Err(refused(
        "the client is unknown or its secret is wrong",
        header,
    ))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn header(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn basic_is_form_encoded() {
        let value = format!("bAsIc {}", BASE64_STANDARD.encode("an%3Aapp:a+b%2Bc:d"));
        let (client_id, secret) = basic(&header(&value)).unwrap();
        assert_eq!((client_id.as_str(), secret.as_str()), ("an:app", "a b+c:d"));
    }

    #[rstest]
    #[case("Basic")]
    #[case("Basic !!!")]
    #[case("Basic bm9jb2xvbg==")]
    #[case("Basic /zr/")]
    #[case("Basic JTpi")]
    fn malformed_basic_is_told(#[case] value: &str) {
        assert!(matches!(
            basic(&header(value)),
            Err(OAuthError::Malformed(_))
        ));
    }

    #[test]
    fn another_scheme_is_not_authentication() {
        let error = basic(&header("Bearer abc")).unwrap_err();
        assert!(matches!(
            error,
            OAuthError::InvalidClient { header: true, .. }
        ));
    }
}
