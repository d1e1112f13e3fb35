//! Access and refresh tokens, and the answer that carries them.

use serde_json::{Map, Value, json};

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
pub(super) fn success(
    state: &AppState,
    access: &Issued,
    refresh: Option<&Issued>,
    scope: &str,
) -> Map<String, Value> {
    let defects = state.defects;
    let mut body = Map::new();
    body.insert("access_token".into(), json!(access.text));
    body.insert("token_type".into(), json!("Bearer"));
    let seconds = access.token.expires_at.as_second() - access.token.issued_at.as_second();
    let seconds = if defects.has(Defect::ExpiresInText) {
        json!(seconds.to_string())
    } else {
        json!(seconds)
    };
    body.insert("expires_in".into(), seconds);
    if !defects.has(Defect::ScopeMissing) {
        body.insert("scope".into(), json!(scope));
    }
    if let Some(refresh) = refresh {
        body.insert("refresh_token".into(), json!(refresh.text));
    }
    let in_context = access
        .token
        .scope
        .split(' ')
        .any(|scope| scope == "launch/patient");
    if let Some(patient) = access.token.patient.as_ref().filter(|_| in_context)
        && !defects.has(Defect::PatientMissing)
    {
        body.insert("patient".into(), json!(patient));
    }
    body
}
