//! The recorder: a cucumber writer that turns events into the results of scenarios, and shows progress.

use std::sync::Arc;
use std::time::Instant;

use cucumber::event::{self, Cucumber, Feature, Rule, Scenario, Source, StepError};
use cucumber::writer::{self, Writer};
use cucumber::{Event, cli, gherkin, parser};

use crate::outcome::StepEnd;
use crate::plan::ScenarioKey;
use crate::progress::Progress;
use crate::results::{Records, StepState};
use crate::world::World;

/// Cucumber's writer: it keeps each event of a scenario in the records and shows progress.
pub(crate) struct Recorder {
    pub records: Arc<Records>,
    pub progress: Progress,
}

impl Recorder {
    fn scenario(
        &self,
        feature: &Source<gherkin::Feature>,
        scenario: &Source<gherkin::Scenario>,
        event: Scenario<World>,
    ) {
        let key = ScenarioKey::of(feature, scenario);
        match event {
            Scenario::Started => self
                .records
                .with(&key, |record| record.started = Instant::now()),
            Scenario::Background(step, event) | Scenario::Step(step, event) => {
                self.step(&key, &step, event);
            }
            Scenario::Hook(_, event::Hook::Failed(_, info)) => {
                let stop =
                    StepEnd::error(format!("a hook of the harness failed: {}", words(&info)));
                if let Some(step) = scenario.steps.first() {
                    self.records
                        .with(&key, |record| record.stop = Some((step.clone(), stop)));
                }
            }
            Scenario::Hook(..) | Scenario::Log(_) => {}
            Scenario::Finished => {
                let stop = self.records.with(&key, |record| {
                    record.elapsed = record.started.elapsed();
                    record.stop.clone()
                });
                self.progress
                    .finished(&key, &scenario.name, stop.as_ref().map(|(_, stop)| stop));
            }
        }
    }

    fn step(&self, key: &ScenarioKey, step: &Source<gherkin::Step>, event: event::Step<World>) {
        let line = step.position.line;
        let (state, stop) = match event {
            event::Step::Started => return,
            event::Step::Passed(..) => (StepState::Passed, None),
            event::Step::Skipped => (
                StepState::Stopped,
                Some(StepEnd::error("no definition matches this step")),
            ),
            event::Step::Failed(_, _, _, error) => (StepState::Stopped, Some(stop_of(&error))),
        };
        self.records.with(key, |record| {
            record.steps.push((line, state));
            if let Some(stop) = stop {
                record.stop = Some((gherkin::Step::clone(step), stop));
            }
        });
    }
}

fn stop_of(error: &StepError) -> StepEnd {
    match error {
        StepError::NotFound => StepEnd::error("no definition matches this step"),
        StepError::AmbiguousMatch(error) => StepEnd::error(error.to_string()),
        StepError::Panic(info) => info.downcast_ref::<StepEnd>().cloned().unwrap_or_else(|| {
            StepEnd::error(format!("a step of the harness panicked: {}", words(info)))
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
