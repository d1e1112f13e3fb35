//! One authorization flow from the app's request to its redirect URI.

use std::{sync::Arc, time::Duration};

use http::Method;
use secrecy::ExposeSecret as _;

use super::{
    browser::{Browser, Stand},
    form::{Decision, Pages},
    person,
};
use crate::{
    client::Wire,
    context::{MemberAtHand, Run},
    exchange::Request,
    oauth::{AppAtHand, Asked, Documents, Manner, Overrides, Tokens, token_request},
    outcome::{Stop, Verdict},
    target::{LoginStrategy, MemberRole},
};

/// A flow, and where it stands.
#[derive(Clone)]
pub(crate) struct Flow {
    pub app: AppAtHand,
    pub asked: Asked,
    pub browser: Browser,
    pub stand: Stand,
    url: String,
}

impl Flow {
    /// The app asks; redirects are followed until a page or the app's redirect URI.
    pub async fn start(
        run: &Run,
        wire: &Wire,
        documents: &Documents,
        app: &AppAtHand,
        mut asked: Asked,
        overrides: &Overrides,
        post: bool,
    ) -> Verdict<Self> {
        asked.change(overrides);
        run.secrets.learn(&asked.verifier, "$CODE_VERIFIER");
        let endpoint = documents.endpoint("authorization_endpoint")?;
        let url = format!(
            "{endpoint}{}{}",
            if endpoint.contains('?') { "&" } else { "?" },
            asked.query()
        );
        let request = if post {
            Request::form(&endpoint, &asked.parameters)
        } else {
            Request::get(url.clone())
        };
        let mut browser = Browser::default();
        browser.waiting.push(app.redirect_uri.clone());
        browser.waiting.push(asked.redirect_uri.clone());
        let stand = browser.go(wire, request).await?;
        Ok(Self {
            app: app.clone(),
            asked,
            browser,
            stand,
            url,
        })
    }

    /// The code, if the app was sent back with one.
    pub fn code(&self) -> Option<&str> {
        self.stand.parameter("code").filter(|code| !code.is_empty())
    }

    /// The member signs in, if the page asks for it. Afterwards the flow stands at consent, back at the app, or elsewhere.
    pub async fn sign_in(&mut self, run: &Run, wire: &Wire, role: MemberRole) -> Verdict {
        let Some(LoginStrategy::Form(login)) = &run.target.login else {
            return run.needs_form();
        };
        let pages = Pages {
            login,
            secrets: &run.secrets,
        };
        let Stand::Page(page) = &self.stand else {
            return Ok(());
        };
        if !pages.asks_to_sign_in(page)? {
            return Ok(());
        }
        let member = run.member(role)?;
        let request = pages.sign_in(page, &member.username, member.password()?.expose_secret())?;
        self.stand = self.browser.go(wire, request).await?;
        if let Stand::Page(page) = &self.stand
            && pages.asks_to_sign_in(page)?
        {
            return Err(Stop::broke(format!(
                "the payer asks the {role} member to sign in again: check user name, password and selectors in the target file"
            )));
        }
        Ok(())
    }

    /// The member decides on the consent page, if the flow stands at one.
    async fn consent(
        &mut self,
        run: &Run,
        wire: &Wire,
        member: &MemberAtHand,
        decision: &Decision,
    ) -> Verdict {
        let Some(LoginStrategy::Form(login)) = &run.target.login else {
            return run.needs_form();
        };
        let pages = Pages {
            login,
            secrets: &run.secrets,
        };
        // A payer may first ask a proxy for the member, and then for the scopes: at most two pages.
        for _ in 0..2 {
            let Stand::Page(page) = &self.stand else {
                return Ok(());
            };
            if !pages.asks_for_consent(page)? {
                return Ok(());
            }
            let request = pages.decide(page, decision, member.patient.as_deref())?;
            self.stand = self.browser.go(wire, request).await?;
        }
        Ok(())
    }

    /// The member signs in and decides, by the target's strategy. Where no page asks, nothing happens.
    pub async fn decide(
        &mut self,
        run: &Run,
        wire: &Wire,
        role: MemberRole,
        decision: &Decision,
    ) -> Verdict {
        match &run.target.login {
            Some(LoginStrategy::Form(_)) => {
                self.sign_in(run, wire, role).await?;
                let member = run.member(role)?.clone();
                self.consent(run, wire, &member, decision).await
            }
            Some(LoginStrategy::Browser { wait_seconds }) => {
                let Stand::Page(page) = &self.stand else {
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
                    return Err(Stop::NotApplicable(
                        "a person's browser cannot begin with a POST from here".into(),
                    ));
                }
                let member = run.member(role)?;
                let what = match decision {
                    Decision::Everything => "allow everything".to_owned(),
                    Decision::Only(scopes) => format!("allow only: {scopes}"),
                    Decision::EverythingBut(scopes) => format!("allow everything but: {scopes}"),
                    Decision::Deny => "deny".to_owned(),
                };
                let what = format!("sign in as {} and {what}", member.username);
                let _one_at_a_time = run.person.lock().await;
                let patience = Duration::from_secs(*wait_seconds);
                let back =
                    person::wait_for_answer(&self.url, &self.asked.redirect_uri, &what, patience)
                        .await?;
                let query = back.split(['?', '#']).skip(1).collect::<Vec<_>>().join("&");
                let parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
                    .map(|(name, value)| (name.into_owned(), value.into_owned()))
                    .collect();
                if let Some((_, code)) = parameters.iter().find(|(name, _)| name == "code") {
                    run.secrets.learn(code, "$CODE");
                }
                self.stand = Stand::Back {
                    parameters,
                    exchange: page.clone(),
                };
                Ok(())
            }
            _ => run.needs_form(),
        }
    }

    /// Exchanges the code for tokens, rightly.
    pub async fn tokens(&self, run: &Run, wire: &Wire, documents: &Documents) -> Verdict<Tokens> {
        let failed = |got: String| {
            Stop::Unproven(format!(
                "the sign-in that this scenario needs did not work: expected a code and a token, got {got}"
            ))
        };
        let code = self.code().ok_or_else(|| failed(describe(&self.stand)))?;
        let endpoint = documents.endpoint("token_endpoint")?;
        let pairs = code_pairs(code, &self.asked);
        let exchange = token_request(
            wire,
            &run.secrets,
            &self.app,
            Manner::Registered,
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
                    .map_or_else(Clone::clone, |answer| answer.brief()),
            )
        })
    }
}

/// The pairs of a right exchange (RFC 6749 4.1.3, RFC 7636 4.5).
pub(crate) fn code_pairs(code: &str, asked: &Asked) -> Vec<(String, String)> {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &asked.redirect_uri),
        ("code_verifier", &asked.verifier),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

/// Where a flow stands, in words.
pub(crate) fn describe(stand: &Stand) -> String {
    match stand {
        Stand::Page(page) => {
            let got = page
                .answer
                .as_ref()
                .map_or_else(Clone::clone, |answer| answer.brief());
            format!(
                "a page of the payer, {got}, at {}",
                page.request.url.split('?').next().unwrap_or_default()
            )
        }
        Stand::Back { parameters, .. } => {
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
    run: &Arc<Run>,
    wire: &Wire,
    documents: &Documents,
    app: &AppAtHand,
    member: MemberRole,
    scopes: &str,
    audience: &str,
) -> Verdict<(Flow, Tokens)> {
    let asked = Asked::new(app, scopes, audience);
    let mut flow = Flow::start(run, wire, documents, app, asked, &Vec::new(), false).await?;
    flow.decide(run, wire, member, &Decision::Everything)
        .await?;
    let tokens = flow.tokens(run, wire, documents).await?;
    Ok((flow, tokens))
}
