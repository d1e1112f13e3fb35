//! The exit codes: the only place where they are numbers.

use std::process::ExitCode;

/// How a command ends, for the shell that ran it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The command did its work, and nothing failed.
    Success = 0,
    /// `check`: a scenario failed. `validate`: an issue is at least as severe as `--fail-on` says.
    Failed = 1,
    /// Wrong use: an argument, or a file or package that it names, cannot be used. clap ends with the same number.
    Usage = 2,
    /// `check`: the target does not answer. `ig add`: the registry does not answer.
    OutOfReach = 3,
    /// A fault of payerlab itself, which must not look like a finding.
    Broken = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
