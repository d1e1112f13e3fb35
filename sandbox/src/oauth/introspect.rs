//! The introspection endpoint (RFC 7662, SMART App Launch 2.0 "Token Introspection").

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;

use super::error::{self, OAuthError};
use super::{client, form};
use crate::answers::Introspection;
use crate::dialect::errors::Endpoint;
use crate::fault::{self, Defect};
use crate::rng::SecretHash;
use crate::state::AppState;
use crate::store::{ClientAuth, Token, TokenKind, TokenState};

/// Answers POST.
pub(super) async fn introspect(State(state): State<AppState>, request: Request) -> Response {
    match handle(&state, request).await {
        Ok(answer) => error::json(&state, StatusCode::OK, &answer),
        Err(error) => error.answer(&state, Endpoint::Introspect),
    }
}

async fn handle(state: &AppState, request: Request) -> Result<Introspection, OAuthError> {
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
    let told = |token: &Token| works(state, token) || state.defects.has(Defect::IntrospectActive);
    let mut answer = match token {
        Some(token) if told(&token) => describe(state, &token),
        _ => Introspection::default(),
    };
    fault::introspection::damage(&mut answer, state.defects);
    Ok(answer)
}

fn works(state: &AppState, token: &Token) -> bool {
    let expired =
        token.expires_at <= state.clock.now() && !state.defects.has(Defect::ExpiredActive);
    token.state == TokenState::Live && !expired
}

fn describe(state: &AppState, token: &Token) -> Introspection {
    let in_context = token
        .scope
        .split(' ')
        .any(|scope| scope == "launch/patient");
    Introspection {
        active: true,
        client_id: Some(token.client_id.clone()),
        exp: Some(token.expires_at.as_second()),
        iat: Some(token.issued_at.as_second()),
        iss: Some(state.urls.issuer.clone()),
        patient: token.patient.clone().filter(|_| in_context),
        scope: Some(token.scope.clone()),
        sub: token.username.clone(),
        token_type: (token.kind == TokenKind::Access).then_some("Bearer"),
        username: token.username.clone(),
    }
}
