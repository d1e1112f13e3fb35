//! The authorization endpoint (RFC 6749 3.1): what must the member see before there is an answer for the app?

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{Method, StatusCode};

use super::signed_in::{SignedIn, signed_in};
use crate::dialect::AuthorizeMethod;
use crate::fault::Defect;
use crate::oauth::{
    Approval, AuthorizationError, AuthorizationRequest, Refusal, error_redirect, issue_code,
    patient_of_earlier_grant, validate,
};
use crate::parameters::Parameters;
use crate::state::AppState;
use crate::store::StoreError;
use crate::web::{Browser, error_page, unavailable_page};

/// The largest body, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// What the member is told of a request that cannot be read.
pub(super) const UNREADABLE: Refusal =
    Refusal::Member("The app sent a request that cannot be read.");

/// Answers GET and POST alike.
pub(super) async fn authorize(
    State(state): State<AppState>,
    browser: Browser,
    request: Request,
) -> Response {
    let post = request.method() == Method::POST;
    let (method, defect) = if post {
        (AuthorizeMethod::Post, Defect::AuthorizePostRefused)
    } else {
        (AuthorizeMethod::Get, Defect::AuthorizeGetRefused)
    };
    if state.defects.has(defect) || !state.dialect.oauth.authorize_methods.contains(&method) {
        let text = "The app asked in a way that this health plan does not take.";
        let status = StatusCode::METHOD_NOT_ALLOWED;
        return error_page(state.frame(), status, "Not like this", text);
    }
    let query = request.uri().query().unwrap_or_default().to_owned();
    let parameters = match to_bytes(request.into_body(), LARGEST_BODY).await {
        Err(_) => None,
        // A POST may have its parameters in the query too: RFC 6749 3.1 leaves open how an endpoint takes a POST.
        Ok(body) if !post || body.is_empty() => Parameters::parse(query.as_bytes()),
        Ok(body) => Parameters::parse(&body),
    };
    let Some(parameters) = parameters else {
        return refused(&state, UNREADABLE);
    };
    let request = match validate(&state, parameters).await {
        Ok(request) => request,
        Err(refusal) => return refused(&state, refusal),
    };
    match next(&state, &browser, &request, post).await {
        Ok(location) => Redirect::to(&location).into_response(),
        Err(_) => unavailable_page(state.frame()),
    }
}

/// The answer to a request that no member is asked about.
pub(super) fn refused(state: &AppState, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Member(text) => {
            let status = if state.defects.has(Defect::UnknownClient200) {
                StatusCode::OK
            } else {
                StatusCode::BAD_REQUEST
            };
            error_page(state.frame(), status, "This request cannot go on", text)
        }
        Refusal::Redirect(location) => Redirect::to(&location).into_response(),
        Refusal::Unavailable => unavailable_page(state.frame()),
    }
}

/// Where the browser goes next. `post` tells that the request came by POST, which browsers send without our cookies when
/// it comes from another site: then nobody who seems absent need be.
async fn next(
    state: &AppState,
    browser: &Browser,
    request: &AuthorizationRequest,
    post: bool,
) -> Result<String, StoreError> {
    let page = super::consent::target(&request.parameters);
    let signed_in = signed_in(state, browser).await?;
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
fn by_get(state: &AppState, request: &AuthorizationRequest) -> String {
    let path = &state.dialect.paths.authorize;
    state
        .urls
        .local(&format!("{path}?{}", request.parameters.encode()))
}

/// Whether the member signed in as lately as the app asks.
pub(super) fn is_recent(
    state: &AppState,
    request: &AuthorizationRequest,
    signed_in: &SignedIn,
) -> bool {
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
    request: &AuthorizationRequest,
    signed_in: &SignedIn,
) -> Result<String, StoreError> {
    let SignedIn { member, session } = signed_in;
    let Some(patient) = patient_of_earlier_grant(state, request, &member.username).await? else {
        return Ok(refuse(state, request, AuthorizationError::ConsentRequired));
    };
    let approval = Approval {
        member,
        signed_in_at: session.signed_in_at,
        patient: &patient,
        scopes: &request.scopes,
    };
    issue_code(state, request, approval).await
}

/// The redirect that tells the app no.
pub(super) fn refuse(
    state: &AppState,
    request: &AuthorizationRequest,
    error: AuthorizationError,
) -> String {
    error_redirect(
        state,
        &request.redirect_uri,
        request.state.as_deref(),
        error,
    )
}
