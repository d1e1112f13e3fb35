//! What ends a command early: one line that says what is wrong and what to do, and the exit code it stands for.

use std::fmt;
use std::io;

use payerlab_harness::HarnessError;

/// The end of a command that could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    line: String,
    code: u8,
}

impl Failure {
    /// Exit code 2: something that the person gave is wrong.
    pub(crate) fn usage(line: impl fmt::Display) -> Self {
        Self::new(line, 2)
    }

    /// Exit code 3: what the command speaks to does not answer.
    pub(crate) fn out_of_reach(line: impl fmt::Display) -> Self {
        Self::new(line, 3)
    }

    /// Exit code 4: payerlab itself went wrong.
    pub(crate) fn broken(line: impl fmt::Display) -> Self {
        Self::new(line, 4)
    }

    fn new(line: impl fmt::Display, code: u8) -> Self {
        // Whatever was said further down, the person reads one line.
        let line = line.to_string();
        Self {
            line: line.split_whitespace().collect::<Vec<_>>().join(" "),
            code,
        }
    }

    /// The process's exit code.
    pub(crate) fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl From<HarnessError> for Failure {
    fn from(error: HarnessError) -> Self {
        let code = match &error {
            HarnessError::Target(_) | HarnessError::Plan(_) | HarnessError::Report { .. } => 2,
            HarnessError::OutOfReach { .. } => 3,
            HarnessError::Broken(_) => 4,
        };
        Self::new(&error, code)
    }
}

/// Turns an error of standard output into a quiet end: whoever reads a list may stop reading (`payerlab steps | head`).
pub(crate) fn written(result: io::Result<()>) -> Result<u8, Failure> {
    match result {
        Ok(()) => Ok(0),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(Failure::broken(format!("cannot write: {error}"))),
    }
}
