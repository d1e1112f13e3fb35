//! The command: reads, judges on all cores, writes in order, and says what it comes to.

use std::io::{self, BufWriter};
use std::num::NonZero;
use std::panic::{self, AssertUnwindSafe};
use std::thread;

use payerlab_profiles::validate::{Severity, Validator};

use super::input::{self, Job, Part};
use super::judge::judge;
use super::report::{Piece, Report, Style};
use super::{definitions, pool};
use crate::args::{FailOn, Format, ValidateArgs};
use crate::failure::{Failure, written};

/// Validates every resource; 1 when something is at or above `--fail-on`.
pub fn run(args: &ValidateArgs) -> Result<u8, Failure> {
    input::check(&args.paths)?;
    let validator = definitions::validator(args)?;
    let profiles: Vec<&str> = args.profile.iter().map(String::as_str).collect();
    let style = Style::new(args.format);
    let work = |job: Job| -> Result<Vec<Piece>, Failure> {
        let parts = job.parts().into_iter();
        parts
            .map(|part| piece(&validator, &profiles, style, part))
            .collect()
    };
    let mut report = Report::new(BufWriter::new(io::stdout().lock()), args.format);
    let mut ended: Result<io::Result<()>, Failure> = Ok(Ok(()));
    let take = |pieces: Result<Vec<Piece>, Failure>| {
        ended = pieces.map(|pieces| pieces.into_iter().try_for_each(|piece| report.add(piece)));
        matches!(ended, Ok(Ok(())))
    };
    pool::run(
        jobs(args),
        |sink| input::each(&args.paths, sink),
        work,
        take,
    )
    .map_err(Failure::broken)?;
    if report.tally().resources == 0 {
        // What ended it early says more than that there is nothing.
        written(ended?)?;
        return Err(Failure::usage(
            "there is no resource in the paths; name .json, .ndjson or .tgz files, or folders that hold them",
        ));
    }
    written(ended?.and_then(|()| report.finish()))?;
    let tally = report.tally();
    if args.format != Format::Json {
        for line in tally.lines() {
            eprintln!("{line}");
        }
    }
    Ok(u8::from(tally.reaches(match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
    })))
}

fn jobs(args: &ValidateArgs) -> usize {
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    args.jobs.map_or_else(cores, usize::from)
}

/// What one resource adds to the report. A bug must not look like a finding, and its resource is named.
fn piece(
    validator: &Validator,
    profiles: &[&str],
    style: Style,
    part: Part,
) -> Result<Piece, Failure> {
    let place = format!("{}, resource {}", part.path, part.index + 1);
    let made = AssertUnwindSafe(|| style.piece(&judge(validator, profiles, part)));
    match panic::catch_unwind(made) {
        Ok(piece) => piece.map_err(Failure::broken),
        Err(_) => Err(Failure::broken(format!(
            "the validator broke on {place}; please report it with the lines above"
        ))),
    }
}
