//! From a member's yes to a code (RFC 6749 4.1.2), and back: taking a grant away with all that came of it.

use jiff::{SignedDuration, Timestamp};

use super::authorization_request::AuthorizationRequest;
use super::redirect;
use crate::fault::{self, Defect};
use crate::rng::{SecretHash, secret};
use crate::state::AppState;
use crate::store::{Code, Grant, Member, RegisteredApp, StoreError};

/// `seconds` after `time`.
pub(super) fn after(time: Timestamp, seconds: u32) -> Timestamp {
    time.saturating_add(SignedDuration::from_secs(i64::from(seconds)))
        .unwrap_or(Timestamp::MAX)
}

/// How long an app keeps what a member grants it, in seconds: as long as it can go on refreshing.
pub(crate) fn lasts(state: &AppState, app: &RegisteredApp, scope: &str) -> u32 {
    let has = |name: &str| scope.split(' ').any(|scope| scope == name);
    let lifetimes = &state.dialect.lifetimes;
    let refreshes = app
        .grant_types
        .iter()
        .any(|grant_type| grant_type == "refresh_token");
    if refreshes && has("offline_access") {
        lifetimes.offline_refresh_token
    } else if refreshes && has("online_access") {
        lifetimes.online_refresh_token
    } else {
        app.access_token_seconds.unwrap_or(lifetimes.access_token)
    }
}

/// What a member allows an app.
pub(crate) struct Approval<'a> {
    pub(crate) member: &'a Member,
    pub(crate) signed_in_at: Timestamp,
    /// The id of the Patient whose data it is about.
    pub(crate) patient: &'a str,
    pub(crate) scopes: &'a [String],
}

/// All that a member allows one app, of however many grants.
pub(crate) struct ConnectedApp {
    pub(crate) client_id: String,
    pub(crate) name: String,
    /// The ids of the Patients whose data the app may see.
    pub(crate) patients: Vec<String>,
    pub(crate) scopes: Vec<String>,
    /// When the first grant was given.
    pub(crate) since: Timestamp,
    /// When the newest grant ends.
    pub(crate) until: Timestamp,
}

/// Keeps what a member allowed and gives the redirect that takes a code to the app.
///
/// # Errors
/// When the store fails.
pub(crate) async fn issue_code(
    state: &AppState,
    authorization: &AuthorizationRequest,
    approval: Approval<'_>,
) -> Result<String, StoreError> {
    let now = state.clock.now();
    let everything = authorization.scopes.join(" ");
    let granted = if state.defects.has(Defect::WithheldGranted) {
        everything.clone()
    } else {
        approval.scopes.join(" ")
    };
    let grant = Grant {
        id: secret(&*state.rng),
        client_id: authorization.app.client_id.clone(),
        username: approval.member.username.clone(),
        patient: approval.patient.to_owned(),
        scope: granted.clone(),
        created_at: now,
        expires_at: after(now, lasts(state, &authorization.app, &granted)),
        revoked: false,
    };
    let text = if state.defects.has(Defect::CodeUnchecked) {
        fault::authorization::guessable_code(&grant)
    } else {
        secret(&*state.rng)
    };
    let lifetime = authorization
        .app
        .code_seconds
        .unwrap_or(state.dialect.lifetimes.code);
    let (challenge, challenge_method) = authorization.challenge.clone().unzip();
    let code = Code {
        hash: SecretHash::of(&text),
        grant_id: grant.id.clone(),
        client_id: grant.client_id.clone(),
        redirect_uri: authorization.redirect_uri.clone(),
        challenge,
        challenge_method,
        nonce: authorization.nonce.clone(),
        auth_time: approval.signed_in_at,
        scope: if state.defects.has(Defect::PartialListsAll) {
            everything
        } else {
            granted
        },
        expires_at: after(now, lifetime),
        used: false,
    };
    state.store.put_grant(grant, code).await?;
    Ok(redirect::location(
        state,
        &authorization.redirect_uri,
        authorization.state.as_deref(),
        vec![("code", text)],
    ))
}

/// The Patient for whom a member granted the app all of this before, and the grant has not ended.
///
/// # Errors
/// When the store fails.
pub(crate) async fn patient_of_earlier_grant(
    state: &AppState,
    request: &AuthorizationRequest,
    username: &str,
) -> Result<Option<String>, StoreError> {
    let now = state.clock.now();
    let grants = state.store.grants_of(username).await?;
    let grant = grants.into_iter().find(|grant| {
        let has = |scope: &String| grant.scope.split(' ').any(|own| own == scope);
        grant.client_id == request.app.client_id
            && grant.expires_at > now
            && request.scopes.iter().all(has)
    });
    Ok(grant.map(|grant| grant.patient))
}

/// The apps that can read a member's data, those with the newest grant first.
///
/// # Errors
/// When the store fails.
pub(crate) async fn connected_apps(
    state: &AppState,
    username: &str,
) -> Result<Vec<ConnectedApp>, StoreError> {
    let now = state.clock.now();
    let mut apps: Vec<ConnectedApp> = Vec::new();
    for grant in state.store.grants_of(username).await? {
        if grant.expires_at <= now {
            continue;
        }
        let index = match apps.iter().position(|app| app.client_id == grant.client_id) {
            Some(index) => index,
            None => {
                let app = state.store.app(&grant.client_id).await?;
                apps.push(ConnectedApp {
                    name: app.map_or_else(|| grant.client_id.clone(), |app| app.name.clone()),
                    client_id: grant.client_id.clone(),
                    patients: Vec::new(),
                    scopes: Vec::new(),
                    since: grant.created_at,
                    until: grant.expires_at,
                });
                apps.len() - 1
            }
        };
        apps[index].add(&grant);
    }
    Ok(apps)
}

impl ConnectedApp {
    fn add(&mut self, grant: &Grant) {
        self.since = self.since.min(grant.created_at);
        if !self.patients.contains(&grant.patient) {
            self.patients.push(grant.patient.clone());
        }
        for scope in grant.scope.split(' ') {
            if !self.scopes.iter().any(|known| known == scope) {
                self.scopes.push(scope.to_owned());
            }
        }
    }
}

/// Takes away all that a member granted an app.
///
/// # Errors
/// When the store fails.
pub(crate) async fn withdraw(
    state: &AppState,
    username: &str,
    client_id: &str,
) -> Result<(), StoreError> {
    for grant in state.store.grants_of(username).await? {
        if grant.client_id == client_id {
            state.store.revoke_grant(&grant.id).await?;
        }
    }
    Ok(())
}
