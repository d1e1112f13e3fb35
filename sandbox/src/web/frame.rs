//! The frame around every page, and its style sheet.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

const STYLE: &str = include_str!("../../static/style.css");

/// What the frame says, the same on every page.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// The name of the health plan.
    pub(crate) plan: String,
    /// What comes before the path of every link: the path of the public URL, empty in most cases.
    pub(crate) base: String,
}

/// The style sheet that the frame names.
pub(crate) fn style_router() -> Router {
    Router::new().route("/static/style.css", get(style))
}

async fn style() -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, STYLE)
}
