//! What a scenario does as an app: asking, exchanging, refreshing, and the tokens that scenarios share.

use std::sync::Arc;

use super::World;
use crate::clock;
use crate::exchange::{Exchange, Request};
use crate::fhir::Api;
use crate::login::{self, ConsentDecision, Flow, LoginPages, code_pairs};
use crate::oauth::{self, AuthorizationRequest, Overrides, Tokens, token_request};
use crate::outcome::{StepEnd, StepResult};
use crate::target::{AppRole, LoginStrategy, MemberRole};

/// The least life that a shared token must have left when a scenario takes it.
const LEAST_LIFE: i64 = 20;

impl World {
    /// The scopes that a scenario means: `everything` is what the target file says.
    fn scopes(&self, text: &str) -> StepResult<String> {
        Ok(if text.is_empty() || text == "everything" {
            self.app()?.scopes
        } else {
            text.to_owned()
        })
    }

    /// The FHIR base that sign-ins are for.
    fn audience(&self) -> StepResult<String> {
        Ok(self
            .base_of(Api::PatientAccess)
            .or_else(|_| self.base())?
            .as_str()
            .to_owned())
    }

    /// The app asks for authorization.
    pub(crate) async fn ask(
        &mut self,
        scopes: &str,
        overrides: &Overrides,
        post: bool,
    ) -> StepResult {
        let app = self.app()?;
        if app.redirect_uri.is_empty() {
            return Err(StepEnd::Unproven(format!(
                "the target file gives the {} app no redirect_uri",
                app.role
            )));
        }
        let documents = self.documents().await?;
        let authorization =
            AuthorizationRequest::new(&app, &self.scopes(scopes)?, &self.audience()?);
        let flow = Flow::start(
            &self.run,
            &self.client,
            &documents,
            &app,
            authorization,
            overrides,
            post,
        )
        .await?;
        self.adopt(flow);
        Ok(())
    }

    /// The member signs in and decides.
    pub(crate) async fn decide(&mut self, decision: &ConsentDecision) -> StepResult {
        let mut flow = self.take_flow()?;
        let run = self.run.clone();
        flow.decide(&run, &self.client, self.member, decision)
            .await?;
        self.adopt(flow);
        Ok(())
    }

    /// The member signs in; the flow then stands at consent.
    pub(crate) async fn sign_in(&mut self) -> StepResult {
        let mut flow = self.take_flow()?;
        let run = self.run.clone();
        flow.sign_in(&run, &self.client, self.member).await?;
        self.adopt(flow);
        Ok(())
    }

    pub(crate) fn flow(&self) -> StepResult<&Flow> {
        self.flow.as_ref().ok_or_else(|| {
            StepEnd::error("the app asked for no authorization in this scenario yet")
        })
    }

    fn take_flow(&self) -> StepResult<Flow> {
        self.flow().cloned()
    }

    fn adopt(&mut self, flow: Flow) {
        let same = self.code.current.as_deref() == flow.code();
        if let Some(code) = flow.code()
            && !same
        {
            self.code.remember(Some(code.to_owned()));
        }
        self.answered(flow.landing.exchange().clone());
        self.flow = Some(flow);
    }

    /// One form to the token, revocation or introspection endpoint, as the current app.
    pub(crate) async fn post_form(
        &mut self,
        endpoint: &str,
        pairs: Vec<(String, String)>,
        overrides: &Overrides,
    ) -> StepResult<Arc<Exchange>> {
        let app = self.app()?;
        let documents = self.documents().await?;
        let (token_endpoint, url) = (
            documents.endpoint("token_endpoint")?,
            documents.endpoint(endpoint)?,
        );
        let exchange = token_request(
            &self.client,
            &self.run.secrets,
            &app,
            self.client_authentication,
            &token_endpoint,
            &url,
            pairs,
            overrides,
            &mut self.used_assertion,
        )
        .await?;
        self.answered(exchange.clone());
        Ok(exchange)
    }

    /// One token request; its tokens are taken in hand where it succeeds.
    pub(crate) async fn ask_token(
        &mut self,
        pairs: Vec<(String, String)>,
        overrides: &Overrides,
    ) -> StepResult {
        let exchange = self.post_form("token_endpoint", pairs, overrides).await?;
        self.token_given = Some(false);
        if let Some(tokens) = Tokens::of(&exchange) {
            self.take_tokens(tokens);
        }
        Ok(())
    }

    /// The app exchanges the code that it holds, or that the table gives it.
    pub(crate) async fn exchange_code(&mut self, overrides: &Overrides) -> StepResult {
        let app = self.app()?;
        let brings_own = overrides.iter().any(|(name, _)| name == "code");
        let code = match (&self.code.current, brings_own) {
            (Some(code), _) => code.clone(),
            (None, true) => String::new(),
            (None, false) => {
                let got = self
                    .flow
                    .as_ref()
                    .map_or("no authorization".to_owned(), |flow| {
                        login::describe(&flow.landing)
                    });
                return Err(StepEnd::failed("a code to exchange", got));
            }
        };
        let authorization = match &self.flow {
            Some(flow) => flow.authorization.clone(),
            None => AuthorizationRequest::new(&app, &app.scopes, &self.audience()?),
        };
        self.ask_token(code_pairs(&code, &authorization), overrides)
            .await
    }

    /// A sign-in that scenarios share.
    pub(crate) async fn share_grant(&mut self, role: MemberRole, scopes: &str) -> StepResult {
        let tokens = self.granted(role, scopes).await?;
        self.member = role;
        self.take_tokens(tokens);
        Ok(())
    }

    /// The tokens of a shared sign-in of that member, without taking them in hand.
    pub(crate) async fn granted(&self, role: MemberRole, scopes: &str) -> StepResult<Tokens> {
        if let Some(LoginStrategy::Token { access_token_env }) = &self.run.target.login {
            return self.token_of_environment(role, access_token_env);
        }
        let (app, scopes) = (self.app()?, self.scopes(scopes)?);
        let (documents, audience) = (self.documents().await?, self.audience()?);
        let key = (app.role, role, scopes.clone());
        for attempt in 0..2 {
            let tokens = self
                .run
                .grants
                .get(&key, &self.client, async |client| {
                    let grant = login::grant(
                        &self.run, &client, &documents, &app, role, &scopes, &audience,
                    )
                    .await?;
                    Ok(grant.1)
                })
                .await?;
            if attempt == 1 || tokens.lives_for(LEAST_LIFE) || app.role == AppRole::ShortLived {
                return Ok(tokens);
            }
            self.run.grants.forget(&key).await;
        }
        Err(StepEnd::error("a shared sign-in did not last"))
    }

    fn token_of_environment(&self, role: MemberRole, variable: &str) -> StepResult<Tokens> {
        if role != MemberRole::Main {
            return Err(StepEnd::NotApplicable(
                "with the login strategy `token` only the main member has a token".into(),
            ));
        }
        let access = std::env::var(variable)
            .map_err(|_| StepEnd::error(format!("${variable} is not set")))?;
        self.run.secrets.learn(&access, "$ACCESS_TOKEN");
        Ok(Tokens {
            access,
            refresh: None,
            id: None,
            scope: None,
            patient: self
                .run
                .member(role)
                .ok()
                .and_then(|member| member.patient.clone()),
            expires_in: None,
            received: clock::now(),
        })
    }

    /// A sign-in of the scenario's own.
    pub(crate) async fn own_grant(&mut self, role: MemberRole, scopes: &str) -> StepResult {
        let (app, scopes) = (self.app()?, self.scopes(scopes)?);
        let (documents, audience) = (self.documents().await?, self.audience()?);
        let run = self.run.clone();
        let (flow, tokens) = login::grant(
            &run,
            &self.client,
            &documents,
            &app,
            role,
            &scopes,
            &audience,
        )
        .await?;
        self.member = role;
        self.code.remember(flow.code().map(str::to_owned));
        self.flow = Some(flow);
        self.take_tokens(tokens);
        Ok(())
    }

    /// A code of the scenario's own, not exchanged.
    pub(crate) async fn own_code(&mut self, scopes: &str) -> StepResult {
        self.ask(scopes, &Vec::new(), false).await?;
        self.decide(&ConsentDecision::Everything).await?;
        let flow = self.flow()?;
        if flow.code().is_none() {
            return Err(StepEnd::Unproven(format!(
                "the sign-in that this scenario needs did not work: expected a code, got {}",
                login::describe(&flow.landing)
            )));
        }
        Ok(())
    }

    /// A system token that scenarios share.
    pub(crate) async fn system_tokens(&self, role: AppRole, scopes: &str) -> StepResult<Tokens> {
        let app = self.run.app(role)?.clone();
        let scopes = if scopes.is_empty() {
            app.scopes.clone()
        } else {
            scopes.to_owned()
        };
        let endpoint = self.documents().await?.endpoint("token_endpoint")?;
        let key = (role, scopes.clone());
        for _ in 0..2 {
            let tokens = self
                .run
                .systems
                .get(&key, &self.client, async |client| {
                    oauth::system(&client, &self.run.secrets, &app, &endpoint, &scopes).await
                })
                .await?;
            if tokens.lives_for(LEAST_LIFE) {
                return Ok(tokens);
            }
            self.run.systems.forget(&key).await;
        }
        Err(StepEnd::error("a shared system token did not last"))
    }

    /// The id of a member's Patient resource: of the token, of the target file, or of a search with the member's token.
    pub(crate) async fn patient(&self, role: MemberRole) -> StepResult<String> {
        if role == self.member
            && let Some(patient) = self
                .tokens
                .as_ref()
                .and_then(|tokens| tokens.patient.clone())
        {
            return Ok(patient);
        }
        if let Some(patient) = self.run.member(role)?.patient.clone() {
            return Ok(patient);
        }
        let tokens = self.granted(role, "").await?;
        tokens.patient.ok_or_else(|| {
            StepEnd::Unproven(format!("the {role} member's Patient id is unknown: give it in the target file ([members.{role}] patient)"))
        })
    }

    /// The member takes the current app's access back on the payer's page.
    pub(crate) async fn withdraw(&mut self) -> StepResult {
        let run = self.run.clone();
        let Some(LoginStrategy::Form(login)) = &run.target.login else {
            return run.needs_form();
        };
        let Some(apps) = &login.apps else {
            return Err(StepEnd::NotApplicable(
                "the target file names no page of connected apps ([login.apps])".into(),
            ));
        };
        let pages = LoginPages {
            login,
            secrets: &run.secrets,
        };
        let app = self.app()?;
        let (client_id, member) = (app.client_id, self.member);
        // A withdrawal ends every earlier grant, those of other scenarios too.
        run.grants
            .forget_all(|(role, of, _)| *role == app.role && *of == member)
            .await;
        let mut browser = login::Browser::default();
        let mut landing = browser
            .go(&self.client, Request::get(apps.page.clone()))
            .await?;
        if pages.asks_to_sign_in(landing.exchange())? {
            let member = self.run.member(self.member)?;
            let password = secrecy::ExposeSecret::expose_secret(member.password()?);
            let request = pages.sign_in(landing.exchange(), &member.username, password)?;
            landing = browser.go(&self.client, request).await?;
            if pages.asks_to_sign_in(landing.exchange())? {
                return Err(StepEnd::error(
                    "the payer's page of connected apps asks to sign in again",
                ));
            }
            if landing.exchange().request.url != apps.page {
                landing = browser
                    .go(&self.client, Request::get(apps.page.clone()))
                    .await?;
            }
        }
        // The same app may be listed once a grant.
        for _ in 0..50 {
            let request = match pages.withdraw(landing.exchange(), &client_id) {
                Ok(request) => request,
                Err(stop @ StepEnd::Failed { .. }) => {
                    return if browser.withdrew { Ok(()) } else { Err(stop) };
                }
                Err(stop) => return Err(stop),
            };
            landing = browser.go(&self.client, request).await?;
            browser.withdrew = true;
            self.answered(landing.exchange().clone());
            if landing.exchange().request.url != apps.page {
                landing = browser
                    .go(&self.client, Request::get(apps.page.clone()))
                    .await?;
            }
        }
        Ok(())
    }
}
