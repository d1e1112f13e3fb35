//! From a member's yes to a code (RFC 6749 4.1.2), and back: taking a grant away with all that came of it.

use jiff::{SignedDuration, Timestamp};

use super::authorize::Authorization;
use super::redirect;
use crate::fault::Defect;
use crate::rng::{SecretHash, secret};
use crate::state::AppState;
use crate::store::{Code, Grant, Member, RegisteredApp, StoreError};

/// `seconds` after `time`.
pub(super) fn after(time: Timestamp, seconds: u32) -> Timestamp {
    time.saturating_add(SignedDuration::from_secs(i64::from(seconds)))
        .unwrap_or(Timestamp::MAX)
}

/// How long an app keeps what a member grants it, in seconds: as long as it can go on refreshing.
pub(crate) fn lasts(state: &AppState, app: &RegisteredApp, scope: &str) -> u32 {
    let has = |name: &str| scope.split(' ').any(|scope| scope == name);
    let lifetimes = &state.dialect.lifetimes;
    let refreshes = app
        .grant_types
        .iter()
        .any(|grant_type| grant_type == "refresh_token");
    if refreshes && has("offline_access") {
        lifetimes.offline_refresh_token
    } else if refreshes && has("online_access") {
        lifetimes.online_refresh_token
    } else {
        app.access_token_seconds.unwrap_or(lifetimes.access_token)
    }
}

/// Keeps what a member allowed and gives the redirect that takes a code to the app.
///
/// # Errors
/// When the store fails.
pub(crate) async fn issue_code(
    state: &AppState,
    authorization: &Authorization,
    member: &Member,
    signed_in_at: Timestamp,
    patient: &str,
    allowed: &[String],
) -> Result<String, StoreError> {
    let now = state.clock.now();
    let everything = authorization.scopes.join(" ");
    let granted = if state.defects.has(Defect::WithheldGranted) {
        everything.clone()
    } else {
        allowed.join(" ")
    };
    let grant = Grant {
        id: secret(&*state.rng),
        client_id: authorization.app.client_id.clone(),
        username: member.username.clone(),
        patient: patient.to_owned(),
        scope: granted.clone(),
        created_at: now,
        expires_at: after(now, lasts(state, &authorization.app, &granted)),
        revoked: false,
    };
    let text = if state.defects.has(Defect::CodeUnchecked) {
        let Grant {
            client_id,
            username,
            created_at,
            ..
        } = &grant;
        format!("{client_id}.{username}.{}", created_at.as_millisecond())
    } else {
        secret(&*state.rng)
    };
    let lifetime = authorization
        .app
        .code_seconds
        .unwrap_or(state.dialect.lifetimes.code);
    let (challenge, challenge_method) = authorization.challenge.clone().unzip();
    let code = Code {
        hash: SecretHash::of(&text),
        grant_id: grant.id.clone(),
        client_id: grant.client_id.clone(),
        redirect_uri: authorization.redirect_uri.clone(),
        challenge,
        challenge_method,
        nonce: authorization.nonce.clone(),
        auth_time: signed_in_at,
        scope: if state.defects.has(Defect::PartialListsAll) {
            everything
        } else {
            granted
        },
        expires_at: after(now, lifetime),
        used: false,
    };
    state.store.put_grant(grant, code).await?;
    let parameters = [("code", text.as_str())];
    let app_state = authorization.state.as_deref();
    Ok(redirect::with(
        state,
        &authorization.redirect_uri,
        app_state,
        &parameters,
    ))
}

/// Takes away all that a member granted an app.
///
/// # Errors
/// When the store fails.
pub(crate) async fn withdraw(
    state: &AppState,
    username: &str,
    client_id: &str,
) -> Result<(), StoreError> {
    for grant in state.store.grants_of(username).await? {
        if grant.client_id == client_id {
            state.store.revoke_grant(&grant.id).await?;
        }
    }
    Ok(())
}
