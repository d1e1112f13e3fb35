//! The command: reads, validates on all cores, writes the report in order, and prints the counts.

use std::io::{self, BufWriter, Write};
use std::num::NonZero;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use payerlab_profiles::fhirpath::Neighbours;
use payerlab_profiles::validate::{Severity, Validator};

use super::input::{self, ReadJob};
use super::report::{Formatter, Report, ReportEntry};
use super::resource::ParsedResource;
use super::{definitions, pool};
use crate::args::{FailOn, Format, ValidateArgs};
use crate::exit::Exit;
use crate::failure::{Failure, written};

/// Up to this many bytes of resources are held in memory at once, so that references between files can be followed.
const MAX_TOGETHER: u64 = 64 << 20;
/// What the report says is not checked where there are more bytes.
const TOO_MANY_TOGETHER: &str =
    "references from file to file: more than 64 MiB of resources are not looked at together";
/// How many jobs the reader may be ahead of the workers. A job of a file is only its path: the worker reads it.
const AHEAD: usize = 16;

/// Validates every resource; 1 when something is at or above `--fail-on`.
pub(crate) fn run(args: &ValidateArgs) -> Result<Exit, Failure> {
    input::check(&args.paths)?;
    let validator = definitions::validator(args)?;
    let validation = Validation {
        validator: &validator,
        profiles: args.profile.iter().map(String::as_str).collect(),
        formatter: Formatter::new(args.format),
    };
    let out = BufWriter::new(io::stdout().lock());
    let mut report = Report::new(out, args.format);
    let ended = thread::scope(|scope| {
        let (sender, jobs) = sync_channel(AHEAD);
        scope.spawn(move || input::read_paths(&args.paths, &mut |job| sender.send(job).is_ok()));
        validate_all(&validation, workers(args), jobs, &mut report)
    })?;
    if report.tally().resources == 0 {
        // An error while reading says more than that there is no resource.
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
    let least = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
    };
    Ok(if tally.reaches(least) {
        Exit::Failed
    } else {
        Exit::Success
    })
}

fn workers(args: &ValidateArgs) -> usize {
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    args.jobs.map_or_else(cores, usize::from)
}

/// Validates all: together up to [`MAX_TOGETHER`], else each resource by itself as it comes.
fn validate_all(
    validation: &Validation<'_>,
    workers: usize,
    jobs: Receiver<ReadJob>,
    report: &mut Report<impl Write>,
) -> Result<io::Result<()>, Failure> {
    let (mut held, mut bytes) = (Vec::new(), 0);
    while bytes <= MAX_TOGETHER
        && let Ok(job) = jobs.recv()
    {
        bytes += job.bytes();
        held.push(job);
    }
    let read = |job: ReadJob| -> Vec<ParsedResource> {
        job.resources()
            .into_iter()
            .map(ParsedResource::from)
            .collect()
    };
    let mut ended = Ok(Ok(()));
    if bytes > MAX_TOGETHER {
        report.not_checked(TOO_MANY_TOGETHER);
        let take = |entries| write(report, entries, &mut ended);
        let work = |job| validation.entries(&read(job), None);
        pool::run(workers, held.into_iter().chain(jobs), work, take).map_err(Failure::broken)?;
        return ended;
    }
    let mut batches: Vec<Vec<ParsedResource>> = Vec::new();
    let gather = |batch| {
        batches.push(batch);
        true
    };
    pool::run(workers, held.into_iter(), read, gather).map_err(Failure::broken)?;
    let resources = batches.iter().flatten();
    let neighbours =
        Neighbours::of_documents(resources.filter_map(|resource| resource.content.as_ref().ok()));
    let take = |entries| write(report, entries, &mut ended);
    let work = |batch: &Vec<ParsedResource>| validation.entries(batch, Some(&neighbours));
    pool::run(workers, batches.iter(), work, take).map_err(Failure::broken)?;
    ended
}

/// Writes the entries; false when the run is to end.
fn write(
    report: &mut Report<impl Write>,
    entries: Result<Vec<ReportEntry>, Failure>,
    ended: &mut Result<io::Result<()>, Failure>,
) -> bool {
    *ended = entries.map(|entries| entries.into_iter().try_for_each(|entry| report.add(entry)));
    matches!(ended, Ok(Ok(())))
}

/// What is the same for all resources: validator, profiles and format.
struct Validation<'v> {
    validator: &'v Validator,
    profiles: Vec<&'v str>,
    formatter: Formatter,
}

impl Validation<'_> {
    fn entries(
        &self,
        resources: &[ParsedResource],
        neighbours: Option<&Neighbours<'_>>,
    ) -> Result<Vec<ReportEntry>, Failure> {
        let entries = resources
            .iter()
            .map(|resource| self.entry(resource, neighbours));
        entries.collect()
    }

    /// Validates one resource. A panic becomes an error that names the resource, for it must not look like a finding.
    fn entry(
        &self,
        resource: &ParsedResource,
        neighbours: Option<&Neighbours<'_>>,
    ) -> Result<ReportEntry, Failure> {
        let made = AssertUnwindSafe(|| {
            let outcome = resource.validate(self.validator, &self.profiles, neighbours);
            self.formatter.entry(resource, &outcome)
        });
        match panic::catch_unwind(made) {
            Ok(entry) => entry.map_err(Failure::broken),
            Err(_) => Err(Failure::broken(format!(
                "the validator broke on {}, resource {}; please report it with the lines above",
                resource.path,
                resource.index + 1
            ))),
        }
    }
}
