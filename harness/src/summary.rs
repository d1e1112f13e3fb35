//! The result of a run in numbers, by feature file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::outcome::Outcome;

/// The numbers of one feature file.
#[derive(Clone, Debug)]
pub struct FeatureSummary {
    /// The API: the first folder of the feature's path.
    pub api: String,
    /// The name of the feature.
    pub name: String,
    /// Scenarios by outcome; an outcome that none had is left out.
    pub counts: BTreeMap<Outcome, usize>,
    /// Passed scenarios with at least one warning.
    pub warned: usize,
}

/// The numbers of a run.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The feature files in order.
    pub features: Vec<FeatureSummary>,
    /// The scenarios that failed: where they stand, and their name.
    pub failed: Vec<(String, String)>,
    /// How long the run took.
    pub duration: Duration,
    /// How many requests it made.
    pub requests: usize,
    /// Whether an error was that the target could not be reached.
    pub out_of_reach: bool,
    /// The folder of the reports.
    pub report_dir: PathBuf,
}

impl Summary {
    /// Scenarios of that outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.features
            .iter()
            .filter_map(|feature| feature.counts.get(&outcome))
            .sum()
    }

    /// The number of scenarios, whatever their outcome.
    pub fn total(&self) -> usize {
        self.features
            .iter()
            .flat_map(|feature| feature.counts.values())
            .sum()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .features
            .iter()
            .map(|feature| feature.api.len() + feature.name.len() + 2)
            .max()
            .unwrap_or(0);
        for feature in &self.features {
            let title = format!("{}: {}", feature.api, feature.name);
            let counts: Vec<String> = [
                Outcome::Passed,
                Outcome::Failed,
                Outcome::Error,
                Outcome::Unproven,
                Outcome::Waived,
                Outcome::NotApplicable,
            ]
            .into_iter()
            .filter_map(|outcome| {
                feature
                    .counts
                    .get(&outcome)
                    .map(|count| format!("{count} {outcome}"))
            })
            .collect();
            let warned = if feature.warned > 0 {
                format!(" ({} with warnings)", feature.warned)
            } else {
                String::new()
            };
            writeln!(f, "  {title:<width$}  {}{warned}", counts.join(", "))?;
        }
        if !self.failed.is_empty() {
            writeln!(f, "\nFailed:")?;
            for (place, name) in &self.failed {
                writeln!(f, "  {place}  {name}")?;
            }
        }
        let counts: Vec<String> = [
            Outcome::Passed,
            Outcome::Failed,
            Outcome::Error,
            Outcome::Unproven,
            Outcome::Waived,
            Outcome::NotApplicable,
        ]
        .into_iter()
        .map(|outcome| format!("{} {outcome}", self.count(outcome)))
        .collect();
        write!(
            f,
            "\n{} scenarios: {}\n{} requests in {:.1} s; report: {}",
            self.total(),
            counts.join(", "),
            self.requests,
            self.duration.as_secs_f64(),
            self.report_dir.join("index.html").display()
        )
    }
}
