//! What a page is sent with: the headers that keep it safe; and the page that says what went wrong.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use http::{HeaderValue, StatusCode};

use super::frame::Frame;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'p> {
    frame: &'p Frame,
    title: &'p str,
    text: &'p str,
}

/// A page that says why it does not go on.
pub(crate) fn error_page(frame: &Frame, status: StatusCode, title: &str, text: &str) -> Response {
    render(status, &ErrorPage { frame, title, text })
}

/// The page for when the store fails.
pub(crate) fn unavailable_page(frame: &Frame) -> Response {
    error_page(
        frame,
        StatusCode::SERVICE_UNAVAILABLE,
        "This request cannot go on",
        "The health plan cannot answer now.",
    )
}

/// A page with the headers that belong to it.
pub(crate) fn render(status: StatusCode, template: &impl Template) -> Response {
    let Ok(html) = template.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut answer = (status, Html(html)).into_response();
    // No form-action: browsers apply it to redirects too, and consent ends in a redirect to the app.
    let policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
                  frame-ancestors 'none'";
    let headers = answer.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
