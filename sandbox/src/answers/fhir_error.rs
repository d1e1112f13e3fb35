//! An error of the FHIR API, written as an `OperationOutcome` (FHIR R4 http, 3.1.0.1.4).

use axum::body::Body;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::json;

use crate::search::SearchError;

/// `application/fhir+json`, the type of every body of the API.
pub(crate) const FHIR_JSON: HeaderValue =
    HeaderValue::from_static("application/fhir+json; charset=utf-8");

/// What a request can fail for; [`FhirErrorKind::status_and_code`] is the one table of what each is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FhirErrorKind {
    /// A body that is no JSON.
    NotJson,
    /// A query, path or body that says what cannot be.
    Invalid,
    /// A part of the request that must be there is not.
    Required,
    /// More of something than is read.
    TooLong,
    /// A search that would take too much.
    TooCostly,
    /// A parameter or modifier that is not known.
    UnknownParameter,
    /// No access token.
    TokenMissing,
    /// An access token that is unknown, expired or revoked.
    TokenInvalid,
    /// The token is valid, and does not allow this.
    NotAllowed,
    /// No resource or version with this id; the same where there is one that the token may not know of.
    NotFound,
    /// A resource type that is not served.
    UnknownType,
    /// A method that this path does not have.
    MethodNotAllowed,
    /// A format that is not served (`Accept`, `_format`).
    NotAcceptable,
    /// A resource that was deleted.
    Deleted,
    /// A body that is longer than what is read.
    BodyTooLong,
    /// A body in a format that is not read (`Content-Type`).
    UnsupportedBody,
    /// The server's own failure.
    Internal,
    /// A failure that may be gone soon.
    Unavailable,
}

impl FhirErrorKind {
    /// The HTTP status and the issue type (value set issue-type).
    #[rustfmt::skip]
    fn status_and_code(self) -> (StatusCode, &'static str) {
        match self {
            Self::NotJson          => (StatusCode::BAD_REQUEST, "structure"),
            Self::Invalid          => (StatusCode::BAD_REQUEST, "invalid"),
            Self::Required         => (StatusCode::BAD_REQUEST, "required"),
            Self::TooLong          => (StatusCode::BAD_REQUEST, "too-long"),
            Self::TooCostly        => (StatusCode::BAD_REQUEST, "too-costly"),
            Self::UnknownParameter => (StatusCode::BAD_REQUEST, "not-supported"),
            Self::TokenMissing     => (StatusCode::UNAUTHORIZED, "login"),
            Self::TokenInvalid     => (StatusCode::UNAUTHORIZED, "login"),
            Self::NotAllowed       => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NotFound         => (StatusCode::NOT_FOUND, "not-found"),
            Self::UnknownType      => (StatusCode::NOT_FOUND, "not-supported"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "not-supported"),
            Self::NotAcceptable    => (StatusCode::NOT_ACCEPTABLE, "not-supported"),
            Self::Deleted          => (StatusCode::GONE, "deleted"),
            Self::BodyTooLong      => (StatusCode::PAYLOAD_TOO_LARGE, "too-long"),
            Self::UnsupportedBody  => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-supported"),
            Self::Internal         => (StatusCode::INTERNAL_SERVER_ERROR, "exception"),
            Self::Unavailable      => (StatusCode::SERVICE_UNAVAILABLE, "transient"),
        }
    }
}

/// An error on its way out: status, issue type, one sentence, and any header that belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct FhirError {
    /// What the request failed for.
    pub kind: FhirErrorKind,
    /// The HTTP status.
    pub status: StatusCode,
    /// The issue type (value set issue-type).
    pub code: &'static str,
    /// What was wrong, and what to do.
    pub diagnostics: String,
    /// `WWW-Authenticate` or `Allow`.
    pub header: Option<(HeaderName, HeaderValue)>,
}

impl FhirError {
    /// An error without a further header.
    pub(crate) fn new(kind: FhirErrorKind, diagnostics: impl Into<String>) -> Self {
        let (status, code) = kind.status_and_code();
        Self {
            kind,
            status,
            code,
            diagnostics: diagnostics.into(),
            header: None,
        }
    }

    /// The same with a header.
    #[must_use]
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }

    /// The `OperationOutcome` as JSON.
    #[must_use]
    pub(crate) fn outcome(&self) -> serde_json::Value {
        json!({
            "resourceType": "OperationOutcome",
            "issue": [{ "severity": "error", "code": self.code, "diagnostics": self.diagnostics }],
        })
    }

    /// The HTTP response, with the `OperationOutcome` as its body.
    #[must_use]
    pub(crate) fn into_response(self) -> Response<Body> {
        let body = self.outcome();
        self.into_response_with(&body)
    }

    /// The HTTP response with another body than the `OperationOutcome`.
    #[must_use]
    pub(crate) fn into_response_with(self, body: &serde_json::Value) -> Response<Body> {
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, FHIR_JSON);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some((name, value)) = self.header {
            headers.insert(name, value);
        }
        response
    }
}

impl From<SearchError> for FhirError {
    fn from(error: SearchError) -> Self {
        let kind = match error {
            SearchError::Modifier { .. } | SearchError::Unknown(_) => {
                FhirErrorKind::UnknownParameter
            }
            SearchError::Overlong => FhirErrorKind::TooLong,
            SearchError::TooManyHops => FhirErrorKind::TooCostly,
            SearchError::Encoding(_) | SearchError::Value { .. } | SearchError::Page => {
                FhirErrorKind::Invalid
            }
        };
        Self::new(kind, error.to_string())
    }
}
