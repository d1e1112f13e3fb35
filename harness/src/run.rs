//! One run: the plan is made, cucumber drives it on a thread of its own, and the reports are written.

use std::{path::PathBuf, sync::Arc, time::Duration};

use cucumber::{gherkin, parser::Parser, runner::Basic};
use futures::{FutureExt as _, stream};
use jiff::Timestamp;

use crate::{
    client::{Client, Wire},
    error::HarnessError,
    features,
    plan::{self, Plan},
    progress::Progress,
    record::{self, Ledger, Recorder},
    redact::Secrets,
    report, steps,
    summary::Summary,
    target::Target,
    world::{self, World},
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

/// What all scenarios of a run share.
pub(crate) struct Run {
    pub target: Target,
    pub client: Arc<Client>,
    pub secrets: Arc<Secrets>,
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
    let run = Arc::new(Run {
        target: options.target.clone(),
        client,
        secrets,
    });
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
