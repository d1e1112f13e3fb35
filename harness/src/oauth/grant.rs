//! Token requests and the tokens that come of them (RFC 6749 section 5).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::app::ResolvedApp;
use super::authentication::ClientAuthentication;
use super::authorization::{Overrides, apply};
use crate::client::RecordingClient;
use crate::clock;
use crate::exchange::{Exchange, Request};
use crate::outcome::{StepEnd, StepResult};
use crate::redact::Secrets;

/// A successful token answer.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub access: String,
    pub refresh: Option<String>,
    pub id: Option<String>,
    pub scope: Option<String>,
    pub patient: Option<String>,
    pub expires_in: Option<u64>,
    pub received: Timestamp,
}

impl Tokens {
    /// The tokens of an answer; `None` where it is no success.
    pub(crate) fn of(exchange: &Exchange) -> Option<Self> {
        let answer = exchange
            .answer
            .as_ref()
            .ok()
            .filter(|answer| answer.status.is_success())?;
        let body: Value = serde_json::from_slice(&answer.body).ok()?;
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            access: text("access_token")?,
            refresh: text("refresh_token"),
            id: text("id_token"),
            scope: text("scope"),
            patient: text("patient"),
            expires_in: body.get("expires_in").and_then(Value::as_u64),
            received: clock::now(),
        })
    }

    /// Whether the access token has `seconds` of life left; one that does not say when it ends has.
    pub(crate) fn lives_for(&self, seconds: i64) -> bool {
        self.expires_in.is_none_or(|life| {
            let end = self.received
                + SignedDuration::from_secs(i64::try_from(life).unwrap_or(i64::MAX / 4));
            end > clock::now() + SignedDuration::from_secs(seconds)
        })
    }
}

/// Sends a form to a token, revocation or introspection endpoint. `used` is the assertion that the scenario used last,
/// and is replaced by the one used now.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a different thing that a scenario may change"
)]
pub(crate) async fn token_request(
    client: &RecordingClient,
    secrets: &Secrets,
    app: &ResolvedApp,
    client_authentication: ClientAuthentication,
    token_endpoint: &str,
    url: &str,
    mut pairs: Vec<(String, String)>,
    overrides: &Overrides,
    used: &mut Option<String>,
) -> StepResult<Arc<Exchange>> {
    let mut headers = Vec::new();
    if let Some(assertion) = client_authentication.apply(
        app,
        secrets,
        token_endpoint,
        used.as_deref(),
        &mut headers,
        &mut pairs,
    )? {
        *used = Some(assertion);
    }
    apply(&mut pairs, overrides);
    let mut request = Request::form(url, &pairs).header("Accept", "application/json");
    request.headers.extend(headers);
    client.send(request).await
}

/// A system token by client credentials (RFC 6749 4.4); what kept it from being given is the error.
pub(crate) async fn system(
    client: &RecordingClient,
    secrets: &Secrets,
    app: &ResolvedApp,
    token_endpoint: &str,
    scopes: &str,
) -> StepResult<Tokens> {
    let pairs = vec![
        ("grant_type".to_owned(), "client_credentials".to_owned()),
        ("scope".to_owned(), scopes.to_owned()),
    ];
    let exchange = token_request(
        client,
        secrets,
        app,
        ClientAuthentication::Registered,
        token_endpoint,
        token_endpoint,
        pairs,
        &Vec::new(),
        &mut None,
    )
    .await?;
    Tokens::of(&exchange).ok_or_else(|| {
        let got = exchange
            .answer
            .as_ref()
            .map_or_else(Clone::clone, super::super::exchange::Answer::brief);
        StepEnd::Unproven(format!(
            "the {} app was given no system token for `{scopes}`: {got}",
            app.role
        ))
    })
}
