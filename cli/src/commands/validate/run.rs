//! The command: reads, judges on all cores, writes in order, and says what it comes to.

use std::io::{self, BufWriter, Write};
use std::num::NonZero;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use payerlab_profiles::fhirpath::Neighbours;
use payerlab_profiles::validate::{Severity, Validator};

use super::input::{self, Job};
use super::judge::Resource;
use super::report::{Piece, Report, Style};
use super::{definitions, pool};
use crate::args::{FailOn, Format, ValidateArgs};
use crate::failure::{Failure, written};

/// Up to so many bytes of resources are held together, so that references among them can be followed.
const TOGETHER: u64 = 64 << 20;
/// What is not checked where there are more.
const APART: &str =
    "references from file to file: more than 64 MiB of resources are not looked at together";
/// How many jobs the reader is ahead; files are read by the workers, so that this is few bytes.
const AHEAD: usize = 16;

/// Validates every resource; 1 when something is at or above `--fail-on`.
pub(crate) fn run(args: &ValidateArgs) -> Result<u8, Failure> {
    input::check(&args.paths)?;
    let validator = definitions::validator(args)?;
    let judge = Judge {
        validator: &validator,
        profiles: args.profile.iter().map(String::as_str).collect(),
        style: Style::new(args.format),
    };
    let out = BufWriter::new(io::stdout().lock());
    let mut report = Report::new(out, args.format);
    let ended = thread::scope(|scope| {
        let (sender, jobs) = sync_channel(AHEAD);
        scope.spawn(move || input::each(&args.paths, &mut |job| sender.send(job).is_ok()));
        all(&judge, workers(args), jobs, &mut report)
    })?;
    if report.tally().resources == 0 {
        // What ended it early says more than that there is nothing.
        written(ended)?;
        return Err(Failure::usage(
            "there is no resource in the paths; name .json, .ndjson or .tgz files, or folders that hold them",
        ));
    }
    written(ended.and_then(|()| report.finish()))?;
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

fn workers(args: &ValidateArgs) -> usize {
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    args.jobs.map_or_else(cores, usize::from)
}

/// Judges everything: together where that is not too much to be held, else one after another as it comes.
fn all(
    judge: &Judge<'_>,
    workers: usize,
    jobs: Receiver<Job>,
    report: &mut Report<impl Write>,
) -> Result<io::Result<()>, Failure> {
    let (mut held, mut bytes) = (Vec::new(), 0);
    while bytes <= TOGETHER
        && let Ok(job) = jobs.recv()
    {
        bytes += job.bytes();
        held.push(job);
    }
    let read =
        |job: Job| -> Vec<Resource> { job.parts().into_iter().map(Resource::from).collect() };
    let mut ended = Ok(Ok(()));
    if bytes > TOGETHER {
        report.not_checked(APART);
        let take = |pieces| keep(report, pieces, &mut ended);
        let work = |job| judge.pieces(&read(job), None);
        pool::run(workers, held.into_iter().chain(jobs), work, take).map_err(Failure::broken)?;
        return ended;
    }
    let mut batches: Vec<Vec<Resource>> = Vec::new();
    let gather = |batch| {
        batches.push(batch);
        true
    };
    pool::run(workers, held.into_iter(), read, gather).map_err(Failure::broken)?;
    let resources = batches.iter().flatten();
    let near =
        Neighbours::of_documents(resources.filter_map(|resource| resource.content.as_ref().ok()));
    let take = |pieces| keep(report, pieces, &mut ended);
    let work = |batch: &Vec<Resource>| judge.pieces(batch, Some(&near));
    pool::run(workers, batches.iter(), work, take).map_err(Failure::broken)?;
    ended
}

/// Writes what was found, and says whether to go on.
fn keep(
    report: &mut Report<impl Write>,
    pieces: Result<Vec<Piece>, Failure>,
    ended: &mut Result<io::Result<()>, Failure>,
) -> bool {
    *ended = pieces.map(|pieces| pieces.into_iter().try_for_each(|piece| report.add(piece)));
    matches!(ended, Ok(Ok(())))
}

/// What all resources are held to, and how findings are written.
struct Judge<'v> {
    validator: &'v Validator,
    profiles: Vec<&'v str>,
    style: Style,
}

impl Judge<'_> {
    fn pieces(
        &self,
        resources: &[Resource],
        near: Option<&Neighbours<'_>>,
    ) -> Result<Vec<Piece>, Failure> {
        let pieces = resources.iter().map(|resource| self.piece(resource, near));
        pieces.collect()
    }

    /// What one resource adds to the report. A bug must not look like a finding, and its resource is named.
    fn piece(&self, resource: &Resource, near: Option<&Neighbours<'_>>) -> Result<Piece, Failure> {
        let made = AssertUnwindSafe(|| {
            let outcome = resource.judge(self.validator, &self.profiles, near);
            self.style.piece(resource, &outcome)
        });
        match panic::catch_unwind(made) {
            Ok(piece) => piece.map_err(Failure::broken),
            Err(_) => Err(Failure::broken(format!(
                "the validator broke on {}, resource {}; please report it with the lines above",
                resource.path,
                resource.index + 1
            ))),
        }
    }
}
