//! An OAuth client of the harness's own: it can do everything right, and everything wrong on purpose (RFC 6749, RFC
//! 7636, RFC 7523, SMART App Launch 2.0).

mod app;
mod assertion;
mod authentication;
mod authorization;
mod documents;
mod grant;
mod id_token;
mod pkce;
mod scope;

pub(crate) use app::ResolvedApp;
pub(crate) use authentication::ClientAuthentication;
pub(crate) use authorization::{AuthorizationRequest, Overrides};
pub(crate) use documents::{MetadataDocuments, load as load_documents};
pub(crate) use grant::{Tokens, system, token_request};
pub(crate) use id_token::check as check_id_token;
pub(crate) use pkce::challenge;
pub(crate) use scope::Scopes;
