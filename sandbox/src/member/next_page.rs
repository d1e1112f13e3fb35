//! Between the authorization endpoint and the pages: what must the member see before there is an answer for the app?

use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;

use super::session::{Browser, SignedIn};
use crate::fault::Defect;
use crate::oauth::{Authorization, AuthorizationError, Refusal, error_redirect, issue_code};
use crate::state::AppState;
use crate::store::StoreError;

/// Leads the member to the page that comes next. `post` tells that the request came by POST, which browsers send without
/// our cookies when it comes from another site, so nobody's absence can be concluded from it.
pub(crate) async fn ask(
    state: &AppState,
    headers: &HeaderMap,
    request: Authorization,
    post: bool,
) -> Response {
    match next(state, headers, &request, post).await {
        Ok(location) => Redirect::to(&location).into_response(),
        Err(_) => Refusal::Unavailable.answer(state),
    }
}

async fn next(
    state: &AppState,
    headers: &HeaderMap,
    request: &Authorization,
    post: bool,
) -> Result<String, StoreError> {
    let page = super::consent::target(&request.parameters);
    let signed_in = Browser::of(state, headers).signed_in(state).await?;
    let signed_in = signed_in.filter(|signed_in| is_recent(state, request, signed_in));
    if request.silent && !state.defects.has(Defect::PromptNoneShowsLogin) {
        return match signed_in {
            Some(signed_in) => silently(state, request, &signed_in).await,
            None if post => Ok(by_get(state, request)),
            None => Ok(refuse(state, request, AuthorizationError::LoginRequired)),
        };
    }
    if request.sign_in_again || (signed_in.is_none() && !post) {
        return Ok(super::login::url(state, &page));
    }
    Ok(state.urls.local(&page))
}

/// The same request by GET, with which a browser sends our cookies.
fn by_get(state: &AppState, request: &Authorization) -> String {
    let path = &state.dialect.paths.authorize;
    state
        .urls
        .local(&format!("{path}?{}", request.parameters.encode()))
}

/// Whether the member signed in as lately as the app asks.
pub(super) fn is_recent(state: &AppState, request: &Authorization, signed_in: &SignedIn) -> bool {
    let age = state
        .clock
        .now()
        .duration_since(signed_in.session.signed_in_at)
        .as_secs();
    request.max_age.is_none_or(|longest| age <= longest)
}

/// `prompt=none`: a code only for what the member granted this app before.
async fn silently(
    state: &AppState,
    request: &Authorization,
    signed_in: &SignedIn,
) -> Result<String, StoreError> {
    let grants = state.store.grants_of(&signed_in.member.username).await?;
    let granted = grants.iter().find(|grant| {
        let has = |scope: &String| grant.scope.split(' ').any(|own| own == scope);
        grant.client_id == request.app.client_id
            && grant.expires_at > state.clock.now()
            && request.scopes.iter().all(has)
    });
    let Some(granted) = granted else {
        return Ok(refuse(state, request, AuthorizationError::ConsentRequired));
    };
    let SignedIn { member, session } = signed_in;
    let scopes = &request.scopes;
    issue_code(
        state,
        request,
        member,
        session.signed_in_at,
        &granted.patient,
        scopes,
    )
    .await
}

/// The redirect that tells the app no.
pub(super) fn refuse(
    state: &AppState,
    request: &Authorization,
    error: AuthorizationError,
) -> String {
    error_redirect(
        state,
        &request.redirect_uri,
        request.state.as_deref(),
        error,
    )
}
