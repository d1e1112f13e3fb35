//! `payerlab check`: judges a payer and writes the report.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use payerlab_harness::target::Target;
use payerlab_harness::{HarnessError, Outcome, ProgressMode, RunOptions, Summary, run as judge};

use super::mock_payer::MockPayer;
use crate::args::CheckArgs;
use crate::failure::Failure;

/// Runs the scenarios against the target file's payer, or against a mock payer in a process of its own.
pub(crate) fn run(args: CheckArgs) -> Result<u8, Failure> {
    // It must live until the run is over, and dropping it ends its process.
    let mock_payer;
    let target = match &args.target {
        Some(path) => Target::read(path).map_err(HarnessError::from)?,
        None => {
            mock_payer = MockPayer::start()?;
            Target::read(mock_payer.target_file()).map_err(|error| Failure::broken(&error))?
        }
    };
    eprintln!("Checking {}", target.name);
    let summary = judge(RunOptions {
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
    // The exit code tells what the summary says, so nobody misses it who stops reading.
    let _ = writeln!(std::io::stdout(), "{summary}");
    Ok(exit_code(&summary))
}

/// 0 where nothing failed, 1 where a scenario failed, 3 where the target went out of reach, 4 where the harness broke.
fn exit_code(summary: &Summary) -> u8 {
    if summary.count(Outcome::Failed) > 0 {
        1
    } else if summary.count(Outcome::Error) == 0 {
        0
    } else if summary.out_of_reach {
        3
    } else {
        4
    }
}
