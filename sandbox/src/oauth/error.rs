//! The error answers of the endpoints that apps talk to (RFC 6749 5.2, RFC 7009 2.2.1, RFC 7662 2.3).

use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use crate::fault::Defect;
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
    fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_)
            | Self::Malformed(_)
            | Self::TooLarge
            | Self::MethodNotAllowed(_) => "invalid_request",
            Self::InvalidClient { .. } => "invalid_client",
            Self::InvalidGrant(_) => "invalid_grant",
            Self::InvalidScope(_) => "invalid_scope",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::Unavailable => "temporarily_unavailable",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidClient { .. } => StatusCode::UNAUTHORIZED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The answer of the payer.
    pub(super) fn answer(&self, state: &AppState) -> Response {
        let defects = &state.defects;
        if matches!(self, Self::Malformed(_)) && defects.has(Defect::Malformed500) {
            let trace = "thread 'worker' panicked at src/oauth/token.rs:87:14:\n\
                         called `Result::unwrap()` on an `Err` value: Utf8Error\n   0: rust_begin_unwind";
            return (StatusCode::INTERNAL_SERVER_ERROR, trace).into_response();
        }
        let refused = matches!(self, Self::InvalidClient { .. });
        let status = if refused && defects.has(Defect::InvalidClient200) {
            StatusCode::OK
        } else {
            self.status()
        };
        let body = serde_json::json!({
            "error": self.code(),
            "error_description": self.to_string(),
        });
        let mut answer = json(state, status, &body);
        let headers = answer.headers_mut();
        match self {
            Self::InvalidClient { header: true, .. }
                if !defects.has(Defect::NoAuthenticateHeader) =>
            {
                headers.insert(
                    WWW_AUTHENTICATE,
                    HeaderValue::from_static("Basic realm=\"oauth\""),
                );
            }
            Self::MethodNotAllowed(method) => {
                headers.insert(ALLOW, HeaderValue::from_static(method));
            }
            _ => {}
        }
        answer
    }
}

/// A JSON answer that nobody may keep (RFC 6749 5.1).
pub(super) fn json(state: &AppState, status: StatusCode, body: &impl serde::Serialize) -> Response {
    let body = serde_json::to_vec(body).unwrap_or_default();
    let mut answer = (status, body).into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if !state.defects.has(Defect::NoNoStore) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    }
    answer
}
