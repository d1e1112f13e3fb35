//! What ends a run before its summary.

use std::path::PathBuf;

use thiserror::Error;

use crate::plan::PlanError;
use crate::target::TargetError;

/// Why a run gave no summary.
#[derive(Debug, Error)]
pub enum HarnessError {
    /// The target file is wrong.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Feature files, steps or the tag expression are wrong.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The target did not answer at all.
    #[error("{url} is out of reach: {reason}")]
    OutOfReach {
        /// The URL that was asked.
        url: String,
        /// What happened and what to check.
        reason: String,
    },
    /// A report could not be written.
    #[error("cannot write {}: {source}; give another folder with --report", path.display())]
    Report {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The harness itself went wrong.
    #[error("the harness broke: {0}; please report this")]
    Broken(String),
}
