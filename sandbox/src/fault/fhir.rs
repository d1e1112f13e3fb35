//! What goes wrong with the FHIR API's errors and responses.

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::{Defect, DefectSet};
use crate::answers::{FhirError, FhirErrorKind};

/// Damages the error for a query or path that cannot be decoded.
pub(crate) fn damage_decoding_error(error: &mut FhirError, defects: &DefectSet) {
    if defects.has(Defect::Encoding500) {
        *error = FhirError::new(
            FhirErrorKind::Internal,
            "SELECT body FROM resource WHERE param = ?1: invalid byte sequence for encoding \"UTF8\"",
        );
    }
}

/// Damages the error for a missing or invalid access token.
pub(crate) fn damage_token_error(error: &mut FhirError, defects: &DefectSet) {
    if error.kind == FhirErrorKind::TokenInvalid && defects.has(Defect::InvalidToken403) {
        error.status = StatusCode::FORBIDDEN;
    }
    if defects.has(Defect::ChallengeMissing) {
        error.header = None;
    }
}

/// Damages any error; `sent` are the headers of the request.
pub(crate) fn damage_error(error: &mut FhirError, sent: &HeaderMap, defects: &DefectSet) {
    if defects.has(Defect::TokenEchoed)
        && let Some(token) = sent
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
    {
        error.diagnostics = format!("{}: {token}", error.diagnostics);
    }
}

/// Damages the response that carries an error.
pub(crate) fn damage_error_response(response: &mut Response<Body>, defects: &DefectSet) {
    if defects.has(Defect::OutcomeMissing) {
        *response.body_mut() = Body::empty();
    }
}

/// Damages any response.
pub(crate) fn damage_response(response: &mut Response<Body>, defects: &DefectSet) {
    if defects.has(Defect::PlainJson) {
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
    }
}
