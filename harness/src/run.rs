//! One run: the plan is made, cucumber drives it on a thread of its own, and the reports are written.

use std::collections::HashSet;
use std::sync::Arc;

use cucumber::gherkin;
use cucumber::parser::Parser;
use cucumber::runner::Basic;
use cucumber::runner::basic::ScenarioType;
use futures::{FutureExt as _, stream};

use crate::client::{HttpClient, RecordingClient};
use crate::context::RunContext;
use crate::error::HarnessError;
use crate::exchange::Request;
use crate::options::RunOptions;
use crate::plan::{self, Plan, ScenarioKey};
use crate::progress::Progress;
use crate::recorder::Recorder;
use crate::redact::Secrets;
use crate::results::Records;
use crate::summary::Summary;
use crate::world::{self, World};
use crate::{clock, features, report, steps};

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
    let started = clock::now();
    let secrets = Arc::<Secrets>::default();
    let client = Arc::new(HttpClient::new(
        secrets.clone(),
        options.timeout,
        options.target.limits.requests_per_second,
    )?);
    let run = Arc::new(RunContext::new(&options.target, client, secrets)?);
    reach(&run).await?;
    let records = Arc::new(Records::default());
    world::enter(run.clone());
    let recorder = Recorder {
        records: records.clone(),
        progress: Progress::new(options.progress, plan.cases().count()),
    };
    let register = records.clone();
    let alone: HashSet<ScenarioKey> = plan
        .cases()
        .filter(|case| case.alone)
        .map(|case| case.key.clone())
        .collect();
    cucumber::Cucumber::<World, Planned, Plan, _, _>::custom(
        Planned,
        Basic::default()
            .steps(steps::collection())
            .which_scenario(
                move |feature: &gherkin::Feature,
                      _: Option<&gherkin::Rule>,
                      scenario: &gherkin::Scenario| {
                    if alone.contains(&ScenarioKey::of(feature, scenario)) {
                        ScenarioType::Serial
                    } else {
                        ScenarioType::Concurrent
                    }
                },
            )
            .max_concurrent_scenarios(options.jobs.max(1)),
        recorder,
    )
    .with_default_cli()
    .before(move |feature, _, scenario, world| {
        let (key, evidence) = (ScenarioKey::of(feature, scenario), world.evidence.clone());
        register.with(&key, |record| record.evidence = Some(evidence));
        async {}.boxed_local()
    })
    .run(plan.clone())
    .await;
    report::write(options, &run, &plan, &records, started)
}

/// Asks each base URL for its CapabilityStatement once, so that a payer that is down is said to be down, once.
async fn reach(run: &RunContext) -> Result<(), HarnessError> {
    let client = RecordingClient {
        http: run.http.clone(),
        log: Arc::default(),
    };
    for base in [&run.target.patient_access, &run.target.directory]
        .into_iter()
        .flatten()
    {
        let url = base.join("metadata");
        let (_, no_answer) = client.http.send(Request::get(url.clone())).await;
        if let Some(no_answer) = no_answer {
            return Err(HarnessError::OutOfReach {
                url,
                reason: no_answer.reason,
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
        stream::iter(
            plan.features
                .into_iter()
                .map(|feature| Ok(feature.gherkin))
                .collect::<Vec<_>>(),
        )
    }
}
