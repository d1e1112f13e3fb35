//! The authorization server: OAuth 2.0 (RFC 6749, RFC 9700), PKCE (RFC 7636), SMART App Launch 2.0, OpenID Connect.
//! One file per endpoint; the rest are the nouns that they share. It knows no pages: the authorization endpoint, which
//! browsers are sent to, is [`member::authorize`](crate::member).

mod assertion;
mod authorization_request;
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
mod revoke;
mod routes;
mod scope;
mod token;

pub(crate) use authorization_request::{AuthorizationRequest, Refusal, validate};
pub(crate) use grant::{
    Approval, connected_apps, issue_code, lasts, patient_of_earlier_grant, withdraw,
};
pub(crate) use redirect::{AuthorizationError, error_redirect};
pub(crate) use routes::router;
