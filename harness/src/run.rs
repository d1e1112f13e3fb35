//! One run: the plan is made, cucumber drives it on a thread of its own, and the reports are written.

use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

use cucumber::{
    gherkin,
    parser::Parser,
    runner::{Basic, basic::ScenarioType},
};
use futures::{FutureExt as _, stream};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    client::{Client, Wire},
    error::HarnessError,
    features,
    fhir::{CapabilityStatement, Found, Listing},
    oauth::{AppAtHand, Documents, Tokens},
    outcome::{Stop, Verdict},
    plan::{self, Plan},
    progress::Progress,
    record::{self, Ledger, Recorder},
    redact::Secrets,
    report,
    shared::Shared,
    steps,
    summary::Summary,
    target::{AppRole, LoginStrategy, MemberRole, Target, TargetError, resolve_secret},
    world::{self, Api, World},
};

/// How progress is shown, on the standard error stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressMode {
    /// A bar that redraws itself; for terminals.
    Bar,
    /// One line a scenario; for logs.
    Lines,
    /// Nothing.
    Silent,
}

/// What to run, against what, and where to report.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The payer under test.
    pub target: Target,
    /// A tag expression that selects scenarios, such as `@authz-aud and not @slow`.
    pub tags: Option<String>,
    /// A folder whose feature files are added to the embedded ones, or replace those of the same relative path.
    pub features_dir: Option<PathBuf>,
    /// The folder for `results.json`, `junit.xml` and `index.html`; made if it is not there.
    pub report_dir: PathBuf,
    /// Scenarios at a time, at least 1.
    pub jobs: usize,
    /// The time that one request may take.
    pub timeout: Duration,
    /// How progress is shown.
    pub progress: ProgressMode,
}

/// A member of the target, with the password in hand.
#[derive(Clone)]
pub(crate) struct MemberAtHand {
    pub username: String,
    password: Option<SecretString>,
    pub patient: Option<String>,
}

impl MemberAtHand {
    pub fn password(&self) -> Verdict<&SecretString> {
        self.password.as_ref().ok_or_else(|| {
            Stop::broke(format!(
                "the target file gives {} no password",
                self.username
            ))
        })
    }
}

/// What all scenarios of a run share.
pub(crate) struct Run {
    pub target: Target,
    pub client: Arc<Client>,
    pub secrets: Arc<Secrets>,
    pub apps: HashMap<AppRole, AppAtHand>,
    members: HashMap<MemberRole, MemberAtHand>,
    /// Held while a person signs in: one window at a time.
    pub person: tokio::sync::Mutex<()>,
    pub documents: Shared<(), Documents>,
    pub grants: Shared<(AppRole, MemberRole, String), Tokens>,
    pub systems: Shared<(AppRole, String), Tokens>,
    pub directory_open: Shared<(), bool>,
    pub capabilities: Shared<Api, CapabilityStatement>,
    pub listings: Shared<(Api, MemberRole, String), Listing>,
    pub reads: Shared<(Api, MemberRole, String), Option<Found>>,
}

impl Run {
    fn new(
        target: &Target,
        client: Arc<Client>,
        secrets: Arc<Secrets>,
    ) -> Result<Self, HarnessError> {
        let wrong = |message: String| {
            HarnessError::Target(TargetError::Meaning {
                file: target.name.clone(),
                key: "target".into(),
                message,
            })
        };
        let apps = AppAtHand::all(target, &secrets).map_err(wrong)?;
        let environment = |name: &str| std::env::var(name).ok();
        let mut members = HashMap::new();
        for (role, member) in target.members.iter() {
            let password = resolve_secret(
                member.password.as_ref(),
                member.password_env.as_deref(),
                &environment,
            )
            .map_err(|message| wrong(format!("[members.{role}] {message}")))?;
            if let Some(password) = &password {
                secrets.learn(password.expose_secret(), "$PASSWORD");
            }
            let (username, patient) = (member.username.clone(), member.patient.clone());
            members.insert(
                role,
                MemberAtHand {
                    username,
                    password,
                    patient,
                },
            );
        }
        Ok(Self {
            target: target.clone(),
            client,
            secrets,
            apps,
            members,
            person: tokio::sync::Mutex::default(),
            documents: Shared::default(),
            grants: Shared::default(),
            systems: Shared::default(),
            directory_open: Shared::default(),
            capabilities: Shared::default(),
            listings: Shared::default(),
            reads: Shared::default(),
        })
    }

    /// The member of that role; unproven where the target file names none.
    pub fn member(&self, role: MemberRole) -> Verdict<&MemberAtHand> {
        self.members.get(&role).ok_or_else(|| {
            Stop::Unproven(format!(
                "the target file names no {role} member ([members.{role}])"
            ))
        })
    }

    /// The app of that role; unproven where the target file names none.
    pub fn app(&self, role: AppRole) -> Verdict<&AppAtHand> {
        let table = role.to_string().replace('-', "_");
        self.apps.get(&role).ok_or_else(|| {
            Stop::Unproven(format!(
                "the target file names no {role} app ([apps.{table}])"
            ))
        })
    }

    /// What is said where a login strategy cannot do what a scenario needs.
    pub fn needs_form<T>(&self) -> Verdict<T> {
        Err(match &self.target.login {
            None => Stop::Unproven(
                "the target file names no way for members to sign in ([login])".into(),
            ),
            Some(LoginStrategy::Token { .. }) => {
                Stop::NotApplicable("with the login strategy `token` nobody signs in".into())
            }
            Some(_) => Stop::NotApplicable(
                "only the login strategy `form` can stop between the payer's pages".into(),
            ),
        })
    }
}

/// Runs the features against the target and writes the reports. Blocks until it is through, on a thread of its own, so
/// it may be called from anywhere; inside an async runtime, call it where blocking is allowed.
pub fn run(options: RunOptions) -> Result<Summary, HarnessError> {
    options
        .target
        .check("the target", &|name| std::env::var(name).ok())?;
    let mut texts = features::embedded();
    if let Some(folder) = &options.features_dir {
        plan::read_folder(folder, &mut texts)?;
    }
    let plan = Plan::new(&texts, options.tags.as_deref())?;
    let thread = std::thread::Builder::new()
        .name("payerlab-check".into())
        .stack_size(16 << 20)
        .spawn(move || drive(&options, plan))
        .map_err(|error| HarnessError::Broken(format!("no thread for the run: {error}")))?;
    thread
        .join()
        .map_err(|_| HarnessError::Broken("the run's thread panicked".into()))?
}

fn drive(options: &RunOptions, plan: Plan) -> Result<Summary, HarnessError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| HarnessError::Broken(format!("no runtime for the run: {error}")))?;
    runtime.block_on(conduct(options, plan))
}

async fn conduct(options: &RunOptions, plan: Plan) -> Result<Summary, HarnessError> {
    let started = Timestamp::now();
    let secrets = Arc::<Secrets>::default();
    let client = Arc::new(Client::new(
        secrets.clone(),
        options.timeout,
        options.target.limits.requests_per_second,
    )?);
    let run = Arc::new(Run::new(&options.target, client, secrets)?);
    reach(&run).await?;
    let ledger = Arc::new(Ledger::default());
    world::enter(run.clone());
    let recorder = Recorder {
        ledger: ledger.clone(),
        progress: Progress::new(options.progress, plan.scenarios()),
    };
    let register = ledger.clone();
    cucumber::Cucumber::<World, Planned, Plan, _, _>::custom(
        Planned,
        Basic::default()
            .steps(steps::collection())
            .which_scenario(alone)
            .max_concurrent_scenarios(options.jobs.max(1)),
        recorder,
    )
    .with_default_cli()
    .before(move |feature, _, scenario, world| {
        let (key, evidence) = (record::key(feature, scenario), world.evidence.clone());
        register.with(&key, |seen| seen.evidence = Some(evidence));
        async {}.boxed_local()
    })
    .run(plan.clone())
    .await;
    report::write(options, &run, &plan, &ledger, started)
}

/// A scenario that takes an app's access back runs alone: it ends what other scenarios were granted.
fn alone(
    _: &gherkin::Feature,
    _: Option<&gherkin::Rule>,
    scenario: &gherkin::Scenario,
) -> ScenarioType {
    if scenario
        .steps
        .iter()
        .any(|step| step.value.contains("withdraws the app's access"))
    {
        ScenarioType::Serial
    } else {
        ScenarioType::Concurrent
    }
}

/// Asks each base URL for its CapabilityStatement once, so that a payer that is down is said to be down, once.
async fn reach(run: &Run) -> Result<(), HarnessError> {
    let wire = Wire {
        client: run.client.clone(),
        trail: Arc::default(),
    };
    for base in [&run.target.patient_access, &run.target.directory]
        .into_iter()
        .flatten()
    {
        let url = base.join("metadata");
        let (_, silence) = wire
            .client
            .send(crate::exchange::Request::get(url.clone()))
            .await;
        if let Some(silence) = silence {
            return Err(HarnessError::OutOfReach {
                url,
                reason: silence.reason,
            });
        }
    }
    Ok(())
}

/// Hands cucumber the features that the plan already parsed.
struct Planned;

impl Parser<Plan> for Planned {
    type Cli = cucumber::cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<cucumber::parser::Result<gherkin::Feature>>>;

    fn parse(self, plan: Plan, _: Self::Cli) -> Self::Output {
        stream::iter(plan.features.into_iter().map(Ok).collect::<Vec<_>>())
    }
}
