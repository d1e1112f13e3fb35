//! The sign-in page. A wrong password and an unknown user name get the same answer.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;
use url::Url;

use crate::parameters::Parameters;
use crate::rng::SecretHash;
use crate::state::AppState;
use crate::web::{Browser, Frame, render, stale_page, unavailable_page};

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
    frame: &'p Frame,
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

/// GET: the form.
pub(super) async fn show(
    State(state): State<AppState>,
    browser: Browser,
    Query(Next { next }): Query<Next>,
) -> Response {
    page(&state, browser, &next, "", StatusCode::OK).await
}

async fn page(
    state: &AppState,
    browser: Browser,
    next: &str,
    username: &str,
    status: StatusCode,
) -> Response {
    let html = LoginPage {
        frame: state.frame(),
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
///
/// It is read as a browser reads it, which strips tabs and line ends and takes `\` for `/`; and it becomes a header.
fn after(next: &str) -> &str {
    let stays = || {
        let here = Url::parse("http://here.invalid/").ok()?;
        Some(here.join(next).ok()?.origin() == here.origin())
    };
    let own = next.starts_with('/')
        && next.bytes().all(|byte| byte.is_ascii_graphic())
        && stays() == Some(true);
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

/// POST: user name and password.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    browser: Browser,
    Form(form): Form<SignIn>,
) -> Response {
    if !browser.owns(&form.csrf) {
        return stale_page(state.frame());
    }
    let Ok(member) = state.store.member(form.username.trim()).await else {
        return unavailable_page(state.frame());
    };
    // Hashes are compared, so the time that it takes tells nothing of the password.
    let right = |password: &str| SecretHash::of(password) == SecretHash::of(&form.password);
    let Some(member) = member.filter(|member| right(&member.password)) else {
        tokio::time::sleep(state.throttle().failed(&form.username, state.clock.now())).await;
        return page(
            &state,
            browser,
            &form.next,
            &form.username,
            StatusCode::UNAUTHORIZED,
        )
        .await;
    };
    match browser.sign_in(&member.username).await {
        Ok(browser) => (
            browser.cookies(),
            Redirect::to(&state.urls.local(after(&form.next))),
        )
            .into_response(),
        Err(_) => unavailable_page(state.frame()),
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
    browser: Browser,
    Form(form): Form<SignOut>,
) -> Response {
    if !browser.owns(&form.csrf) {
        return stale_page(state.frame());
    }
    match browser.sign_out().await {
        Ok(browser) => (browser.cookies(), Redirect::to(&state.urls.local(PATH))).into_response(),
        Err(_) => unavailable_page(state.frame()),
    }
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
    #[case::tab("/\t/evil.example.org", "/member/apps")]
    #[case::line_end("/\r\nLocation: https://evil.example.org", "/member/apps")]
    #[case::nul("/member\0", "/member/apps")]
    #[case::delete("/member\x7f", "/member/apps")]
    #[case::not_ascii("/m\u{e9}mber", "/member/apps")]
    fn sign_in_leads_to_our_own_pages_only(#[case] next: &str, #[case] target: &str) {
        assert_eq!(after(next), target);
    }
}
