//! What is wrong with errors of the endpoints that apps talk to.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::{Defect, DefectSet};
use crate::answers::ErrorResponse;

pub(crate) fn damage(answer: &mut ErrorResponse, defects: DefectSet) {
    if answer.error == "invalid_client" && defects.has(Defect::InvalidClient200) {
        answer.status = StatusCode::OK;
    }
    if answer.error == "unsupported_grant_type" && defects.has(Defect::GrantTypeInvalidRequest) {
        answer.error = "invalid_grant";
    }
    if defects.has(Defect::NoAuthenticateHeader) {
        answer.challenge = None;
    }
}

/// The answer of [`Defect::Malformed500`].
pub(crate) fn stack_trace() -> Response {
    let trace = "thread 'worker' panicked at src/oauth/token.rs:87:14:\n\
                 called `Result::unwrap()` on an `Err` value: Utf8Error\n   0: rust_begin_unwind";
    (StatusCode::INTERNAL_SERVER_ERROR, trace).into_response()
}
