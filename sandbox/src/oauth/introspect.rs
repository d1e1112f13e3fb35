//! The introspection endpoint (RFC 7662, SMART App Launch 2.0 "Token Introspection").

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::error::{self, OAuthError};
use super::{client, form};
use crate::fault::Defect;
use crate::rng::SecretHash;
use crate::state::AppState;
use crate::store::{ClientAuth, Token, TokenKind, TokenState};

/// POST
pub(super) async fn introspect(State(state): State<AppState>, request: Request) -> Response {
    match handle(&state, request).await {
        Ok(body) => error::json(&state, StatusCode::OK, &body),
        Err(error) => error.answer(&state),
    }
}

async fn handle(state: &AppState, request: Request) -> Result<Value, OAuthError> {
    let headers = request.headers().clone();
    let parameters = form::body(state, request).await?;
    if parameters.repeats("token") {
        return Err(OAuthError::InvalidRequest("a parameter came twice"));
    }
    if !state.defects.has(Defect::IntrospectOpen) {
        // RFC 7662 2.1: whoever has no credentials could try tokens out.
        let app = client::authenticate(state, &headers, &parameters).await?;
        if app.auth == ClientAuth::None {
            let reason = "a client without credentials cannot introspect";
            return Err(OAuthError::InvalidClient {
                reason,
                header: false,
            });
        }
    }
    let text = parameters
        .get("token")
        .ok_or(OAuthError::InvalidRequest("token is missing"))?;
    let token = state.store.token(SecretHash::of(text)).await?;
    Ok(match token {
        Some(token) if works(state, &token) => describe(state, &token),
        Some(token) if state.defects.has(Defect::IntrospectActive) => describe(state, &token),
        _ => json!({ "active": state.defects.has(Defect::IntrospectActive) }),
    })
}

fn works(state: &AppState, token: &Token) -> bool {
    let expired =
        token.expires_at <= state.clock.now() && !state.defects.has(Defect::ExpiredActive);
    token.state == TokenState::Live && !expired
}

fn describe(state: &AppState, token: &Token) -> Value {
    let mut body = Map::new();
    let mut say = |name: &str, value: Value| body.insert(name.to_owned(), value);
    say("active", json!(true));
    say("scope", json!(token.scope));
    say("client_id", json!(token.client_id));
    say("iss", json!(state.urls.issuer));
    say("iat", json!(token.issued_at.as_second()));
    say("exp", json!(token.expires_at.as_second()));
    if token.kind == TokenKind::Access {
        say("token_type", json!("Bearer"));
    }
    if let Some(username) = &token.username {
        say("sub", json!(username));
        say("username", json!(username));
    }
    let has = |name: &str| token.scope.split(' ').any(|scope| scope == name);
    if let Some(patient) = token.patient.as_ref().filter(|_| has("launch/patient")) {
        say("patient", json!(patient));
    }
    Value::Object(body)
}
