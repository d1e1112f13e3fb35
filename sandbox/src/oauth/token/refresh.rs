//! `refresh_token` (RFC 6749 6) with rotation: a refresh token works once, and one that comes back after that takes its whole
//! family with it (RFC 9700 4.14).

use super::issue::{access_token, refresh_token, success};
use crate::answers::TokenResponse;
use crate::fault::Defect;
use crate::oauth::error::OAuthError;
use crate::oauth::scope;
use crate::parameters::Parameters;
use crate::rng::SecretHash;
use crate::state::AppState;
use crate::store::{Redeemed, RegisteredApp, Token, TokenKind, TokenState};

/// Redeems a refresh token.
pub(super) async fn rotate(
    state: &AppState,
    app: &RegisteredApp,
    parameters: &Parameters,
) -> Result<TokenResponse, OAuthError> {
    let defects = state.defects;
    let text = parameters.get("refresh_token");
    let text = text.ok_or(OAuthError::InvalidRequest("refresh_token is missing"))?;
    let hash = SecretHash::of(text);
    let old = state
        .store
        .token(hash)
        .await?
        .filter(|token| token.kind == TokenKind::Refresh);
    let old = old.ok_or(OAuthError::InvalidGrant("the refresh token is unknown"))?;
    if old.client_id != app.client_id && !defects.has(Defect::RefreshAnyClient) {
        return Err(OAuthError::InvalidGrant(
            "the refresh token was issued to another client",
        ));
    }
    match old.state {
        TokenState::Live => {}
        TokenState::Rotated if defects.has(Defect::RotatedAccepted) => {}
        TokenState::Rotated => return Err(reused(state, &old).await?),
        TokenState::Revoked => {
            return Err(OAuthError::InvalidGrant("the refresh token was revoked"));
        }
    }
    if old.expires_at <= state.clock.now() {
        return Err(OAuthError::InvalidGrant("the refresh token has expired"));
    }
    let asked = parameters.get("scope").unwrap_or(&old.scope);
    let scope = if scope::within(&old.scope, asked) || defects.has(Defect::RefreshWidened) {
        asked.to_owned()
    } else {
        return Err(OAuthError::InvalidScope(
            "the scope is wider than what was granted",
        ));
    };

    let grant = match &old.grant_id {
        Some(id) => state.store.grant(id).await?.filter(|grant| !grant.revoked),
        None => None,
    };
    let grant = grant.ok_or(OAuthError::InvalidGrant(
        "the member withdrew the permission",
    ))?;
    let access = access_token(state, app, Some(&grant), scope.clone());
    let mut successor = refresh_token(state, app, &grant);
    if let Some(successor) = &mut successor {
        // Rotation does not lengthen the member's permission.
        successor.token.expires_at = old.expires_at;
        successor.token.scope.clone_from(&old.scope);
    }
    let mut tokens = vec![access.token.clone()];
    tokens.extend(successor.as_ref().map(|successor| successor.token.clone()));
    if old.state == TokenState::Rotated {
        state.store.add_tokens(tokens).await?;
    } else if state.store.rotate(hash, tokens).await? != Redeemed::First {
        return Err(reused(state, &old).await?);
    }
    Ok(success(access, successor, &scope))
}

async fn reused(state: &AppState, old: &Token) -> Result<OAuthError, OAuthError> {
    if let Some(grant) = &old.grant_id
        && !state.defects.has(Defect::RotatedKeepsFamily)
    {
        state.store.revoke_grant(grant).await?;
    }
    Ok(OAuthError::InvalidGrant(
        "the refresh token was used before",
    ))
}
