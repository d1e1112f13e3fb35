//! The world of one scenario: what it has so far, and the run that it belongs to.

mod fhir;
mod listing;
mod paging;
mod placeholder;
mod search;
mod session;

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use crate::client::RecordingClient;
use crate::context::RunContext;
use crate::evidence::Evidence;
use crate::exchange::{Answer, Exchange};
use crate::fhir::{Api, FetchedResource, FhirState};
use crate::login::Flow;
use crate::oauth::{ClientAuthentication, MetadataDocuments, ResolvedApp, Tokens, load_documents};
use crate::outcome::{StepEnd, StepResult};
use crate::target::{AppRole, BaseUrl, MemberRole};

thread_local! {
    /// The run of this thread. Cucumber makes worlds without arguments, and a run has a thread of its own.
    static RUN: RefCell<Option<Arc<RunContext>>> = const { RefCell::new(None) };
}

/// Makes `run` the one that this thread's worlds belong to.
pub(crate) fn enter(run: Arc<RunContext>) {
    RUN.with_borrow_mut(|current| *current = Some(run));
}

/// A value that a scenario holds, and the one it held before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remembered {
    pub current: Option<String>,
    pub previous: Option<String>,
}

impl Remembered {
    pub(crate) fn remember(&mut self, value: Option<String>) {
        self.previous = std::mem::replace(&mut self.current, value);
    }
}

/// What goes into the Authorization header of API requests.
#[derive(Clone, Debug, Default)]
pub(crate) enum Bearer {
    /// The current access token, if there is one.
    #[default]
    Current,
    Nothing,
    Text(String),
}

/// The world of one scenario.
pub(crate) struct World {
    pub(crate) run: Arc<RunContext>,
    pub(crate) evidence: Arc<Evidence>,
    pub(crate) client: RecordingClient,
    pub(crate) api: Api,
    app: Option<AppRole>,
    pub(crate) member: MemberRole,
    pub(crate) flow: Option<Flow>,
    pub(crate) code: Remembered,
    pub(crate) access: Remembered,
    pub(crate) refresh: Remembered,
    pub(crate) tokens: Option<Tokens>,
    /// Whether the last token request was answered with a token; none was sent where it is `None`.
    pub(crate) token_given: Option<bool>,
    pub(crate) bearer: Bearer,
    pub(crate) client_authentication: ClientAuthentication,
    pub(crate) used_assertion: Option<String>,
    last: Option<Arc<Exchange>>,
    pub(crate) fhir: FhirState,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

impl cucumber::World for World {
    type Error = Infallible;

    async fn new() -> Result<Self, Infallible> {
        let run = RUN.with_borrow(|current| {
            current
                .clone()
                .expect("a world is made on a run's own thread only")
        });
        let evidence = Arc::new(Evidence::default());
        let client = RecordingClient {
            http: run.http.clone(),
            log: evidence.log.clone(),
        };
        Ok(Self {
            api: if run.target.patient_access.is_some() {
                Api::PatientAccess
            } else {
                Api::Directory
            },
            run,
            evidence,
            client,
            app: None,
            member: MemberRole::Main,
            flow: None,
            code: Remembered::default(),
            access: Remembered::default(),
            refresh: Remembered::default(),
            tokens: None,
            token_given: None,
            bearer: Bearer::Current,
            client_authentication: ClientAuthentication::Registered,
            used_assertion: None,
            last: None,
            fhir: FhirState::default(),
        })
    }
}

impl World {
    /// The current app: the one named, else the confidential one, else the public one.
    pub(crate) fn app(&self) -> StepResult<ResolvedApp> {
        let usual = if self.run.apps.contains_key(&AppRole::Confidential) {
            AppRole::Confidential
        } else {
            AppRole::Public
        };
        self.run.app(self.app.unwrap_or(usual)).cloned()
    }

    /// Makes this app the current one; it authenticates as registered.
    pub(crate) fn use_app(&mut self, role: AppRole) -> StepResult {
        self.run.app(role)?;
        self.app = Some(role);
        self.client_authentication = ClientAuthentication::Registered;
        Ok(())
    }

    pub(crate) fn has_named_app(&self) -> bool {
        self.app.is_some()
    }

    /// The base URL of an API; not applicable where the target has none.
    pub(crate) fn base_of(&self, api: Api) -> StepResult<BaseUrl> {
        let (base, name) = match api {
            Api::PatientAccess => (&self.run.target.patient_access, "patient_access"),
            Api::Directory => (&self.run.target.directory, "directory"),
        };
        base.clone()
            .ok_or_else(|| StepEnd::NotApplicable(format!("the target has no `{name}`")))
    }

    /// The base URL of the API in use.
    pub(crate) fn base(&self) -> StepResult<BaseUrl> {
        self.base_of(self.api)
    }

    /// The metadata documents, fetched once a run.
    pub(crate) async fn documents(&self) -> StepResult<MetadataDocuments> {
        let base = self
            .base_of(Api::PatientAccess)
            .or_else(|_| self.base_of(Api::Directory))?;
        self.run
            .documents
            .get(&(), &self.client, async |client| {
                load_documents(&client, &base).await
            })
            .await
    }

    /// Remembers the answer of a When.
    pub(crate) fn answered(&mut self, exchange: Arc<Exchange>) {
        self.last = Some(exchange);
    }

    pub(crate) fn last_exchange(&self) -> StepResult<Arc<Exchange>> {
        self.last
            .clone()
            .ok_or_else(|| StepEnd::error("no request of this scenario was answered yet"))
    }

    /// The last answer, which Thens judge.
    pub(crate) fn answer(&self) -> StepResult<Answer> {
        self.last_exchange()?.answer.clone().map_err(StepEnd::error)
    }

    /// Makes new tokens the current ones.
    pub(crate) fn take_tokens(&mut self, tokens: Tokens) {
        self.access.remember(Some(tokens.access.clone()));
        // A refresh that gives no new refresh token leaves the old one in use (RFC 6749 section 6).
        if let Some(refresh) = &tokens.refresh {
            self.refresh.remember(Some(refresh.clone()));
        }
        self.bearer = Bearer::Current;
        self.token_given = Some(true);
        self.tokens = Some(tokens);
    }

    /// The value of the Authorization header, if there is to be one.
    pub(crate) fn authorization(&self) -> Option<String> {
        match &self.bearer {
            Bearer::Current => self
                .access
                .current
                .as_ref()
                .map(|token| format!("Bearer {token}")),
            Bearer::Nothing => None,
            Bearer::Text(text) => Some(format!("Bearer {text}")),
        }
    }

    /// The scenario's resource.
    pub(crate) fn resource(&self) -> StepResult<&FetchedResource> {
        self.fhir
            .resource
            .as_ref()
            .ok_or_else(|| StepEnd::error("the scenario has no resource yet; name one in a Given"))
    }
}
