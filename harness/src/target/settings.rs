//! The target file as a whole.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Apps, BaseUrl, LoginStrategy, Members};

/// One payer under test; `Target::read` and `Target::parse` check it, `Target::to_toml` writes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What reports call the payer.
    pub name: String,
    /// The base URL of the Patient Access API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_access: Option<BaseUrl>,
    /// The base URL of the Provider Directory API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<BaseUrl>,
    /// The versions of the guides that the payer implements.
    #[serde(default)]
    pub guides: Guides,
    /// The pace and patience of the run.
    #[serde(default)]
    pub limits: Limits,
    /// How members sign in; left out, scenarios that need a member are not applicable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<LoginStrategy>,
    /// The apps that the payer registered.
    #[serde(default)]
    pub apps: Apps,
    /// The members whose consent may be used.
    #[serde(default)]
    pub members: Members,
    /// A resource that the payer deleted, as `Type/id`, readable by the main member but for being gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<String>,
    /// Requirements that the payer says it does not meet, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<Deviation>,
}

/// Versions of the implementation guides.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Guides {
    /// The version of US Core, such as `3.1.1`.
    pub us_core: String,
    /// CARIN Blue Button.
    pub carin_bb: String,
    /// Da Vinci PDex Plan-Net.
    pub plan_net: String,
    /// SMART App Launch.
    pub smart: String,
}

impl Default for Guides {
    fn default() -> Self {
        Self {
            us_core: "6.1.0".into(),
            carin_bb: "2.0.0".into(),
            plan_net: "1.1.0".into(),
            smart: "2.0.0".into(),
        }
    }
}

/// The pace and patience of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests a second at most; left out, as many as `--jobs` makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests_per_second: Option<f64>,
    /// Seconds that a scenario may wait for a token or code to expire.
    pub max_wait_seconds: u64,
    /// Resources of one type that a scenario collects at most.
    pub max_resources: usize,
    /// Pages of one search that a scenario follows at most.
    pub max_pages: usize,
    /// Values of one search parameter that a scenario tries at most.
    pub max_values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_per_second: None,
            max_wait_seconds: 10,
            max_resources: 2_000,
            max_pages: 100,
            max_values: 5,
        }
    }
}

impl Limits {
    /// The longest wait for something to expire.
    pub fn max_wait(&self) -> Duration {
        Duration::from_secs(self.max_wait_seconds)
    }
}

/// A requirement that the payer declares not to meet.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// The id of the requirement, as in `features/requirements.toml`.
    pub requirement: String,
    /// Why, for the report.
    pub reason: String,
}
