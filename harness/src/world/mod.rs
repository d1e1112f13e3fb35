//! The world of one scenario: what it has so far, and the run that it belongs to.

mod fhir;
mod listing;
mod paging;
mod placeholder;
mod search;
mod session;

use std::{cell::RefCell, convert::Infallible, fmt, sync::Arc};

use crate::{
    client::Wire,
    context::Run,
    evidence::Evidence,
    exchange::{Answer, Exchange},
    fhir::{Api, Found, State},
    login::Flow,
    oauth::{AppAtHand, Documents, Manner, Tokens, load_documents},
    outcome::{Stop, Verdict},
    target::{AppRole, BaseUrl, MemberRole},
};

thread_local! {
    /// The run of this thread. Cucumber makes worlds without arguments, and a run has a thread of its own.
    static RUN: RefCell<Option<Arc<Run>>> = const { RefCell::new(None) };
}

/// Makes `run` the one that this thread's worlds belong to.
pub(crate) fn enter(run: Arc<Run>) {
    RUN.with_borrow_mut(|current| *current = Some(run));
}

/// A value that a scenario holds, and the one it held before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    pub current: Option<String>,
    pub previous: Option<String>,
}

impl Held {
    pub fn put(&mut self, value: Option<String>) {
        self.previous = std::mem::replace(&mut self.current, value);
    }
}

/// What goes into the Authorization header of API requests.
#[derive(Clone, Debug, Default)]
pub(crate) enum Bearer {
    /// The token in hand, if there is one.
    #[default]
    InHand,
    Nothing,
    Text(String),
}

/// The world of one scenario.
pub struct World {
    pub(crate) run: Arc<Run>,
    pub(crate) evidence: Arc<Evidence>,
    pub(crate) wire: Wire,
    pub(crate) api: Api,
    app: Option<AppRole>,
    pub(crate) member: MemberRole,
    pub(crate) flow: Option<Flow>,
    pub(crate) code: Held,
    pub(crate) access: Held,
    pub(crate) refresh: Held,
    pub(crate) tokens: Option<Tokens>,
    /// Whether the last token request was answered with a token; none was sent where it is `None`.
    pub(crate) given: Option<bool>,
    pub(crate) bearer: Bearer,
    pub(crate) manner: Manner,
    pub(crate) used_assertion: Option<String>,
    last: Option<Arc<Exchange>>,
    pub(crate) before: Option<Arc<Exchange>>,
    pub(crate) fhir: State,
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
        let wire = Wire {
            client: run.client.clone(),
            trail: evidence.trail.clone(),
        };
        Ok(Self {
            api: if run.target.patient_access.is_some() {
                Api::PatientAccess
            } else {
                Api::Directory
            },
            run,
            evidence,
            wire,
            app: None,
            member: MemberRole::Main,
            flow: None,
            code: Held::default(),
            access: Held::default(),
            refresh: Held::default(),
            tokens: None,
            given: None,
            bearer: Bearer::InHand,
            manner: Manner::Registered,
            used_assertion: None,
            last: None,
            before: None,
            fhir: State::default(),
        })
    }
}

impl World {
    /// The current app: the one named, else the confidential one, else the public one.
    pub(crate) fn app(&self) -> Verdict<AppAtHand> {
        let usual = if self.run.apps.contains_key(&AppRole::Confidential) {
            AppRole::Confidential
        } else {
            AppRole::Public
        };
        self.run.app(self.app.unwrap_or(usual)).cloned()
    }

    /// Makes this app the current one; it authenticates as registered.
    pub(crate) fn use_app(&mut self, role: AppRole) -> Verdict {
        self.run.app(role)?;
        self.app = Some(role);
        self.manner = Manner::Registered;
        Ok(())
    }

    pub(crate) fn has_named_app(&self) -> bool {
        self.app.is_some()
    }

    /// The base URL of an API; not applicable where the target has none.
    pub(crate) fn base_of(&self, api: Api) -> Verdict<BaseUrl> {
        let (base, name) = match api {
            Api::PatientAccess => (&self.run.target.patient_access, "patient_access"),
            Api::Directory => (&self.run.target.directory, "directory"),
        };
        base.clone()
            .ok_or_else(|| Stop::NotApplicable(format!("the target has no `{name}`")))
    }

    /// The base URL of the API in use.
    pub(crate) fn base(&self) -> Verdict<BaseUrl> {
        self.base_of(self.api)
    }

    /// The metadata documents, fetched once a run.
    pub(crate) async fn documents(&self) -> Verdict<Documents> {
        let base = self
            .base_of(Api::PatientAccess)
            .or_else(|_| self.base_of(Api::Directory))?;
        self.run
            .documents
            .get(&(), &self.wire, async |wire| {
                load_documents(&wire, &base).await
            })
            .await
    }

    /// Remembers the answer of a When.
    pub(crate) fn answered(&mut self, exchange: Arc<Exchange>) {
        self.before = self.last.replace(exchange);
    }

    pub(crate) fn last_exchange(&self) -> Verdict<Arc<Exchange>> {
        self.last
            .clone()
            .ok_or_else(|| Stop::broke("no request of this scenario was answered yet"))
    }

    /// The last answer, which Thens judge.
    pub(crate) fn answer(&self) -> Verdict<Answer> {
        self.last_exchange()?.answer.clone().map_err(Stop::broke)
    }

    /// Takes new tokens in hand.
    pub(crate) fn hold(&mut self, tokens: Tokens) {
        self.access.put(Some(tokens.access.clone()));
        // A refresh that gives no new refresh token leaves the old one in use (RFC 6749 section 6).
        if let Some(refresh) = &tokens.refresh {
            self.refresh.put(Some(refresh.clone()));
        }
        self.bearer = Bearer::InHand;
        self.given = Some(true);
        self.tokens = Some(tokens);
    }

    /// The value of the Authorization header, if there is to be one.
    pub(crate) fn authorization(&self) -> Option<String> {
        match &self.bearer {
            Bearer::InHand => self
                .access
                .current
                .as_ref()
                .map(|token| format!("Bearer {token}")),
            Bearer::Nothing => None,
            Bearer::Text(text) => Some(format!("Bearer {text}")),
        }
    }

    /// The scenario's resource.
    pub(crate) fn resource(&self) -> Verdict<&Found> {
        self.fhir
            .resource
            .as_ref()
            .ok_or_else(|| Stop::broke("the scenario has no resource yet; name one in a Given"))
    }
}
