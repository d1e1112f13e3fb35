//! The connected apps of a member: what each may see, since when, and a button that takes it away.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::scope_texts::{self, ScopeText};
use super::signed_in::signed_in;
use crate::fault::Defect;
use crate::oauth::{connected_apps, withdraw};
use crate::state::AppState;
use crate::store::StoreError;
use crate::web::{Browser, Frame, render, stale_page, unavailable_page};

/// The page's path.
pub(super) const PATH: &str = "/member/apps";

#[derive(Template)]
#[template(path = "apps.html")]
struct AppsPage<'p> {
    frame: &'p Frame,
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

/// GET: the list.
pub(super) async fn show(State(state): State<AppState>, browser: Browser) -> Response {
    let signed_in = match signed_in(&state, &browser).await {
        Ok(Some(signed_in)) => signed_in,
        Ok(None) => return Redirect::to(&super::login::url(&state, PATH)).into_response(),
        Err(_) => return unavailable_page(state.frame()),
    };
    let Ok(apps) = connected(&state, &signed_in.member.username).await else {
        return unavailable_page(state.frame());
    };
    let html = AppsPage {
        frame: state.frame(),
        member: &signed_in.member.display_name,
        csrf: &browser.csrf(),
        apps,
    };
    let page = render(StatusCode::OK, &html);
    (browser.cookies(), page).into_response()
}

/// One entry per app: all its grants together.
async fn connected(state: &AppState, username: &str) -> Result<Vec<Connected>, StoreError> {
    let members = state.store.members().await?;
    let name = |patient_id: &String| {
        let person = members
            .iter()
            .find(|member| member.patient_id == *patient_id);
        person.map_or(patient_id.clone(), |member| member.display_name.clone())
    };
    let apps = connected_apps(state, username).await?.into_iter();
    Ok(apps
        .map(|app| {
            let mut names: Vec<String> = Vec::new();
            for name in app.patients.iter().map(name) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            Connected {
                client_id: app.client_id,
                name: app.name,
                patient: names.join(", "),
                since: scope_texts::day(app.since),
                until: scope_texts::day(app.until),
                scopes: app
                    .scopes
                    .iter()
                    .map(|scope| scope_texts::of(scope))
                    .collect(),
            }
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
    browser: Browser,
    Form(form): Form<Withdrawal>,
) -> Response {
    if !browser.owns(&form.csrf) {
        return stale_page(state.frame());
    }
    let done = match signed_in(&state, &browser).await {
        Ok(Some(_)) if state.defects.has(Defect::WithdrawKeepsTokens) => Ok(()),
        Ok(Some(signed_in)) => withdraw(&state, &signed_in.member.username, &form.client_id).await,
        Ok(None) => return Redirect::to(&super::login::url(&state, PATH)).into_response(),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Redirect::to(&state.urls.local(PATH)).into_response(),
        Err(_) => unavailable_page(state.frame()),
    }
}
