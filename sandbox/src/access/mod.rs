//! From OAuth to FHIR: what the token of a request gives access to (RFC 6750 2.1, 3.1; SMART App Launch 2.0 scopes).

mod scopes;

use http::HeaderMap;
pub use scopes::{Allowance, GrantedScopes, Permission, Permissions, ResourceScope, ScopeLevel};

use crate::clock::Clock;
use crate::fault::{Defect, DefectSet};
use crate::rng::SecretHash;
use crate::store::{Store, TokenKind, TokenState};

/// What a valid access token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The member who granted it; none for client credentials.
    pub subject: Option<String>,
    /// The id of the Patient in context: the one compartment that the token reaches.
    pub patient: Option<String>,
    /// The granted scopes.
    pub scopes: GrantedScopes,
    /// The app that it was issued to.
    pub client_id: String,
    /// Whether it is a token of client credentials, which stands for no member.
    pub system: bool,
}

/// Why a request has no access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// No token came: 401, `WWW-Authenticate: Bearer` without an error code.
    #[error("no access token")]
    Missing,
    /// The Authorization header is not one Bearer token: 401 like [`AccessError::Missing`].
    #[error("the Authorization header holds no Bearer token")]
    Malformed,
    /// The token is unknown, expired or revoked: 401 with `error="invalid_token"`.
    #[error("the access token is unknown, expired or revoked")]
    Invalid,
    /// The store failed: 503.
    #[error("the token could not be looked up")]
    Unavailable,
}

/// Reads the Bearer token of a request and finds out what it gives access to.
///
/// # Errors
/// When there is none, or none that works.
pub async fn of_request(
    headers: &HeaderMap,
    store: &dyn Store,
    clock: &dyn Clock,
    defects: &DefectSet,
) -> Result<Access, AccessError> {
    let hash = SecretHash::of(bearer(headers, defects)?);
    let found = store
        .token(hash)
        .await
        .map_err(|_| AccessError::Unavailable)?;
    let token = found.ok_or(AccessError::Invalid)?;
    let expired = token.expires_at <= clock.now() && !defects.has(Defect::ExpiredWorks);
    if token.kind != TokenKind::Access || token.state != TokenState::Live || expired {
        return Err(AccessError::Invalid);
    }
    Ok(Access {
        system: token.username.is_none(),
        subject: token.username.clone(),
        patient: token.patient.clone(),
        scopes: GrantedScopes::parse(&token.scope),
        client_id: token.client_id.clone(),
    })
}

/// The token of `Authorization: Bearer TOKEN`; the scheme in any case (RFC 9110 11.1).
fn bearer<'h>(headers: &'h HeaderMap, defects: &DefectSet) -> Result<&'h str, AccessError> {
    let mut values = headers.get_all(http::header::AUTHORIZATION).iter();
    let value = values.next().ok_or(AccessError::Missing)?;
    if values.next().is_some() {
        return Err(AccessError::Malformed);
    }
    let value = value.to_str().map_err(|_| AccessError::Malformed)?.trim();
    let Some((scheme, token)) = value.split_once(' ') else {
        return if defects.has(Defect::SchemeOptional) {
            Ok(value)
        } else {
            Err(AccessError::Malformed)
        };
    };
    let known = if defects.has(Defect::SchemeCaseSensitive) {
        scheme == "Bearer"
    } else {
        scheme.eq_ignore_ascii_case("bearer")
    };
    let token = token.trim();
    if known && !token.is_empty() && !token.contains(' ') {
        Ok(token)
    } else {
        Err(AccessError::Malformed)
    }
}
