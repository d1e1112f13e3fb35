//! Outcomes of a scenario, and what ends a step before its scenario is through.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The result of one scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything demanded held, on the evidence of at least one request.
    Passed,
    /// Something demanded did not hold.
    Failed,
    /// The target, or its file, held no data to prove it.
    Unproven,
    /// The payer does not announce the capability and no guide demands it.
    NotApplicable,
    /// It failed, and the target file declares the deviation.
    Waived,
    /// The harness or the network broke.
    Error,
}

impl Outcome {
    /// Every outcome, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::Failed,
        Self::Error,
        Self::Unproven,
        Self::Waived,
        Self::NotApplicable,
        Self::Passed,
    ];

    /// The outcome as people read it, such as `not applicable`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unproven => "unproven",
            Self::NotApplicable => "not applicable",
            Self::Waived => "waived",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a step ends its scenario. Cucumber knows only panics, so this travels as the payload of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepEnd {
    /// Something demanded did not hold.
    Failed {
        /// What the source demands.
        expected: String,
        /// What came instead.
        got: String,
    },
    /// There was no data to prove it; the text says which data would.
    Unproven(String),
    /// The capability is not there, and need not be.
    NotApplicable(String),
    /// No answer came, or the scenario is wrongly written.
    Error {
        /// What happened, in one line for people.
        what: String,
        /// Whether the target could not be reached at all.
        out_of_reach: bool,
    },
}

impl StepEnd {
    /// A failure: what was demanded, what came.
    pub(crate) fn failed(expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self::Failed {
            expected: expected.into(),
            got: got.into(),
        }
    }

    /// An error of the scenario or the harness.
    pub(crate) fn error(what: impl Into<String>) -> Self {
        Self::Error {
            what: what.into(),
            out_of_reach: false,
        }
    }
}

/// The result of a step: a value, or why the step ends its scenario.
pub(crate) type StepResult<T = ()> = Result<T, StepEnd>;
