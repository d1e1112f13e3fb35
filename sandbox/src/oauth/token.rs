//! The token endpoint (RFC 6749 3.2, 4.1.3, 4.4, 5).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::error::{self, OAuthError};
use super::form;
use super::grant::{after, lasts};
use super::{client, id_token, pkce, refresh, scope};
use crate::fault::Defect;
use crate::parameters::Parameters;
use crate::rng::{SecretHash, secret};
use crate::state::AppState;
use crate::store::{Code, Grant, Redeemed, RegisteredApp, Token, TokenKind, TokenState};

/// The parameters that must not come twice.
const KNOWN: [&str; 10] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "refresh_token",
    "scope",
];

/// POST
pub(super) async fn token(State(state): State<AppState>, request: Request) -> Response {
    match answer(&state, request).await {
        Ok(body) => error::json(&state, StatusCode::OK, &body),
        Err(error) => error.answer(&state),
    }
}

async fn answer(state: &AppState, request: Request) -> Result<Value, OAuthError> {
    let headers = request.headers().clone();
    let parameters = form::body(state, request).await?;
    if KNOWN.iter().any(|name| parameters.repeats(name)) {
        return Err(OAuthError::InvalidRequest("a parameter came twice"));
    }
    let grant_type = match parameters.get("grant_type") {
        Some(grant_type) => grant_type,
        None if state.defects.has(Defect::GrantTypeDefault) => "authorization_code",
        None => return Err(OAuthError::InvalidRequest("grant_type is missing")),
    };
    if !["authorization_code", "refresh_token", "client_credentials"].contains(&grant_type) {
        return Err(if state.defects.has(Defect::GrantTypeInvalidRequest) {
            OAuthError::InvalidGrant("this grant type is not supported")
        } else {
            OAuthError::UnsupportedGrantType
        });
    }
    let app = client::authenticate(state, &headers, &parameters).await?;
    if !app.grant_types.iter().any(|allowed| allowed == grant_type) {
        return Err(OAuthError::UnauthorizedClient);
    }
    match grant_type {
        "authorization_code" => redeem(state, &app, &parameters).await,
        "refresh_token" => refresh::refresh(state, &app, &parameters).await,
        _ => client_credentials(state, &app, &parameters).await,
    }
}

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

/// `authorization_code` (RFC 6749 4.1.3).
async fn redeem(
    state: &AppState,
    app: &RegisteredApp,
    parameters: &Parameters,
) -> Result<Value, OAuthError> {
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

    let mut body = success(state, &access, refresh.as_ref(), &code.scope);
    if grant.scope.split(' ').any(|scope| scope == "openid") {
        let member = state.store.member(&grant.username).await?;
        let member = member.ok_or(OAuthError::InvalidGrant("the member is gone"))?;
        let id_token = id_token::issue(state, &code, &grant.scope, &member, &access.text).await?;
        body.insert("id_token".into(), json!(id_token));
    }
    Ok(Value::Object(body))
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
async fn forged(state: &AppState, app: &RegisteredApp) -> Result<Value, OAuthError> {
    let members = state.store.members().await?;
    let member = members
        .first()
        .ok_or(OAuthError::InvalidGrant("the code is unknown"))?;
    let now = state.clock.now();
    let grant = Grant {
        id: secret(&*state.rng),
        client_id: app.client_id.clone(),
        username: member.username.clone(),
        patient: member.patient_id.clone(),
        scope: app.scopes.join(" "),
        created_at: now,
        expires_at: after(now, state.dialect.lifetimes.access_token),
        revoked: false,
    };
    let access = access_token(state, app, Some(&grant), grant.scope.clone());
    state.store.add_tokens(vec![access.token.clone()]).await?;
    Ok(Value::Object(success(state, &access, None, &grant.scope)))
}

/// `client_credentials` (RFC 6749 4.4): scopes of the system, never of a member.
async fn client_credentials(
    state: &AppState,
    app: &Arc<RegisteredApp>,
    parameters: &Parameters,
) -> Result<Value, OAuthError> {
    let own;
    let asked = match parameters.get("scope") {
        Some(asked) => asked,
        None => {
            own = scope::all_system(app);
            &own
        }
    };
    let granted = scope::system(&state.dialect, app, asked).map(|scopes| scopes.join(" "));
    let granted = match granted {
        Some(granted) => granted,
        None if state.defects.has(Defect::ClientCredentialsAnyScope) => asked.to_owned(),
        None => {
            return Err(OAuthError::InvalidScope(
                "only the app's own system scopes can be granted",
            ));
        }
    };
    let access = access_token(state, app, None, granted.clone());
    state.store.add_tokens(vec![access.token.clone()]).await?;
    Ok(Value::Object(success(state, &access, None, &granted)))
}
