//! What a caller asks of a run: against what, which scenarios, where to report.

use std::path::PathBuf;
use std::time::Duration;

use crate::target::Target;

/// How progress is shown, on the standard error stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressMode {
    /// A bar that redraws itself; for terminals.
    Bar,
    /// One line per scenario; for logs.
    Lines,
    /// No progress at all.
    Silent,
}

/// What to run, against what, and where to report.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The payer under test.
    pub target: Target,
    /// A tag expression that selects scenarios, such as `@authz-aud and not @slow`.
    pub tags: Option<String>,
    /// A folder whose feature files are added to the embedded ones, or replace those of the same relative path.
    pub features_dir: Option<PathBuf>,
    /// The folder for `results.json`, `junit.xml` and `index.html`; made if it is not there.
    pub report_dir: PathBuf,
    /// Scenarios at a time, at least 1.
    pub jobs: usize,
    /// The time that one request may take.
    pub timeout: Duration,
    /// How progress is shown.
    pub progress: ProgressMode,
}
