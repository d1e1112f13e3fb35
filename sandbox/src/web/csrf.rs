//! Whether a form comes from a page that this browser was given: each form carries a token that is derived from the
//! browser's name, which only its cookie tells.

use axum::response::Response;
use http::StatusCode;

use super::frame::Frame;
use super::page::error_page;
use crate::rng::SecretHash;

/// The token that forms of a browser carry.
pub(super) fn token(browser: &str) -> String {
    SecretHash::of(&format!("csrf {browser}")).encode()
}

/// The answer to a form that does not come from a page of ours.
pub(crate) fn stale_page(frame: &Frame) -> Response {
    let text =
        "The page that you sent is not one that this browser was given. Go back and load it again.";
    error_page(frame, StatusCode::FORBIDDEN, "Please try again", text)
}
