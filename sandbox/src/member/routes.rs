//! Which path leads to which page.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};

use super::{apps, consent, login, page, start_page};
use crate::state::AppState;

/// The largest form, in bytes.
const LARGEST_FORM: usize = 128 * 1024;

/// The pages.
pub(crate) fn router(state: &AppState) -> Router {
    Router::new()
        .route("/", get(start_page::show))
        .route("/static/style.css", get(style))
        .route(login::PATH, get(login::show).post(login::sign_in))
        .route("/member/sign-out", post(login::sign_out))
        .route(consent::PATH, get(consent::show).post(consent::decide))
        .route(apps::PATH, get(apps::show))
        .route("/member/apps/withdraw", post(apps::take_back))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .with_state(state.clone())
}

async fn style() -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, page::STYLE)
}
