//! The run model: what `results.json` holds, and what JUnit and HTML are written from. Nothing in it is secret.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;
use crate::requirements::Requirement;

/// The name and version of the format; a reader refuses another major version.
pub const FORMAT: &str = "payerlab-results/1";

/// A run: everything that `results.json` holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Results {
    /// The name and version of this format: [`FORMAT`].
    pub format: String,
    /// The program and its version.
    pub tool: String,
    /// The payer under test.
    pub target: TargetView,
    /// When the run began, RFC 3339 in UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// The tag expression, where one was given.
    pub tags: Option<String>,
    /// Budgets that bound the run.
    pub budgets: BTreeMap<String, u64>,
    /// Scenarios by outcome.
    pub counts: BTreeMap<Outcome, usize>,
    /// The feature files that ran, in the order of their paths.
    /// Format 1 calls them `chapters`.
    #[serde(rename = "chapters")]
    pub features: Vec<FeatureView>,
    /// The requirements that scenarios of this run are about.
    pub requirements: Vec<RequirementView>,
    /// Every exchange, in order of time; scenarios name them by their place here.
    pub exchanges: Vec<ExchangeView>,
}

/// The payer under test.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TargetView {
    /// Its name in the target file.
    pub name: String,
    /// The Patient Access API.
    pub patient_access: Option<String>,
    /// The Provider Directory API.
    pub directory: Option<String>,
    /// The guides and their versions.
    pub guides: BTreeMap<String, String>,
}

/// One feature file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeatureView {
    /// The first folder of its path.
    pub api: String,
    /// The name of the feature.
    pub name: String,
    /// The path of the file, relative to the features folder.
    pub path: String,
    /// What the file says about itself.
    pub description: Option<String>,
    /// Its selected scenarios, in the order of the file.
    pub scenarios: Vec<ScenarioView>,
}

/// One scenario, or one row of a scenario outline.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScenarioView {
    /// The path of the feature and the line of the scenario.
    pub id: String,
    /// The name after `Scenario:`.
    pub name: String,
    /// The name of the Gherkin `Rule:` around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Its tags, without `@`: those of its feature, its rule and its own.
    pub tags: Vec<String>,
    /// The ids of the requirements it proves.
    pub requirements: Vec<String>,
    /// How the scenario ended.
    pub outcome: Outcome,
    /// Why, for every outcome but passed and failed.
    pub reason: Option<String>,
    /// What was expected and what came, when it failed or was waived.
    pub failure: Option<Failure>,
    /// SHOULDs that did not hold.
    pub warnings: Vec<Failure>,
    /// Remarks, such as budgets that were reached.
    pub notes: Vec<String>,
    /// The steps of the Backgrounds, then its own.
    pub steps: Vec<StepView>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Its evidence: places in [`Results::exchanges`].
    pub exchanges: Vec<usize>,
}

/// One demand that did not hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The step that demanded it.
    pub step: String,
    /// What was expected.
    pub expected: String,
    /// What came instead.
    pub got: String,
}

/// One step of a scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StepView {
    /// Given, When, Then, And or But.
    pub keyword: String,
    /// The step as written, without its keyword.
    pub text: String,
    /// The table under it.
    pub table: Vec<Vec<String>>,
    /// `passed`, `stopped` or `not_reached`.
    pub state: String,
}

/// A requirement and what the run says about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequirementView {
    /// The requirement.
    #[serde(flatten)]
    pub requirement: Requirement,
    /// The worst outcome of its scenarios.
    pub outcome: Outcome,
    /// The ids of its scenarios.
    pub scenarios: Vec<String>,
}

/// One request and response, redacted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExchangeView {
    /// When it was sent, RFC 3339 in UTC.
    pub started: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: f64,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The absolute URL, secrets replaced.
    pub url: String,
    /// The request's headers.
    pub request_headers: Vec<(String, String)>,
    /// The request's body.
    pub request_body: Option<String>,
    /// The status; none where no answer came.
    pub status: Option<u16>,
    /// Why no answer came.
    pub error: Option<String>,
    /// The response's headers.
    pub response_headers: Vec<(String, String)>,
    /// The response's body, cut where it is long.
    pub response_body: Option<String>,
    /// The response's length in bytes, before cutting and redacting.
    pub response_bytes: u64,
    /// A command line that repeats the request; secrets are environment variables.
    pub curl: String,
}
