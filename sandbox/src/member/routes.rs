//! Which path leads to which page.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{apps, authorize, consent, login, start_page};
use crate::state::AppState;

/// The largest form, in bytes.
const LARGEST_FORM: usize = 128 * 1024;

/// The pages of the members and the authorization endpoint.
pub(crate) fn router(state: &AppState) -> Router {
    Router::new()
        .route("/", get(start_page::show))
        .route(
            &state.dialect.paths.authorize,
            get(authorize::authorize).post(authorize::authorize),
        )
        .route(login::PATH, get(login::show).post(login::sign_in))
        .route("/member/sign-out", post(login::sign_out))
        .route(consent::PATH, get(consent::show).post(consent::decide))
        .route(apps::PATH, get(apps::show))
        .route("/member/apps/withdraw", post(apps::take_back))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .with_state(state.clone())
}
