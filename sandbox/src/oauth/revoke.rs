//! The revocation endpoint (RFC 7009).

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use super::error::{self, OAuthError};
use super::{client, form};
use crate::dialect::errors::Endpoint;
use crate::fault::Defect;
use crate::rng::SecretHash;
use crate::state::AppState;
use crate::store::TokenKind;

/// The answer: an object without members. RFC 7009 2.2 leaves the body open.
#[derive(Serialize)]
struct Revoked {}

/// Answers POST.
pub(super) async fn revoke(State(state): State<AppState>, request: Request) -> Response {
    match handle(&state, request).await {
        Ok(()) => error::json(&state, StatusCode::OK, &Revoked {}),
        Err(error) => error.answer(&state, Endpoint::Revoke),
    }
}

async fn handle(state: &AppState, request: Request) -> Result<(), OAuthError> {
    let defects = state.defects;
    let headers = request.headers().clone();
    let parameters = form::body(state, request).await?;
    if parameters.repeats("token") {
        return Err(OAuthError::InvalidRequest("a parameter came twice"));
    }
    let app = match client::authenticate(state, &headers, &parameters).await {
        Ok(app) => Some(app),
        Err(_) if defects.has(Defect::RevokeOpen) => None,
        Err(error) => return Err(error),
    };
    let text = parameters
        .get("token")
        .ok_or(OAuthError::InvalidRequest("token is missing"))?;
    let hash = SecretHash::of(text);
    let Some(token) = state.store.token(hash).await? else {
        return if defects.has(Defect::RevokeUnknownError) {
            Err(OAuthError::InvalidGrant("the token is unknown"))
        } else {
            Ok(())
        };
    };
    let foreign = app.is_some_and(|app| app.client_id != token.client_id);
    if foreign && !defects.has(Defect::RevokeOthers) {
        return Err(OAuthError::InvalidGrant(
            "the token was issued to another client",
        ));
    }
    if defects.has(Defect::RevokeNothing) {
        return Ok(());
    }
    match &token.grant_id {
        // RFC 7009 2.1: with a refresh token go the access tokens of the same grant.
        Some(grant)
            if token.kind == TokenKind::Refresh && !defects.has(Defect::RevokeRefreshOnly) =>
        {
            state.store.revoke_grant(grant).await?;
        }
        _ => state.store.revoke_token(hash).await?,
    }
    Ok(())
}
