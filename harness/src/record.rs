//! The recorder: a cucumber writer that turns events into the results of scenarios, and shows progress.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use cucumber::{
    Event, cli,
    event::{self, Cucumber, Feature, Rule, Scenario, Source, StepError},
    gherkin, parser,
    writer::{self, Writer},
};

use crate::{evidence::Evidence, outcome::Stop, progress::Progress, world::World};

/// Which scenario: the feature's path and the line of the scenario (of the row, in an outline).
pub(crate) type Key = (String, usize);

pub(crate) fn key(feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> Key {
    let path = feature
        .path
        .as_ref()
        .map(|path| path.to_string_lossy().into_owned())
        .unwrap_or_default();
    (path, scenario.position.line)
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepState {
    Passed,
    Stopped,
    NotReached,
}

/// What the recorder saw of one scenario.
#[derive(Clone)]
pub(crate) struct Seen {
    pub steps: Vec<(usize, StepState)>,
    pub stop: Option<(gherkin::Step, Stop)>,
    pub elapsed: Duration,
    pub evidence: Option<Arc<Evidence>>,
    started: Instant,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            stop: None,
            elapsed: Duration::ZERO,
            evidence: None,
            started: Instant::now(),
        }
    }
}

/// What is seen of every scenario; the hook that runs before a scenario registers its evidence here.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<HashMap<Key, Seen>>);

impl Ledger {
    pub fn with<T>(&self, key: &Key, change: impl FnOnce(&mut Seen) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(all.entry(key.clone()).or_default())
    }

    /// Whether any scenario was seen so.
    pub fn any(&self, test: impl Fn(&Seen) -> bool) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .any(test)
    }

    pub fn get(&self, key: &Key) -> Option<Seen> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
            .cloned()
    }
}

/// The writer.
pub(crate) struct Recorder {
    pub ledger: Arc<Ledger>,
    pub progress: Progress,
}

impl Recorder {
    fn scenario(
        &self,
        feature: &Source<gherkin::Feature>,
        scenario: &Source<gherkin::Scenario>,
        event: Scenario<World>,
    ) {
        let key = key(feature, scenario);
        match event {
            Scenario::Started => self.ledger.with(&key, |seen| seen.started = Instant::now()),
            Scenario::Background(step, event) | Scenario::Step(step, event) => {
                self.step(&key, &step, event)
            }
            Scenario::Hook(_, event::Hook::Failed(_, info)) => {
                let stop = Stop::broke(format!("a hook of the harness failed: {}", words(&info)));
                if let Some(step) = scenario.steps.first() {
                    self.ledger
                        .with(&key, |seen| seen.stop = Some((step.clone(), stop)));
                }
            }
            Scenario::Hook(..) | Scenario::Log(_) => {}
            Scenario::Finished => {
                let stop = self.ledger.with(&key, |seen| {
                    seen.elapsed = seen.started.elapsed();
                    seen.stop.clone()
                });
                self.progress
                    .finished(&key, &scenario.name, stop.as_ref().map(|(_, stop)| stop));
            }
        }
    }

    fn step(&self, key: &Key, step: &Source<gherkin::Step>, event: event::Step<World>) {
        let line = step.position.line;
        let (state, stop) = match event {
            event::Step::Started => return,
            event::Step::Passed(..) => (StepState::Passed, None),
            event::Step::Skipped => (
                StepState::Stopped,
                Some(Stop::broke("no definition matches this step")),
            ),
            event::Step::Failed(_, _, _, error) => (StepState::Stopped, Some(stop_of(&error))),
        };
        self.ledger.with(key, |seen| {
            seen.steps.push((line, state));
            if let Some(stop) = stop {
                seen.stop = Some((gherkin::Step::clone(step), stop));
            }
        });
    }
}

fn stop_of(error: &StepError) -> Stop {
    match error {
        StepError::NotFound => Stop::broke("no definition matches this step"),
        StepError::AmbiguousMatch(error) => Stop::broke(error.to_string()),
        StepError::Panic(info) => info.downcast_ref::<Stop>().cloned().unwrap_or_else(|| {
            Stop::broke(format!("a step of the harness panicked: {}", words(info)))
        }),
    }
}

fn words(info: &event::Info) -> String {
    info.downcast_ref::<String>()
        .cloned()
        .or_else(|| info.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "without a word".to_owned())
}

impl Writer<World> for Recorder {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<Cucumber<World>>>, _: &Self::Cli) {
        let Ok(event) = event else { return };
        if let Cucumber::Feature(feature, event) = event.into_inner() {
            match event {
                Feature::Scenario(scenario, event)
                | Feature::Rule(_, Rule::Scenario(scenario, event)) => {
                    self.scenario(&feature, &scenario, event.event);
                }
                Feature::Started | Feature::Finished | Feature::Rule(..) => {}
            }
        }
    }
}

// Events are filed by scenario, so their order across scenarios does not matter.
impl writer::Normalized for Recorder {}
