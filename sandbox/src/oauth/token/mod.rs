//! The token endpoint (RFC 6749 3.2, 5). One file per grant type, and one for what they issue.

mod client_credentials;
mod code;
mod issue;
mod refresh;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;

use super::error::{self, OAuthError};
use super::{client, form};
use crate::answers::TokenResponse;
use crate::fault::{self, Defect};
use crate::state::AppState;

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

/// Answers POST.
pub(super) async fn token(State(state): State<AppState>, request: Request) -> Response {
    match answer(&state, request).await {
        Ok(mut answer) => {
            fault::token::damage(&mut answer, state.defects);
            error::json(&state, StatusCode::OK, &answer)
        }
        Err(error) => error.answer(&state),
    }
}

async fn answer(state: &AppState, request: Request) -> Result<TokenResponse, OAuthError> {
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
        return Err(OAuthError::UnsupportedGrantType);
    }
    let app = client::authenticate(state, &headers, &parameters).await?;
    if !app.grant_types.iter().any(|allowed| allowed == grant_type) {
        return Err(OAuthError::UnauthorizedClient);
    }
    match grant_type {
        "authorization_code" => code::redeem(state, &app, &parameters).await,
        "refresh_token" => refresh::rotate(state, &app, &parameters).await,
        _ => client_credentials::grant(state, &app, &parameters).await,
    }
}
