//! `payerlab check`: checks a payer and writes the report.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use payerlab_harness::target::Target;
use payerlab_harness::{
    HarnessError, Outcome, ProgressMode, RunOptions, Summary, run as run_scenarios,
};

use super::mock_payer::MockPayer;
use crate::args::CheckArgs;
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs the scenarios against the payer of the target file, or against a mock payer in a process of its own.
pub(crate) fn run(args: CheckArgs) -> Result<Exit, Failure> {
    // Declared here because dropping it ends its process, and the run needs it to the end.
    let mock_payer;
    let target = match &args.target {
        Some(path) => Target::read(path).map_err(HarnessError::from)?,
        None => {
            mock_payer = MockPayer::start(&args.payer)?;
            Target::read(mock_payer.target_file()).map_err(|error| Failure::broken(&error))?
        }
    };
    eprintln!("Checking {}", target.name);
    let summary = run_scenarios(RunOptions {
        target,
        tags: args.tags,
        features_dir: args.features,
        report_dir: args.report,
        jobs: usize::from(args.jobs),
        timeout: Duration::from_secs(args.timeout),
        progress: if std::io::stderr().is_terminal() {
            ProgressMode::Bar
        } else {
            ProgressMode::Lines
        },
    })?;
    // A closed standard output is no failure: the exit code and the report say the same.
    let _ = writeln!(std::io::stdout(), "{summary}");
    Ok(exit(&summary))
}

/// Failed scenarios count before errors of the run: they are findings, whatever else happened.
fn exit(summary: &Summary) -> Exit {
    if summary.count(Outcome::Failed) > 0 {
        Exit::Failed
    } else if summary.count(Outcome::Error) == 0 {
        Exit::Success
    } else if summary.out_of_reach {
        Exit::OutOfReach
    } else {
        Exit::Broken
    }
}
