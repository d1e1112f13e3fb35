//! How a client authenticates in one request: rightly, or in one of the wrong ways that scenarios name (RFC 6749 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret as _;

use super::app::ResolvedApp;
use super::assertion::{self, AssertionFlaw};
use crate::outcome::{StepEnd, StepResult};
use crate::redact::Secrets;
use crate::rng::random_word;
use crate::target::TokenEndpointAuthMethod;

/// The client_assertion_type of a JWT (RFC 7523 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How one request authenticates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ClientAuthentication {
    /// As the app is registered.
    #[default]
    Registered,
    Nothing,
    Basic,
    Body,
    BasicAndBody,
    WrongInBasic,
    WrongInBody,
    UnknownInBasic,
    UnknownInBody,
    MalformedBasic,
    /// By an assertion, with a flaw or none.
    Assertion(AssertionFlaw),
    UsedAssertion,
}

impl ClientAuthentication {
    /// The authentication that a scenario names.
    pub(crate) fn named(text: &str) -> Option<Self> {
        Some(match text {
            "as registered" => Self::Registered,
            "no authentication" => Self::Nothing,
            "secret in Basic" => Self::Basic,
            "secret in the body" => Self::Body,
            "Basic and body" => Self::BasicAndBody,
            "wrong secret in Basic" | "wrong secret" => Self::WrongInBasic,
            "wrong secret in the body" => Self::WrongInBody,
            "unknown client in Basic" | "unknown client" => Self::UnknownInBasic,
            "unknown client in the body" => Self::UnknownInBody,
            "malformed Basic" => Self::MalformedBasic,
            "assertion signed by another key" => Self::Assertion(AssertionFlaw::OtherKey),
            "assertion for another audience" => Self::Assertion(AssertionFlaw::OtherAudience),
            "expired assertion" => Self::Assertion(AssertionFlaw::Expired),
            "unsigned assertion" => Self::Assertion(AssertionFlaw::Unsigned),
            "used assertion" => Self::UsedAssertion,
            _ => return None,
        })
    }

    /// Puts the client's authentication into headers and body pairs of one request. Hands back the assertion that was
    /// used, so that it can be used again.
    pub(crate) fn apply(
        self,
        app: &ResolvedApp,
        secrets: &Secrets,
        token_endpoint: &str,
        used: Option<&str>,
        headers: &mut Vec<(String, String)>,
        pairs: &mut Vec<(String, String)>,
    ) -> StepResult<Option<String>> {
        let secret = || {
            app.secret
                .as_ref()
                .map(|secret| secret.expose_secret().to_owned())
                .ok_or_else(|| {
                    StepEnd::Unproven(format!(
                        "the target file gives the {} app no secret, which this scenario needs",
                        app.role
                    ))
                })
        };
        let mut basic = |id: &str, secret: &str| {
            let encode =
                |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let credentials = STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
            headers.push(("Authorization".into(), format!("Basic {credentials}")));
        };
        let mut body = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        let authentication = match (self, app.authentication) {
            (Self::Registered, TokenEndpointAuthMethod::None) => Self::Nothing,
            (Self::Registered, TokenEndpointAuthMethod::Basic) => Self::Basic,
            (Self::Registered, TokenEndpointAuthMethod::Body) => Self::Body,
            (Self::Registered, TokenEndpointAuthMethod::PrivateKeyJwt) => {
                Self::Assertion(AssertionFlaw::None)
            }
            (named, _) => named,
        };
        match authentication {
            Self::Registered | Self::Nothing => body("client_id", &app.client_id),
            Self::Basic => basic(&app.client_id, &secret()?),
            Self::Body => {
                body("client_id", &app.client_id);
                body("client_secret", &secret()?);
            }
            Self::BasicAndBody => {
                let secret = secret()?;
                basic(&app.client_id, &secret);
                body("client_id", &app.client_id);
                body("client_secret", &secret);
            }
            Self::WrongInBasic => {
                basic(&app.client_id, &format!("not-the-secret-{}", random_word()));
            }
            Self::WrongInBody => {
                body("client_id", &app.client_id);
                body(
                    "client_secret",
                    &format!("not-the-secret-{}", random_word()),
                );
            }
            Self::UnknownInBasic => {
                basic(&format!("no-such-app-{}", random_word()), &random_word());
            }
            Self::UnknownInBody => {
                body("client_id", &format!("no-such-app-{}", random_word()));
                body("client_secret", &random_word());
            }
            Self::MalformedBasic => {
                headers.push(("Authorization".into(), "Basic !!!not*base64!!!".into()));
            }
            Self::Assertion(flaw) => {
                let token = assertion::make(app, token_endpoint, flaw)?;
                secrets.learn(&token, "$CLIENT_ASSERTION");
                body("client_assertion_type", JWT_BEARER);
                body("client_assertion", &token);
                return Ok(Some(token));
            }
            Self::UsedAssertion => {
                let token = used
                    .ok_or_else(|| StepEnd::error("no assertion was used yet in this scenario"))?;
                body("client_assertion_type", JWT_BEARER);
                body("client_assertion", token);
            }
        }
        Ok(None)
    }
}
