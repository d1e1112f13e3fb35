//! The token endpoint (RFC 6749 3.2, 5). One file per grant type, and one for what they issue.

mod client_credentials;
mod code;
mod issue;
mod refresh;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::Value;

use super::error::{self, OAuthError};
use super::{client, form};
use crate::answers::{ExpiresIn, TokenResponse};
use crate::dialect::errors::Endpoint;
use crate::fault::{self, Defect};
use crate::state::AppState;
use crate::store::RegisteredApp;

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
        Ok(mut issued) => {
            fault::token::damage(&mut issued.response, state.defects);
            match issued.in_own_form(&state) {
                Some(body) => error::json(&state, StatusCode::OK, &body),
                None => error::json(&state, StatusCode::OK, &issued.response),
            }
        }
        Err(error) => error.answer(&state, Endpoint::Token),
    }
}

/// A response with what the payer's own form of it may name besides.
struct IssuedTo {
    app: Arc<RegisteredApp>,
    grant_type: String,
    response: TokenResponse,
}

impl IssuedTo {
    /// The response in the form of the dialect, where it has one of its own.
    fn in_own_form(&self, state: &AppState) -> Option<Value> {
        let template = state.dialect.oauth.token_response.of(&self.grant_type)?;
        let Ok(Value::Object(mut values)) = serde_json::to_value(&self.response) else {
            return None;
        };
        let issued_at = state.clock.now();
        let lifetime = match &self.response.expires_in {
            ExpiresIn::Number(seconds) => *seconds,
            ExpiresIn::Text(seconds) => seconds.parse().unwrap_or(0),
        };
        let issued = issued_at.as_millisecond();
        let expires = issued + lifetime * 1000;
        values.extend(
            [
                ("application_name", Value::from(self.app.name.as_str())),
                ("client_id", Value::from(self.app.client_id.as_str())),
                ("issued_at", Value::from(issued / 1000)),
                ("issued_at_milliseconds", Value::from(issued)),
                ("expires_at", Value::from(expires / 1000)),
                ("expires_at_milliseconds", Value::from(expires)),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        Some(template.fill(&values))
    }
}

async fn answer(state: &AppState, request: Request) -> Result<IssuedTo, OAuthError> {
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
    let response = match grant_type {
        "authorization_code" => code::redeem(state, &app, &parameters).await,
        "refresh_token" => refresh::rotate(state, &app, &parameters).await,
        _ => client_credentials::grant(state, &app, &parameters).await,
    }?;
    Ok(IssuedTo {
        grant_type: grant_type.to_owned(),
        app,
        response,
    })
}
