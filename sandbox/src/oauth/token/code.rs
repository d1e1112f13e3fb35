//! `authorization_code` (RFC 6749 4.1.3, RFC 7636 4.6).

use super::issue::{access_token, refresh_token, success};
use crate::answers::TokenResponse;
use crate::fault::{self, Defect};
use crate::oauth::error::OAuthError;
use crate::oauth::grant::after;
use crate::oauth::{id_token, pkce};
use crate::parameters::Parameters;
use crate::rng::{SecretHash, secret};
use crate::state::AppState;
use crate::store::{Code, Redeemed, RegisteredApp};

/// Redeems a code.
pub(super) async fn redeem(
    state: &AppState,
    app: &RegisteredApp,
    parameters: &Parameters,
) -> Result<TokenResponse, OAuthError> {
    let defects = state.defects;
    let text = parameters
        .get("code")
        .ok_or(OAuthError::InvalidRequest("code is missing"))?;
    let hash = SecretHash::of(text);
    let Some(code) = state.store.code(hash).await? else {
        if defects.has(Defect::CodeUnchecked) {
            return forged(state, app).await;
        }
        return Err(OAuthError::InvalidGrant("the code is unknown"));
    };
    if code.client_id != app.client_id && !defects.has(Defect::CodeAnyClient) {
        return Err(OAuthError::InvalidGrant(
            "the code was issued to another client",
        ));
    }
    let reused = code.used && !defects.has(Defect::CodeReusable);
    if reused {
        return Err(replayed(state, &code).await?);
    }
    if code.expires_at <= state.clock.now() && !defects.has(Defect::CodeNeverExpires) {
        return Err(OAuthError::InvalidGrant("the code has expired"));
    }
    let same_redirect = parameters.get("redirect_uri") == Some(&code.redirect_uri);
    if !same_redirect && !defects.has(Defect::CodeAnyRedirect) {
        return Err(OAuthError::InvalidGrant(
            "redirect_uri is not the one that the code was sent to",
        ));
    }
    check_verifier(state, &code, parameters.get("code_verifier"))?;

    let grant = state
        .store
        .grant(&code.grant_id)
        .await?
        .filter(|grant| !grant.revoked);
    let grant = grant.ok_or(OAuthError::InvalidGrant(
        "the member withdrew the permission",
    ))?;
    let access = access_token(state, app, Some(&grant), grant.scope.clone());
    let refresh = refresh_token(state, app, &grant);
    let mut tokens = vec![access.token.clone()];
    tokens.extend(refresh.as_ref().map(|refresh| refresh.token.clone()));
    if defects.has(Defect::CodeReusable) {
        state.store.add_tokens(tokens).await?;
    } else if state.store.redeem_code(hash, tokens).await? != Redeemed::First {
        return Err(replayed(state, &code).await?);
    }

    let mut id_token = None;
    if grant.scope.split(' ').any(|scope| scope == "openid") {
        let member = state.store.member(&grant.username).await?;
        let member = member.ok_or(OAuthError::InvalidGrant("the member is gone"))?;
        id_token = Some(id_token::issue(state, &code, &grant.scope, &member, &access.text).await?);
    }
    Ok(TokenResponse {
        id_token,
        ..success(access, refresh, &code.scope)
    })
}

/// A code that comes twice may have been stolen: what its first use gave is taken back (RFC 6749 4.1.2).
async fn replayed(state: &AppState, code: &Code) -> Result<OAuthError, OAuthError> {
    if !state.defects.has(Defect::ReplayKeepsTokens) {
        state.store.revoke_grant(&code.grant_id).await?;
    }
    Ok(OAuthError::InvalidGrant("the code was used before"))
}

fn check_verifier(state: &AppState, code: &Code, verifier: Option<&str>) -> Result<(), OAuthError> {
    let defects = state.defects;
    match (&code.challenge, verifier) {
        (Some(challenge), Some(verifier)) => {
            let method = code.challenge_method.as_deref().unwrap_or("S256");
            if pkce::verify(challenge, method, verifier, defects) {
                Ok(())
            } else {
                Err(OAuthError::InvalidGrant(
                    "code_verifier does not fit code_challenge",
                ))
            }
        }
        (Some(_), None) if defects.has(Defect::VerifierOptional) => Ok(()),
        (Some(_), None) => Err(OAuthError::InvalidGrant("code_verifier is missing")),
        (None, Some(_)) if !defects.has(Defect::VerifierDowngrade) => Err(
            OAuthError::InvalidGrant("there was no code_challenge for this code_verifier"),
        ),
        (None, _) => Ok(()),
    }
}

/// What [`Defect::CodeUnchecked`] gives for a code that nobody issued.
async fn forged(state: &AppState, app: &RegisteredApp) -> Result<TokenResponse, OAuthError> {
    let members = state.store.members().await?;
    let member = members
        .first()
        .ok_or(OAuthError::InvalidGrant("the code is unknown"))?;
    let now = state.clock.now();
    let id = secret(&*state.rng);
    let expires_at = after(now, state.dialect.lifetimes.access_token);
    let grant = fault::authorization::forged_grant(app, member, id, now, expires_at);
    let access = access_token(state, app, Some(&grant), grant.scope.clone());
    state.store.add_tokens(vec![access.token.clone()]).await?;
    Ok(success(access, None, &grant.scope))
}
