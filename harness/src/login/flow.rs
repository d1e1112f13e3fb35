//! One authorization flow from the app's request to its redirect URI.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use secrecy::ExposeSecret as _;

use super::browser::{Browser, Landing};
use super::form::{ConsentDecision, LoginPages};
use super::person;
use crate::client::RecordingClient;
use crate::context::{ResolvedMember, RunContext};
use crate::exchange::Request;
use crate::oauth::{
    AuthorizationRequest, ClientAuthentication, MetadataDocuments, Overrides, ResolvedApp, Tokens,
    token_request,
};
use crate::outcome::{StepEnd, StepResult};
use crate::target::{LoginStrategy, MemberRole};

/// A flow, and where it stands.
#[derive(Clone)]
pub(crate) struct Flow {
    pub app: ResolvedApp,
    pub authorization: AuthorizationRequest,
    pub browser: Browser,
    pub landing: Landing,
    url: String,
}

impl Flow {
    /// The app asks; redirects are followed until a page or the app's redirect URI.
    pub(crate) async fn start(
        run: &RunContext,
        client: &RecordingClient,
        documents: &MetadataDocuments,
        app: &ResolvedApp,
        mut authorization: AuthorizationRequest,
        overrides: &Overrides,
        post: bool,
    ) -> StepResult<Self> {
        authorization.change(overrides);
        run.secrets.learn(&authorization.verifier, "$CODE_VERIFIER");
        let endpoint = documents.endpoint("authorization_endpoint")?;
        let url = format!(
            "{endpoint}{}{}",
            if endpoint.contains('?') { "&" } else { "?" },
            authorization.query()
        );
        let request = if post {
            Request::form(&endpoint, &authorization.parameters)
        } else {
            Request::get(url.clone())
        };
        let mut browser = Browser::default();
        browser.waiting.push(app.redirect_uri.clone());
        browser.waiting.push(authorization.redirect_uri.clone());
        let landing = browser.go(client, request).await?;
        Ok(Self {
            app: app.clone(),
            authorization,
            browser,
            landing,
            url,
        })
    }

    /// The code, if the app was sent back with one.
    pub(crate) fn code(&self) -> Option<&str> {
        self.landing
            .parameter("code")
            .filter(|code| !code.is_empty())
    }

    /// The member signs in, if the page asks for it. Afterwards the flow stands at consent, back at the app, or elsewhere.
    pub(crate) async fn sign_in(
        &mut self,
        run: &RunContext,
        client: &RecordingClient,
        role: MemberRole,
    ) -> StepResult {
        let Some(LoginStrategy::Form(login)) = &run.target.login else {
            return run.needs_form();
        };
        let pages = LoginPages {
            login,
            secrets: &run.secrets,
        };
        let Landing::Page(page) = &self.landing else {
            return Ok(());
        };
        if !pages.asks_to_sign_in(page)? {
            return Ok(());
        }
        let member = run.member(role)?;
        let request = pages.sign_in(page, &member.username, member.password()?.expose_secret())?;
        self.landing = self.browser.go(client, request).await?;
        if let Landing::Page(page) = &self.landing
            && pages.asks_to_sign_in(page)?
        {
            return Err(StepEnd::error(format!(
                "the payer asks the {role} member to sign in again: check user name, password and selectors in the target file"
            )));
        }
        Ok(())
    }

    /// The member decides on the consent page, if the flow stands at one.
    async fn consent(
        &mut self,
        run: &RunContext,
        client: &RecordingClient,
        member: &ResolvedMember,
        decision: &ConsentDecision,
    ) -> StepResult {
        let Some(LoginStrategy::Form(login)) = &run.target.login else {
            return run.needs_form();
        };
        let pages = LoginPages {
            login,
            secrets: &run.secrets,
        };
        // A payer may first ask a proxy for the member, and then for the scopes: at most two pages.
        for _ in 0..2 {
            let Landing::Page(page) = &self.landing else {
                return Ok(());
            };
            if !pages.asks_for_consent(page)? {
                return Ok(());
            }
            let request = pages.decide(page, decision, member.patient.as_deref())?;
            self.landing = self.browser.go(client, request).await?;
        }
        Ok(())
    }

    /// The member signs in and decides, by the target's strategy. Where no page asks, nothing happens.
    pub(crate) async fn decide(
        &mut self,
        run: &RunContext,
        client: &RecordingClient,
        role: MemberRole,
        decision: &ConsentDecision,
    ) -> StepResult {
        match &run.target.login {
            Some(LoginStrategy::Form(_)) => {
                self.sign_in(run, client, role).await?;
                let member = run.member(role)?.clone();
                self.consent(run, client, &member, decision).await
            }
            Some(LoginStrategy::Browser { wait_seconds }) => {
                let Landing::Page(page) = &self.landing else {
                    return Ok(());
                };
                if page
                    .answer
                    .as_ref()
                    .is_ok_and(|answer| answer.status.is_client_error())
                {
                    return Ok(());
                }
                if page.request.method == Method::POST {
                    return Err(StepEnd::NotApplicable(
                        "a person's browser cannot begin with a POST from here".into(),
                    ));
                }
                let member = run.member(role)?;
                let what = match decision {
                    ConsentDecision::Everything => "allow everything".to_owned(),
                    ConsentDecision::Only(scopes) => format!("allow only: {scopes}"),
                    ConsentDecision::EverythingBut(scopes) => {
                        format!("allow everything but: {scopes}")
                    }
                    ConsentDecision::Deny => "deny".to_owned(),
                };
                let what = format!("sign in as {} and {what}", member.username);
                let _one_at_a_time = run.person.lock().await;
                let patience = Duration::from_secs(*wait_seconds);
                let back = person::wait_for_answer(
                    &self.url,
                    &self.authorization.redirect_uri,
                    &what,
                    patience,
                )
                .await?;
                let query = back.split(['?', '#']).skip(1).collect::<Vec<_>>().join("&");
                let parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
                    .map(|(name, value)| (name.into_owned(), value.into_owned()))
                    .collect();
                if let Some((_, code)) = parameters.iter().find(|(name, _)| name == "code") {
                    run.secrets.learn(code, "$CODE");
                }
                self.landing = Landing::BackAtApp {
                    parameters,
                    exchange: page.clone(),
                };
                Ok(())
            }
            _ => run.needs_form(),
        }
    }

    /// Exchanges the code for tokens, rightly.
    pub(crate) async fn tokens(
        &self,
        run: &RunContext,
        client: &RecordingClient,
        documents: &MetadataDocuments,
    ) -> StepResult<Tokens> {
        let failed = |got: String| {
            StepEnd::Unproven(format!(
                "the sign-in that this scenario needs did not work: expected a code and a token, got {got}"
            ))
        };
        let code = self.code().ok_or_else(|| failed(describe(&self.landing)))?;
        let endpoint = documents.endpoint("token_endpoint")?;
        let pairs = code_pairs(code, &self.authorization);
        let exchange = token_request(
            client,
            &run.secrets,
            &self.app,
            ClientAuthentication::Registered,
            &endpoint,
            &endpoint,
            pairs,
            &Vec::new(),
            &mut None,
        )
        .await?;
        Tokens::of(&exchange).ok_or_else(|| {
            failed(
                exchange
                    .answer
                    .as_ref()
                    .map_or_else(Clone::clone, super::super::exchange::Answer::brief),
            )
        })
    }
}

/// The pairs of a right exchange (RFC 6749 4.1.3, RFC 7636 4.5).
pub(crate) fn code_pairs(
    code: &str,
    authorization: &AuthorizationRequest,
) -> Vec<(String, String)> {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &authorization.redirect_uri),
        ("code_verifier", &authorization.verifier),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

/// Where a flow stands, in words.
pub(crate) fn describe(landing: &Landing) -> String {
    match landing {
        Landing::Page(page) => {
            let got = page
                .answer
                .as_ref()
                .map_or_else(Clone::clone, super::super::exchange::Answer::brief);
            format!(
                "a page of the payer, {got}, at {}",
                page.request.url.split('?').next().unwrap_or_default()
            )
        }
        Landing::BackAtApp { parameters, .. } => {
            let of = |name: &str| {
                parameters
                    .iter()
                    .find(|(have, _)| have == name)
                    .map(|(_, value)| value.as_str())
            };
            match (of("error"), of("code")) {
                (Some(error), _) => {
                    let more = of("error_description")
                        .map(|text| format!(" ({text})"))
                        .unwrap_or_default();
                    format!("a redirect to the app with the error `{error}`{more}")
                }
                (None, Some(_)) => "a redirect to the app with a code".to_owned(),
                (None, None) => "a redirect to the app with neither code nor error".to_owned(),
            }
        }
    }
}

/// A whole sign-in: the member grants the app these scopes.
pub(crate) async fn grant(
    run: &Arc<RunContext>,
    client: &RecordingClient,
    documents: &MetadataDocuments,
    app: &ResolvedApp,
    member: MemberRole,
    scopes: &str,
    audience: &str,
) -> StepResult<(Flow, Tokens)> {
    let authorization = AuthorizationRequest::new(app, scopes, audience);
    let mut flow = Flow::start(
        run,
        client,
        documents,
        app,
        authorization,
        &Vec::new(),
        false,
    )
    .await?;
    flow.decide(run, client, member, &ConsentDecision::Everything)
        .await?;
    let tokens = flow.tokens(run, client, documents).await?;
    Ok((flow, tokens))
}
