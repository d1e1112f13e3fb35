//! What is known of each scenario: the result of every step, why it ended, and its evidence. The recorder fills it in, the
//! reports are written from it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cucumber::gherkin;
use parking_lot::Mutex;

use crate::evidence::Evidence;
use crate::outcome::StepEnd;
use crate::plan::ScenarioKey;

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepState {
    Passed,
    Stopped,
    NotReached,
}

/// What the recorder knows of one scenario.
#[derive(Clone)]
pub(crate) struct ScenarioRecord {
    pub steps: Vec<(usize, StepState)>,
    pub stop: Option<(gherkin::Step, StepEnd)>,
    pub elapsed: Duration,
    pub evidence: Option<Arc<Evidence>>,
    pub started: Instant,
}

impl Default for ScenarioRecord {
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

/// The records of all scenarios; the hook that runs before a scenario registers its evidence here.
#[derive(Default)]
pub(crate) struct Records(Mutex<HashMap<ScenarioKey, ScenarioRecord>>);

impl Records {
    pub(crate) fn with<T>(
        &self,
        key: &ScenarioKey,
        change: impl FnOnce(&mut ScenarioRecord) -> T,
    ) -> T {
        let mut all = self.0.lock();
        change(all.entry(key.clone()).or_default())
    }

    /// Whether any scenario was seen so.
    pub(crate) fn any(&self, test: impl Fn(&ScenarioRecord) -> bool) -> bool {
        self.0.lock().values().any(test)
    }

    pub(crate) fn get(&self, key: &ScenarioKey) -> Option<ScenarioRecord> {
        self.0.lock().get(key).cloned()
    }
}
