//! The consent page: who asks, for what, for how long; the member may allow all, some or nothing (45 CFR 156.221 leaves
//! the choice to the member).

use askama::Template;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use super::authorize::{UNREADABLE, is_recent, refuse, refused};
use super::scope_texts::{self, ScopeText};
use super::signed_in::{SignedIn, signed_in};
use crate::fault::Defect;
use crate::oauth::{Approval, AuthorizationError, AuthorizationRequest, issue_code, validate};
use crate::parameters::Parameters;
use crate::state::AppState;
use crate::store::{Member, StoreError};
use crate::web::{Browser, Frame, render, stale_page, unavailable_page};

/// The page's path.
pub(super) const PATH: &str = "/member/consent";

/// The page's path and query for a request. What `prompt` and `max_age` ask for is done before the page is shown.
pub(super) fn target(request: &Parameters) -> String {
    format!("{PATH}?{}", request.without("prompt").encode())
}

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'p> {
    frame: &'p Frame,
    app: &'p str,
    member: &'p str,
    csrf: &'p str,
    request: &'p str,
    scopes: Vec<ScopeText>,
    people: Vec<Person>,
    duration: String,
    host: &'p str,
}

/// Somebody whose data the member may share.
struct Person {
    patient_id: String,
    name: String,
    own: bool,
}

/// GET: the question.
pub(super) async fn show(
    State(state): State<AppState>,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let (request, signed_in) = match judge(&state, &browser, query.as_bytes()).await {
        Ok(judged) => judged,
        Err(answer) => return *answer,
    };
    if state.defects.has(Defect::ConsentSkipped) {
        return sent_back(&state, everything(&state, &request, &signed_in).await);
    }
    let Ok(people) = people(&state, &signed_in.member).await else {
        return unavailable_page(state.frame());
    };
    let html = ConsentPage {
        frame: state.frame(),
        app: &request.app.name,
        member: &signed_in.member.display_name,
        csrf: &browser.csrf(),
        request: &request.parameters.encode(),
        scopes: request
            .scopes
            .iter()
            .map(|scope| scope_texts::of(scope))
            .collect(),
        people,
        duration: scope_texts::duration(&state, &request.app, &request.scopes),
        host: host(&request.redirect_uri),
    };
    let page = render(StatusCode::OK, &html);
    (browser.cookies(), page).into_response()
}

/// The request, and the member whom it may be put to; anything else is answered at once.
async fn judge(
    state: &AppState,
    browser: &Browser,
    request: &[u8],
) -> Result<(AuthorizationRequest, SignedIn), Box<Response>> {
    let refused = |refusal| Box::new(refused(state, refusal));
    let parameters = Parameters::parse(request).ok_or_else(|| refused(UNREADABLE))?;
    let request = validate(state, parameters).await.map_err(refused)?;
    match signed_in(state, browser).await {
        Ok(Some(signed_in)) if is_recent(state, &request, &signed_in) => Ok((request, signed_in)),
        Ok(_) => {
            let login = super::login::url(state, &target(&request.parameters));
            Err(Box::new(Redirect::to(&login).into_response()))
        }
        Err(_) => Err(Box::new(unavailable_page(state.frame()))),
    }
}

async fn people(state: &AppState, member: &Member) -> Result<Vec<Person>, StoreError> {
    if member.proxies_for.is_empty() {
        return Ok(Vec::new());
    }
    let known = state.store.members().await?;
    let others = member.proxies_for.iter().map(|patient_id| {
        let person = known.iter().find(|other| other.patient_id == *patient_id);
        let name = person.map_or(patient_id, |other| &other.display_name);
        Person {
            patient_id: patient_id.clone(),
            name: name.clone(),
            own: false,
        }
    });
    let own = Person {
        patient_id: member.patient_id.clone(),
        name: member.display_name.clone(),
        own: true,
    };
    Ok(std::iter::once(own).chain(others).collect())
}

/// Whom the member is sent to afterwards, as a page shows it.
fn host(redirect_uri: &str) -> &str {
    let rest = redirect_uri
        .split_once("://")
        .map_or(redirect_uri, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// POST: the answer.
pub(super) async fn decide(
    State(state): State<AppState>,
    browser: Browser,
    body: Bytes,
) -> Response {
    let form = Parameters::parse(&body).unwrap_or_default();
    if !form.get("csrf").is_some_and(|csrf| browser.owns(csrf)) {
        return stale_page(state.frame());
    }
    let asked = form.get("request").unwrap_or_default().as_bytes();
    let (request, signed_in) = match judge(&state, &browser, asked).await {
        Ok(judged) => judged,
        Err(answer) => return *answer,
    };
    let location = match form.get("decision") {
        Some("allow") => allow(&state, &request, &signed_in, &form).await,
        _ => deny(&state, &request, &signed_in).await,
    };
    sent_back(&state, location)
}

fn sent_back(state: &AppState, location: Result<String, StoreError>) -> Response {
    match location {
        Ok(location) => Redirect::to(&location).into_response(),
        Err(_) => unavailable_page(state.frame()),
    }
}

/// What a defect gives without asking: all that the app wants.
async fn everything(
    state: &AppState,
    request: &AuthorizationRequest,
    signed_in: &SignedIn,
) -> Result<String, StoreError> {
    let SignedIn { member, session } = signed_in;
    let approval = Approval {
        member,
        signed_in_at: session.signed_in_at,
        patient: &member.patient_id,
        scopes: &request.scopes,
    };
    issue_code(state, request, approval).await
}

async fn allow(
    state: &AppState,
    request: &AuthorizationRequest,
    signed_in: &SignedIn,
    form: &Parameters,
) -> Result<String, StoreError> {
    let SignedIn { member, session } = signed_in;
    let ticked: Vec<&str> = form.all("scope").collect();
    let allowed = request
        .scopes
        .iter()
        .filter(|scope| ticked.contains(&scope.as_str()));
    let allowed: Vec<String> = allowed.cloned().collect();
    if allowed.is_empty() {
        return Ok(refuse(state, request, AuthorizationError::AccessDenied));
    }
    let patient = form.get("patient").unwrap_or(&member.patient_id);
    let may_share =
        patient == member.patient_id || member.proxies_for.iter().any(|other| other == patient);
    if !may_share {
        return Ok(refuse(state, request, AuthorizationError::AccessDenied));
    }
    let approval = Approval {
        member,
        signed_in_at: session.signed_in_at,
        patient,
        scopes: &allowed,
    };
    issue_code(state, request, approval).await
}

async fn deny(
    state: &AppState,
    request: &AuthorizationRequest,
    signed_in: &SignedIn,
) -> Result<String, StoreError> {
    if state.defects.has(Defect::DeniedGivesCode) {
        return everything(state, request, signed_in).await;
    }
    let error = if state.defects.has(Defect::DeniedServerError) {
        AuthorizationError::ServerError
    } else {
        AuthorizationError::AccessDenied
    };
    Ok(refuse(state, request, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_app() {
        assert_eq!(
            host("https://app.example.org/callback?x=1"),
            "app.example.org"
        );
        assert_eq!(host("http://[::1]:99/callback"), "[::1]:99");
        assert_eq!(host("org.example.app:/callback"), "org.example.app:");
    }
}
