//! What ends a command early: one line that says what is wrong and what to do, and the exit code it stands for.

use std::{fmt, io};

use payerlab_harness::HarnessError;

use crate::exit::Exit;

/// The end of a command that could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    line: String,
    exit: Exit,
}

impl Failure {
    /// An argument, or what it names, cannot be used.
    pub(crate) fn usage(line: impl fmt::Display) -> Self {
        Self::new(line, Exit::Usage)
    }

    /// The target or the registry does not answer.
    pub(crate) fn out_of_reach(line: impl fmt::Display) -> Self {
        Self::new(line, Exit::OutOfReach)
    }

    /// A fault of payerlab itself.
    pub(crate) fn broken(line: impl fmt::Display) -> Self {
        Self::new(line, Exit::Broken)
    }

    fn new(line: impl fmt::Display, exit: Exit) -> Self {
        // A message of several lines, as toml and sqlx write them, becomes one.
        let line = line.to_string();
        Self {
            line: line.split_whitespace().collect::<Vec<_>>().join(" "),
            exit,
        }
    }

    /// How the process ends.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl From<HarnessError> for Failure {
    fn from(error: HarnessError) -> Self {
        let exit = match &error {
            HarnessError::Target(_) | HarnessError::Plan(_) | HarnessError::Report { .. } => {
                Exit::Usage
            }
            HarnessError::OutOfReach { .. } => Exit::OutOfReach,
            HarnessError::Broken(_) => Exit::Broken,
        };
        Self::new(&error, exit)
    }
}

/// The end of a command that wrote to standard output. A reader that stops early (`payerlab steps | head`) is no failure.
pub(crate) fn written(result: io::Result<()>) -> Result<Exit, Failure> {
    match result {
        Ok(()) => Ok(Exit::Success),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Success),
        Err(error) => Err(Failure::broken(format!("cannot write: {error}"))),
    }
}
