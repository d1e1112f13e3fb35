//! The sign-in page. A wrong password and an unknown user name get the same answer.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::page::{error_page, render};
use super::session::Browser;
use crate::oauth::{Parameters, Refusal};
use crate::rng::SecretHash;
use crate::state::AppState;

/// The page's path.
pub(super) const PATH: &str = "/member/login";

/// The page's address, with where to go after it.
pub(super) fn url(state: &AppState, next: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", next);
    format!("{}?{}", state.urls.local(PATH), query.finish())
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'p> {
    plan: &'p str,
    base: &'p str,
    app: Option<String>,
    csrf: &'p str,
    next: &'p str,
    username: &'p str,
    failed: bool,
}

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// GET
pub(super) async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(Next { next }): Query<Next>,
) -> Response {
    page(&state, &headers, &next, "", StatusCode::OK).await
}

async fn page(
    state: &AppState,
    headers: &HeaderMap,
    next: &str,
    username: &str,
    status: StatusCode,
) -> Response {
    let browser = Browser::of(state, headers);
    let html = LoginPage {
        plan: &state.dialect.title,
        base: &state.urls.base_path,
        app: app_name(state, next).await,
        csrf: &browser.csrf(),
        next: after(next),
        username,
        failed: status == StatusCode::UNAUTHORIZED,
    };
    (browser.cookies(), render(status, &html)).into_response()
}

/// Which app the member comes from, when one does.
async fn app_name(state: &AppState, next: &str) -> Option<String> {
    let parameters = Parameters::parse(next.split_once('?')?.1.as_bytes())?;
    let app = state.store.app(parameters.get("client_id")?).await.ok()??;
    Some(app.name.clone())
}

/// Where to go after signing in: only to pages of our own.
fn after(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if own { next } else { super::apps::PATH }
}

#[derive(Deserialize)]
pub(super) struct SignIn {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

/// POST
pub(super) async fn sign_in(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let browser = Browser::of(&state, &headers);
    if form.csrf != browser.csrf() {
        return stale(&state);
    }
    let Ok(member) = state.store.member(form.username.trim()).await else {
        return Refusal::Unavailable.answer(&state);
    };
    // Hashes are compared, so the time that it takes tells nothing of the password.
    let right = |password: &str| SecretHash::of(password) == SecretHash::of(&form.password);
    let Some(member) = member.filter(|member| right(&member.password)) else {
        tokio::time::sleep(state.throttle.failed(&form.username, state.clock.now())).await;
        return page(
            &state,
            &headers,
            &form.next,
            &form.username,
            StatusCode::UNAUTHORIZED,
        )
        .await;
    };
    match browser.sign_in(&state, &member).await {
        Ok(browser) => (
            browser.cookies(),
            Redirect::to(&state.urls.local(after(&form.next))),
        )
            .into_response(),
        Err(_) => Refusal::Unavailable.answer(&state),
    }
}

#[derive(Deserialize)]
pub(super) struct SignOut {
    #[serde(default)]
    csrf: String,
}

/// POST `/member/sign-out`
pub(super) async fn sign_out(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<SignOut>,
) -> Response {
    let browser = Browser::of(&state, &headers);
    if form.csrf != browser.csrf() {
        return stale(&state);
    }
    match browser.sign_out(&state).await {
        Ok(browser) => (browser.cookies(), Redirect::to(&state.urls.local(PATH))).into_response(),
        Err(_) => Refusal::Unavailable.answer(&state),
    }
}

/// The answer to a form that does not come from a page of ours.
pub(super) fn stale(state: &AppState) -> Response {
    let text =
        "The page that you sent is not one that this browser was given. Go back and load it again.";
    error_page(state, StatusCode::FORBIDDEN, "Please try again", text)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("/oauth/authorize?a=b", "/oauth/authorize?a=b")]
    #[case("", "/member/apps")]
    #[case("https://evil.example.org", "/member/apps")]
    #[case("//evil.example.org", "/member/apps")]
    #[case("/\\evil.example.org", "/member/apps")]
    fn sign_in_leads_to_our_own_pages_only(#[case] next: &str, #[case] target: &str) {
        assert_eq!(after(next), target);
    }
}
