//! The authorization server: OAuth 2.0 (RFC 6749, RFC 9700), PKCE (RFC 7636), SMART App Launch 2.0, OpenID Connect.
//! A file an endpoint; the rest are the nouns that they share.

mod assertion;
mod authorize;
mod client;
mod discovery;
mod error;
mod form;
mod grant;
mod id_token;
mod introspect;
mod jwks;
mod pkce;
mod redirect;
mod refresh;
mod revoke;
mod routes;
mod scope;
mod token;

pub(crate) use authorize::{Authorization, Refusal, validate};
pub(crate) use form::Parameters;
pub(crate) use grant::{issue_code, lasts, withdraw};
pub(crate) use jwks::SigningKeys;
pub(crate) use redirect::{AuthorizationError, error_redirect};
pub(crate) use routes::{authorization_router, router};
