//! Authorization requests (RFC 6749 4.1.1, OIDC Core 3.1.2, SMART App Launch 2.0): is the request one that a member may be
//! asked about? Nothing is kept: the request travels with the member from page to page and is judged anew each time.

use std::sync::Arc;

use super::redirect::{AuthorizationError, error_redirect, is_registered};
use super::{pkce, scope};
use crate::fault::Defect;
use crate::parameters::Parameters;
use crate::state::AppState;
use crate::store::{ClientAuth, RegisteredApp};

/// The parameters that this endpoint knows: none of them may come twice (RFC 6749 3.1).
const KNOWN: [&str; 14] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "aud",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "prompt",
    "max_age",
    "response_mode",
    "request",
    "request_uri",
];

/// Parameters of OIDC that are allowed and change nothing here.
const HARMLESS: [&str; 6] = [
    "display",
    "ui_locales",
    "login_hint",
    "id_token_hint",
    "acr_values",
    "launch",
];

/// An authorization request that a member may be asked about.
#[derive(Debug, Clone)]
pub(crate) struct AuthorizationRequest {
    /// The app that asks.
    pub app: Arc<RegisteredApp>,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// What the app wants to get back with it.
    pub state: Option<String>,
    /// The scopes that can be granted.
    pub scopes: Vec<String>,
    /// `code_challenge` and its method.
    pub challenge: Option<(String, String)>,
    /// For the ID token.
    pub nonce: Option<String>,
    /// `prompt=none`: the member must not see a page.
    pub silent: bool,
    /// `prompt=login`: the member must sign in again.
    pub sign_in_again: bool,
    /// How long ago the member may have signed in, in seconds.
    pub max_age: Option<i64>,
    /// The request as it came.
    pub parameters: Parameters,
}

/// A request that no member is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The app cannot be told, so the member is, with this text.
    Member(&'static str),
    /// The app is told, by this redirect.
    Redirect(String),
    /// The store failed.
    Unavailable,
}

/// Judges a request.
///
/// # Errors
/// When no member is to be asked.
pub(crate) async fn validate(
    state: &AppState,
    parameters: Parameters,
) -> Result<AuthorizationRequest, Refusal> {
    let defects = state.defects;
    let parameters = if defects.has(Defect::DuplicateParams) {
        parameters.last_wins()
    } else {
        parameters
    };

    let unknown = Refusal::Member("The app that sent you here is not known to this health plan.");
    let client_id = parameters.get("client_id").ok_or(unknown.clone())?;
    if parameters.repeats("client_id") {
        return Err(unknown);
    }
    let app = state
        .store
        .app(client_id)
        .await
        .map_err(|_| Refusal::Unavailable)?;
    let app = app.ok_or(unknown)?;

    let elsewhere =
        Refusal::Member("The app wants you sent to an address that it did not register.");
    let redirect_uri = parameters
        .get("redirect_uri")
        .ok_or(elsewhere.clone())?
        .to_owned();
    if parameters.repeats("redirect_uri") || !is_registered(&app, &redirect_uri, defects) {
        return Err(elsewhere);
    }

    let app_state = parameters.get("state").map(str::to_owned);
    judge(state, app, &redirect_uri, parameters).map_err(|error| {
        if defects.has(Defect::ErrorPageInstead) {
            return Refusal::Member("The app sent a wrong request.");
        }
        Refusal::Redirect(error_redirect(
            state,
            &redirect_uri,
            app_state.as_deref(),
            error,
        ))
    })
}

fn judge(
    state: &AppState,
    app: Arc<RegisteredApp>,
    redirect_uri: &str,
    parameters: Parameters,
) -> Result<AuthorizationRequest, AuthorizationError> {
    use AuthorizationError::InvalidRequest;
    let defects = state.defects;
    if KNOWN.iter().any(|name| parameters.repeats(name)) {
        return Err(InvalidRequest("a parameter came twice"));
    }
    let strange = |name: &str| !KNOWN.contains(&name) && !HARMLESS.contains(&name);
    if defects.has(Defect::UnknownParamRefused) && parameters.names().any(strange) {
        return Err(InvalidRequest("a parameter is not known"));
    }
    if parameters.get("request").is_some() {
        return Err(AuthorizationError::RequestNotSupported);
    }
    if parameters.get("request_uri").is_some() {
        return Err(AuthorizationError::RequestUriNotSupported);
    }
    match parameters.get("response_type") {
        None => return Err(InvalidRequest("response_type is missing")),
        Some("code") => {}
        Some(_) if defects.has(Defect::ResponseTypeIgnored) => {}
        Some(_) => return Err(AuthorizationError::UnsupportedResponseType),
    }
    if parameters
        .get("response_mode")
        .is_some_and(|mode| mode != "query")
    {
        return Err(InvalidRequest("only the response_mode query is supported"));
    }
    if !app
        .grant_types
        .iter()
        .any(|grant| grant == "authorization_code")
    {
        return Err(AuthorizationError::UnauthorizedClient);
    }
    audience(state, parameters.get("aud"))?;
    let challenge = challenge(state, &app, &parameters)?;
    let scopes = scopes(state, &app, parameters.get("scope"))?;
    let prompts: Vec<&str> = parameters
        .get("prompt")
        .unwrap_or_default()
        .split(' ')
        .collect();
    let silent = prompts.contains(&"none");
    if silent && prompts.len() > 1 {
        return Err(InvalidRequest("prompt=none stands alone"));
    }
    let max_age = match parameters.get("max_age").map(str::parse) {
        None => None,
        Some(Ok(seconds)) if seconds >= 0 => Some(seconds),
        Some(_) => return Err(InvalidRequest("max_age is a number of seconds")),
    };
    Ok(AuthorizationRequest {
        redirect_uri: redirect_uri.to_owned(),
        state: parameters.get("state").map(str::to_owned),
        nonce: parameters.get("nonce").map(str::to_owned),
        sign_in_again: prompts.contains(&"login"),
        app,
        scopes,
        challenge,
        silent,
        max_age,
        parameters,
    })
}

/// `aud` names the FHIR server whose data the app wants: SMART App Launch demands it, so that an app cannot be led to hand
/// our token to somebody else's server.
fn audience(state: &AppState, aud: Option<&str>) -> Result<(), AuthorizationError> {
    if state.defects.has(Defect::AudIgnored) {
        return Ok(());
    }
    match aud {
        Some(aud) if aud.strip_suffix('/').unwrap_or(aud) == state.urls.patient_access => Ok(()),
        Some(_) => Err(AuthorizationError::InvalidRequest(
            "aud is not this FHIR server",
        )),
        None if state.defects.has(Defect::AudOptional) => Ok(()),
        None => Err(AuthorizationError::InvalidRequest("aud is missing")),
    }
}

fn challenge(
    state: &AppState,
    app: &RegisteredApp,
    parameters: &Parameters,
) -> Result<Option<(String, String)>, AuthorizationError> {
    use AuthorizationError::InvalidRequest;
    let Some(challenge) = parameters.get("code_challenge") else {
        let confidential = app.auth != ClientAuth::None;
        let let_pass = state.defects.has(Defect::PkceOptional)
            || (state.defects.has(Defect::VerifierDowngrade) && confidential);
        return if let_pass {
            Ok(None)
        } else {
            Err(InvalidRequest("code_challenge is missing"))
        };
    };
    // RFC 7636 4.3: no method means plain.
    let method = parameters.get("code_challenge_method").unwrap_or("plain");
    match method {
        "S256" if pkce::is_challenge(challenge) => {}
        "S256" => {
            return Err(InvalidRequest(
                "code_challenge is not the hash of a code_verifier",
            ));
        }
        "plain" if state.defects.has(Defect::PkcePlain) => {}
        _ => {
            return Err(InvalidRequest(
                "only the code_challenge_method S256 is supported",
            ));
        }
    }
    Ok(Some((challenge.to_owned(), method.to_owned())))
}

fn scopes(
    state: &AppState,
    app: &RegisteredApp,
    asked: Option<&str>,
) -> Result<Vec<String>, AuthorizationError> {
    let asked = asked.unwrap_or_default();
    if !scope::well_formed(asked) {
        return Err(AuthorizationError::InvalidScope);
    }
    let known = scope::recognised(&state.dialect, app, asked);
    if state.defects.has(Defect::UnknownScopesGranted) {
        return Ok(asked
            .split(' ')
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .collect());
    }
    if known.is_empty() && !state.defects.has(Defect::UnknownScopesOnly) {
        return Err(AuthorizationError::InvalidScope);
    }
    Ok(known)
}
