//! `OperationOutcome`: the body of every error of the FHIR API (FHIR R4 http, 3.1.0.1.4).

use axum::body::Body;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::json;

use super::error::SearchError;

/// `application/fhir+json`, the type of every body of the API.
pub(super) const FHIR_JSON: HeaderValue =
    HeaderValue::from_static("application/fhir+json; charset=utf-8");

/// An error on its way out: its status, its FHIR issue type, one sentence, and any headers that belong to it.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The issue type (value set issue-type).
    pub code: &'static str,
    /// What was wrong, and what to do.
    pub diagnostics: String,
    /// `WWW-Authenticate` or `Allow`.
    pub header: Option<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// An error without further headers.
    pub(super) fn new(
        status: StatusCode,
        code: &'static str,
        diagnostics: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            diagnostics: diagnostics.into(),
            header: None,
        }
    }

    /// 400 with an issue type.
    pub(super) fn bad(code: &'static str, diagnostics: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, diagnostics)
    }

    /// 404: unknown, or not to be known of.
    pub(super) fn not_found(diagnostics: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", diagnostics)
    }

    /// The same with a header.
    #[must_use]
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }

    /// The `OperationOutcome` as JSON.
    #[must_use]
    pub(super) fn outcome(&self) -> serde_json::Value {
        json!({
            "resourceType": "OperationOutcome",
            "issue": [{ "severity": "error", "code": self.code, "diagnostics": self.diagnostics }],
        })
    }

    /// The answer.
    #[must_use]
    pub(super) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.outcome().to_string()));
        *response.status_mut() = self.status;
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, FHIR_JSON);
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl From<SearchError> for Refusal {
    fn from(error: SearchError) -> Self {
        let code = match error {
            SearchError::Modifier { .. } | SearchError::Unknown(_) => "not-supported",
            SearchError::Overlong => "too-long",
            SearchError::TooManyHops => "too-costly",
            SearchError::Encoding(_) | SearchError::Value { .. } | SearchError::Page => "invalid",
        };
        Self::bad(code, error.to_string())
    }
}
