//! The connected apps of a member: what each may see, since when, and a button that takes it away.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::page::render;
use super::scope_texts::{self, ScopeText};
use super::session::Browser;
use crate::fault::Defect;
use crate::oauth::{Refusal, withdraw};
use crate::state::AppState;
use crate::store::{Grant, StoreError};

/// The page's path.
pub(super) const PATH: &str = "/member/apps";

#[derive(Template)]
#[template(path = "apps.html")]
struct AppsPage<'p> {
    plan: &'p str,
    base: &'p str,
    member: &'p str,
    csrf: &'p str,
    apps: Vec<Connected>,
}

/// An app with a grant that works.
struct Connected {
    client_id: String,
    name: String,
    patient: String,
    since: String,
    until: String,
    scopes: Vec<ScopeText>,
}

/// GET
pub(super) async fn show(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let browser = Browser::of(&state, &headers);
    let signed_in = match browser.signed_in(&state).await {
        Ok(Some(signed_in)) => signed_in,
        Ok(None) => return Redirect::to(&super::login::url(&state, PATH)).into_response(),
        Err(_) => return Refusal::Unavailable.answer(&state),
    };
    let Ok(apps) = connected(&state, &signed_in.member.username).await else {
        return Refusal::Unavailable.answer(&state);
    };
    let html = AppsPage {
        plan: &state.dialect.title,
        base: &state.urls.base_path,
        member: &signed_in.member.display_name,
        csrf: &browser.csrf(),
        apps,
    };
    let page = render(StatusCode::OK, &html);
    (browser.cookies(), page).into_response()
}

/// One entry an app: all its grants together.
async fn connected(state: &AppState, username: &str) -> Result<Vec<Connected>, StoreError> {
    let now = state.clock.now();
    let members = state.store.members().await?;
    let mut apps: Vec<(Connected, Vec<Grant>)> = Vec::new();
    for grant in state.store.grants_of(username).await? {
        if grant.expires_at <= now {
            continue;
        }
        if let Some((_, grants)) = apps
            .iter_mut()
            .find(|(app, _)| app.client_id == grant.client_id)
        {
            grants.push(grant);
            continue;
        }
        let app = state.store.app(&grant.client_id).await?;
        let connected = Connected {
            name: app.map_or_else(|| grant.client_id.clone(), |app| app.name.clone()),
            client_id: grant.client_id.clone(),
            patient: String::new(),
            since: String::new(),
            until: scope_texts::day(grant.expires_at),
            scopes: Vec::new(),
        };
        apps.push((connected, vec![grant]));
    }
    Ok(apps
        .into_iter()
        .map(|(mut app, grants)| {
            let first = grants.iter().map(|grant| grant.created_at).min();
            app.since = first.map(scope_texts::day).unwrap_or_default();
            let mut names: Vec<&str> = Vec::new();
            let mut scopes: Vec<&str> = Vec::new();
            for grant in &grants {
                let person = members
                    .iter()
                    .find(|member| member.patient_id == grant.patient);
                let name = person.map_or(grant.patient.as_str(), |member| &member.display_name);
                if !names.contains(&name) {
                    names.push(name);
                }
                for scope in grant.scope.split(' ') {
                    if !scopes.contains(&scope) {
                        scopes.push(scope);
                    }
                }
            }
            app.patient = names.join(", ");
            app.scopes = scopes.into_iter().map(scope_texts::of).collect();
            app
        })
        .collect())
}

#[derive(Deserialize)]
pub(super) struct Withdrawal {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    client_id: String,
}

/// POST `/member/apps/withdraw`
pub(super) async fn take_back(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<Withdrawal>,
) -> Response {
    let browser = Browser::of(&state, &headers);
    if form.csrf != browser.csrf() {
        return super::login::stale(&state);
    }
    let done = match browser.signed_in(&state).await {
        Ok(Some(_)) if state.defects.has(Defect::WithdrawKeepsTokens) => Ok(()),
        Ok(Some(signed_in)) => withdraw(&state, &signed_in.member.username, &form.client_id).await,
        Ok(None) => return Redirect::to(&super::login::url(&state, PATH)).into_response(),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Redirect::to(&state.urls.local(PATH)).into_response(),
        Err(_) => Refusal::Unavailable.answer(&state),
    }
}
