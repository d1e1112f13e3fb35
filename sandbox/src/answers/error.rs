//! An error of an endpoint that apps talk to (RFC 6749 5.2).

use http::StatusCode;
use serde::Serialize;

/// The error, and the headers that go with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorResponse {
    /// The error code.
    pub(crate) error: &'static str,
    /// A text for the developer of the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error_description: Option<String>,
    #[serde(skip)]
    pub(crate) status: StatusCode,
    /// `Allow` (RFC 9110 10.2.1).
    #[serde(skip)]
    pub(crate) allow: Option<&'static str>,
    /// `WWW-Authenticate` (RFC 6749 5.2: when the client used the Authorization header).
    #[serde(skip)]
    pub(crate) challenge: Option<&'static str>,
}
