//! Access and refresh tokens, and the answer that carries them.

use crate::answers::{ExpiresIn, TokenResponse};
use crate::fault::Defect;
use crate::oauth::grant::{after, lasts};
use crate::rng::{SecretHash, secret};
use crate::state::AppState;
use crate::store::{Grant, RegisteredApp, Token, TokenKind, TokenState};

/// A token that was just made, and its text.
pub(super) struct Issued {
    pub(super) text: String,
    pub(super) token: Token,
}

/// An access token: for a grant, or for the app itself.
pub(super) fn access_token(
    state: &AppState,
    app: &RegisteredApp,
    grant: Option<&Grant>,
    scope: String,
) -> Issued {
    let lifetime = app
        .access_token_seconds
        .unwrap_or(state.dialect.lifetimes.access_token);
    make(state, app, grant, scope, TokenKind::Access, lifetime)
}

/// A refresh token, when what was granted allows one (SMART App Launch 2.0 "Scopes for requesting a refresh token").
pub(super) fn refresh_token(
    state: &AppState,
    app: &RegisteredApp,
    grant: &Grant,
) -> Option<Issued> {
    let has = |name: &str| grant.scope.split(' ').any(|scope| scope == name);
    let lasting = has("offline_access") || has("online_access");
    let usable = app
        .grant_types
        .iter()
        .any(|grant_type| grant_type == "refresh_token");
    if !usable || !(lasting || state.defects.has(Defect::RefreshAlways)) {
        return None;
    }
    let lifetime = lasts(state, app, &grant.scope);
    let scope = grant.scope.clone();
    Some(make(
        state,
        app,
        Some(grant),
        scope,
        TokenKind::Refresh,
        lifetime,
    ))
}

fn make(
    state: &AppState,
    app: &RegisteredApp,
    grant: Option<&Grant>,
    scope: String,
    kind: TokenKind,
    lifetime: u32,
) -> Issued {
    let now = state.clock.now();
    let text = secret(&*state.rng);
    let token = Token {
        hash: SecretHash::of(&text),
        kind,
        grant_id: grant.map(|grant| grant.id.clone()),
        client_id: app.client_id.clone(),
        username: grant.map(|grant| grant.username.clone()),
        patient: grant.map(|grant| grant.patient.clone()),
        scope,
        issued_at: now,
        expires_at: after(now, lifetime),
        state: TokenState::Live,
    };
    Issued { text, token }
}

/// The successful answer (RFC 6749 5.1, SMART App Launch 2.0 "launch context").
pub(super) fn success(access: Issued, refresh: Option<Issued>, scope: &str) -> TokenResponse {
    let Issued { text, token } = access;
    let in_context = token
        .scope
        .split(' ')
        .any(|scope| scope == "launch/patient");
    let seconds = token.expires_at.as_second() - token.issued_at.as_second();
    TokenResponse {
        access_token: text,
        expires_in: ExpiresIn::Number(seconds),
        id_token: None,
        patient: token.patient.filter(|_| in_context),
        refresh_token: refresh.map(|refresh| refresh.text),
        scope: Some(scope.to_owned()),
        token_type: "Bearer",
    }
}
