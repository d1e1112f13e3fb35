//! The error answers of the endpoints that apps talk to (RFC 6749 5.2, RFC 7009 2.2.1, RFC 7662 2.3).

use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::answers::ErrorResponse;
use crate::dialect::errors::{self, Endpoint};
use crate::fault::{self, Defect};
use crate::signing_keys::KeyError;
use crate::state::AppState;
use crate::store::StoreError;

/// Why an app gets no token. The texts are fixed: nothing that was sent is repeated.
#[derive(Debug, thiserror::Error)]
pub(super) enum OAuthError {
    #[error("{0}")]
    InvalidRequest(&'static str),
    /// Bytes that are not what the format asks for; told apart only because payers tend to fall over them.
    #[error("{0}")]
    Malformed(&'static str),
    #[error("{reason}")]
    InvalidClient {
        reason: &'static str,
        /// Whether the Authorization header was used, so that the answer names the scheme.
        header: bool,
    },
    #[error("{0}")]
    InvalidGrant(&'static str),
    #[error("{0}")]
    InvalidScope(&'static str),
    #[error("this client may not use this grant type")]
    UnauthorizedClient,
    #[error("this grant type is not supported")]
    UnsupportedGrantType,
    #[error("the body is too large")]
    TooLarge,
    #[error("this endpoint takes {0} only")]
    MethodNotAllowed(&'static str),
    #[error("the server cannot answer now")]
    Unavailable,
}

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self::Unavailable
    }
}

impl From<KeyError> for OAuthError {
    fn from(error: KeyError) -> Self {
        tracing::error!(%error, "there is no signing key");
        Self::Unavailable
    }
}

impl OAuthError {
    /// The table of status and error code.
    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::InvalidRequest(_) | Self::Malformed(_) => {
                (StatusCode::BAD_REQUEST, "invalid_request")
            }
            Self::InvalidClient { .. } => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::InvalidGrant(_) => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::InvalidScope(_) => (StatusCode::BAD_REQUEST, "invalid_scope"),
            Self::UnauthorizedClient => (StatusCode::BAD_REQUEST, "unauthorized_client"),
            Self::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request"),
            Self::MethodNotAllowed(_) => (StatusCode::METHOD_NOT_ALLOWED, "invalid_request"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable"),
        }
    }

    fn response(&self) -> ErrorResponse {
        let (status, error) = self.status_and_code();
        ErrorResponse {
            error,
            error_description: Some(self.to_string()),
            status,
            allow: match self {
                Self::MethodNotAllowed(method) => Some(method),
                _ => None,
            },
            challenge: match self {
                Self::InvalidClient { header: true, .. } => Some("Basic realm=\"oauth\""),
                _ => None,
            },
        }
    }

    /// The answer of the payer.
    pub(super) fn answer(&self, state: &AppState, at: Endpoint) -> Response {
        if matches!(self, Self::Malformed(_)) && state.defects.has(Defect::Malformed500) {
            return fault::oauth_error::stack_trace();
        }
        let mut response = self.response();
        fault::oauth_error::damage(&mut response, state.defects);
        let message = response.error_description.as_deref().unwrap_or_default();
        let mut answer = match errors::oauth(&state.dialect.errors, at, response.error, message) {
            Some(worded) => {
                let status = worded.status.unwrap_or(response.status);
                json(state, status, &worded.body)
            }
            None => json(state, response.status, &response),
        };
        for (name, value) in [
            (WWW_AUTHENTICATE, response.challenge),
            (ALLOW, response.allow),
        ] {
            if let Some(value) = value {
                let value = HeaderValue::from_static(value);
                answer.headers_mut().insert(name, value);
            }
        }
        answer
    }
}

/// A JSON answer that nobody may keep (RFC 6749 5.1).
pub(super) fn json(state: &AppState, status: StatusCode, body: &impl Serialize) -> Response {
    let body = serde_json::to_vec(body).unwrap_or_default();
    let mut answer = (status, body).into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    fault::token::damage_headers(headers, state.defects);
    answer
}
