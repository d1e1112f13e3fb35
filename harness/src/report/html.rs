//! `index.html`: one page that opens from disk, needs no script and no network, and escapes everything it shows.

use askama::Template;

use super::model::{ExchangeView, Failure, FeatureView, Results, ScenarioView};
use crate::error::HarnessError;
use crate::outcome::Outcome;

/// The most of a body that the page shows, in characters; `results.json` holds what was kept of it.
const SHOWN: usize = 6_000;

/// Writes the page.
///
/// # Errors
/// When the template cannot be filled in.
pub(crate) fn render(results: &Results) -> Result<String, HarnessError> {
    Page { results }
        .render()
        .map_err(|error| HarnessError::Broken(format!("no index.html: {error}")))
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    results: &'r Results,
}

impl Page<'_> {
    fn outcomes(&self) -> Vec<(&'static str, &'static str, usize)> {
        Outcome::ALL
            .into_iter()
            .map(|outcome| {
                let count = self
                    .results
                    .counts
                    .get(&outcome)
                    .copied()
                    .unwrap_or_default();
                (class(&outcome), outcome.word(), count)
            })
            .collect()
    }

    fn total(&self) -> usize {
        self.results.counts.values().sum()
    }

    fn warned(&self) -> usize {
        self.scenarios()
            .filter(|scenario| !scenario.warnings.is_empty())
            .count()
    }

    /// In one sentence, what the run says of the payer.
    fn verdict(&self) -> String {
        let count = |outcome| {
            self.results
                .counts
                .get(&outcome)
                .copied()
                .unwrap_or_default()
        };
        match (count(Outcome::Failed), count(Outcome::Error)) {
            (0, 0) if self.total() == 0 => "No scenario was run.".to_owned(),
            (0, 0) => "Nothing failed.".to_owned(),
            (0, errors) => format!("Nothing failed, but {errors} could not be carried out."),
            (failed, 0) => format!("{failed} failed."),
            (failed, errors) => format!("{failed} failed, and {errors} could not be carried out."),
        }
    }

    fn scenarios(&self) -> impl Iterator<Item = &ScenarioView> {
        self.results
            .features
            .iter()
            .flat_map(|feature| &feature.scenarios)
    }

    /// What needs somebody's attention, failures first.
    fn failed(&self) -> Vec<&ScenarioView> {
        let of = |outcome| {
            self.scenarios()
                .filter(move |scenario| scenario.outcome == outcome)
        };
        of(Outcome::Failed).chain(of(Outcome::Error)).collect()
    }

    /// The beginning to the second.
    fn started(&self) -> String {
        match self.results.started.split_once('.') {
            Some((second, _)) => format!("{}Z", second.replace('T', " ")),
            None => self.results.started.clone(),
        }
    }

    fn exchange(&self, at: &usize) -> Option<&ExchangeView> {
        self.results.exchanges.get(*at)
    }

    fn seconds(&self) -> String {
        seconds(&self.results.duration_ms)
    }
}

/// A share bar of a feature: class, share of the whole in percent.
fn shares(feature: &FeatureView) -> Vec<(&'static str, usize, String)> {
    let total = feature.scenarios.len().max(1);
    Outcome::ALL
        .into_iter()
        .rev()
        .filter_map(|outcome| {
            let count = feature
                .scenarios
                .iter()
                .filter(|scenario| scenario.outcome == outcome)
                .count();
            #[expect(clippy::cast_precision_loss, reason = "a width of a bar")]
            let percent = count as f64 * 100.0 / total as f64;
            (count > 0).then(|| (class(&outcome), count, format!("{percent:.2}")))
        })
        .collect()
}

fn passed(feature: &FeatureView) -> usize {
    feature
        .scenarios
        .iter()
        .filter(|scenario| scenario.outcome == Outcome::Passed)
        .count()
}

/// The name of an outcome as a CSS class.
fn class(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Unproven => "unproven",
        Outcome::NotApplicable => "not-applicable",
        Outcome::Waived => "waived",
        Outcome::Error => "error",
    }
}

/// What did not hold: the failure first, then the warnings.
fn faults(scenario: &ScenarioView) -> Vec<(&'static str, &Failure)> {
    let failure = scenario
        .failure
        .iter()
        .map(|failure| ("demanded by", failure));
    failure
        .chain(
            scenario
                .warnings
                .iter()
                .map(|warning| ("recommended by", warning)),
        )
        .collect()
}

/// Whether the whole exchanges are shown, and not their first lines alone.
fn in_full(scenario: &ScenarioView) -> bool {
    scenario.outcome != Outcome::Passed || !scenario.warnings.is_empty()
}

/// The status, or why there is none.
fn status(exchange: &ExchangeView) -> String {
    match (exchange.status, &exchange.error) {
        (Some(status), _) => status.to_string(),
        (None, Some(error)) => error.clone(),
        (None, None) => "no answer".to_owned(),
    }
}

/// The first of a long text.
fn brief(text: &str) -> String {
    const LONGEST: usize = 160;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line.to_owned(),
    }
}

/// The message as it stood on the wire, headers and body.
fn message(headers: &[(String, String)], body: Option<&String>) -> String {
    let mut text: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    if let Some(body) = body.filter(|body| !body.is_empty()) {
        text.push('\n');
        let pretty = serde_json::from_str::<serde_json::Value>(body)
            .and_then(|json| serde_json::to_string_pretty(&json))
            .unwrap_or_else(|_| body.clone());
        match pretty.char_indices().nth(SHOWN) {
            Some((cut, _)) => {
                text.push_str(&pretty[..cut]);
                text.push_str("\n… the rest is in results.json");
            }
            None => text.push_str(&pretty),
        }
    }
    text
}

fn seconds(milliseconds: &u64) -> String {
    format!("{}.{:02} s", milliseconds / 1000, milliseconds % 1000 / 10)
}

/// A requirement's id for a link within the page.
fn anchor(id: &str) -> String {
    format!("requirement-{id}")
}
