//! The start page: what runs here, where, and with which members and apps to try it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use crate::dialect::Quirk;
use crate::fault::Defect;
use crate::state::AppState;
use crate::store::{ClientAuth, Member, RegisteredApp, StoreError};
use crate::web::{Frame, render, unavailable_page};

/// Members beyond these are counted, not listed.
const LISTED: usize = 25;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'p> {
    frame: &'p Frame,
    dialect: &'p str,
    issuer: &'p str,
    patient_access: &'p str,
    directory: &'p str,
    smart: String,
    members: Vec<Member>,
    more_members: usize,
    apps: Vec<Shown>,
    quirks: &'p [Quirk],
    /// What was switched on besides.
    defects: Vec<Defect>,
}

/// An app as the page shows it.
struct Shown {
    app: RegisteredApp,
    role: &'static str,
    secret: String,
}

/// GET: the page at `/`.
pub(super) async fn show(State(state): State<AppState>) -> Response {
    match page(&state).await {
        Ok(page) => page,
        Err(_) => unavailable_page(state.frame()),
    }
}

async fn page(state: &AppState) -> Result<Response, StoreError> {
    let mut members = state.store.members().await?;
    let more_members = members.len().saturating_sub(LISTED);
    members.truncate(LISTED);
    let apps = state.store.apps().await?.into_iter().map(|app| {
        let built_in = state
            .dialect
            .apps
            .iter()
            .find(|known| known.client_id == app.client_id);
        Shown {
            role: built_in.map(|known| known.role.name()).unwrap_or_default(),
            secret: match (&app.auth, built_in.and_then(|known| known.secret.clone())) {
                (ClientAuth::None, _) => "none: a public app".into(),
                (ClientAuth::PrivateKeyJwt(_), _) => "a key pair".into(),
                (ClientAuth::Secret(_), Some(secret)) => secret,
                (ClientAuth::Secret(_), None) => "known to its developer".into(),
            },
            app,
        }
    });
    let quirks = &state.dialect.quirks;
    let html = StartPage {
        frame: state.frame(),
        dialect: &state.dialect.name,
        issuer: &state.urls.issuer,
        patient_access: &state.urls.patient_access,
        directory: &state.urls.directory,
        smart: format!(
            "{}/.well-known/smart-configuration",
            state.urls.patient_access
        ),
        members,
        more_members,
        apps: apps.collect(),
        defects: state
            .defects
            .iter()
            .filter(|defect| quirks.iter().all(|quirk| quirk.defect != *defect))
            .collect(),
        quirks,
    };
    Ok(render(StatusCode::OK, &html))
}
