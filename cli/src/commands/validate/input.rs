//! What the paths of the command line hold: files, folders, NDJSON, archives and standard input, in the order in which
//! they are reported.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{archive, folder, lines};
use crate::failure::Failure;

/// The most bytes of one resource that are read: one more than the parser takes, so that it refuses what is longer.
pub(super) const LARGEST: u64 = (256 << 20) + 1;

/// One resource of a file, before it is parsed.
#[derive(Debug)]
pub(super) struct RawResource {
    /// The file, as it was named; inside an archive, its path after the archive's.
    pub path: String,
    /// Which resource of an NDJSON file it is, from 0.
    pub index: usize,
    /// How many lines of the file stand before it.
    pub lines_before: u32,
    /// Its text, or why there is none.
    pub content: Result<Bytes, String>,
}

/// What one worker takes at a time.
#[derive(Debug)]
pub(super) enum ReadJob {
    /// A file that holds one resource; the worker reads it.
    File(PathBuf),
    /// Resources that are read already.
    Resources(Vec<RawResource>),
}

impl ReadJob {
    /// How many bytes of resources it holds, as far as that is known.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::File(path) => fs::metadata(path).map_or(0, |found| found.len()),
            Self::Resources(resources) => {
                let content = resources
                    .iter()
                    .filter_map(|resource| resource.content.as_ref().ok());
                content.map(|content| content.len() as u64).sum()
            }
        }
    }

    /// The resources of the job.
    pub(super) fn resources(self) -> Vec<RawResource> {
        match self {
            Self::Resources(resources) => resources,
            Self::File(path) => vec![RawResource {
                path: path.display().to_string(),
                index: 0,
                lines_before: 0,
                content: read_whole(&path).map_err(|error| format!("it cannot be read: {error}")),
            }],
        }
    }
}

/// Takes a job; false when no more are wanted.
pub(super) type Sink<'s> = &'s mut dyn FnMut(ReadJob) -> bool;

/// Refuses paths that are not there or cannot be opened.
pub(super) fn check(paths: &[PathBuf]) -> Result<(), Failure> {
    for path in paths.iter().filter(|path| !is_stdin(path)) {
        File::open(path).map_err(|error| {
            Failure::usage(format!(
                "cannot read {}: {error}; name a file, a folder, or - for standard input",
                path.display()
            ))
        })?;
    }
    Ok(())
}

/// Reads all paths in order.
pub(super) fn read_paths(paths: &[PathBuf], sink: Sink<'_>) {
    for path in paths {
        let more = if is_stdin(path) {
            read_stdin(sink)
        } else if fs::metadata(path).is_ok_and(|found| found.is_dir()) {
            folder::read_folder(path, sink)
        } else {
            read_file(path, sink)
        };
        if !more {
            return;
        }
    }
}

/// Reads one file, by its [`FileKind`]. False when no more are wanted.
pub(super) fn read_file(path: &Path, sink: Sink<'_>) -> bool {
    let name = path.to_string_lossy();
    match FileKind::of(&name) {
        FileKind::Json => sink(ReadJob::File(path.to_owned())),
        kind => match File::open(path) {
            Err(error) => sink(unreadable(&name, &error)),
            Ok(file) if kind == FileKind::Lines => {
                lines::read_lines(&name, &mut BufReader::new(file), ReadAhead::default(), sink)
            }
            Ok(file) => archive::read_archive(&name, BufReader::new(file), sink),
        },
    }
}

/// What a name says that a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A single resource.
    Json,
    /// NDJSON: one resource per line.
    Lines,
    /// A compressed archive of such files.
    Archive,
}

impl FileKind {
    /// Told by the file's extension; one without a known extension is read as a single resource.
    pub(super) fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if name.ends_with(".ndjson") || name.ends_with(".jsonl") {
            Self::Lines
        } else if name.ends_with(".tgz") || name.ends_with(".tar.gz") {
            Self::Archive
        } else {
            Self::Json
        }
    }
}

/// Whether a file of a folder or archive is read. `package.json` describes a package, and names with a dot are hidden.
pub(super) fn may_hold_resources(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let told = lower.ends_with(".json") || FileKind::of(name) == FileKind::Lines;
    told && !path.split('/').any(|step| step.starts_with('.'))
        && name != "package.json"
        && !lower.ends_with(".schema.json")
}

/// What was read of an NDJSON file before its lines are: standard input has no name, so that its first line tells the format.
#[derive(Debug, Default)]
pub(super) struct ReadAhead {
    /// The first line, if it was read.
    pub line: Option<Vec<u8>>,
}

/// The job of a file that cannot be read: its report is one fatal issue.
pub(super) fn unreadable(path: &str, why: &dyn std::fmt::Display) -> ReadJob {
    ReadJob::Resources(vec![RawResource {
        path: path.to_owned(),
        index: 0,
        lines_before: 0,
        content: Err(format!("it cannot be read: {why}")),
    }])
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn read_whole(path: &Path) -> io::Result<Bytes> {
    read_bounded(File::open(path)?)
}

/// All bytes up to [`LARGEST`].
pub(super) fn read_bounded(from: impl io::Read) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    from.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// Standard input has no name. It is an archive if it starts with the two bytes of gzip (RFC 1952 section 2.3.1), and NDJSON
/// if its first line is a whole JSON value.
fn read_stdin(sink: Sink<'_>) -> bool {
    let mut input = BufReader::new(io::stdin().lock());
    match input.fill_buf() {
        Err(error) => return sink(unreadable("-", &error)),
        Ok([0x1F, 0x8B, ..]) => return archive::read_archive("-", input, sink),
        Ok(_) => {}
    }
    lines::read_unnamed("-", &mut input, sink)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a/Patient.json", FileKind::Json, true)]
    #[case("a/Patient.ndjson", FileKind::Lines, true)]
    #[case("Patient.JSONL", FileKind::Lines, true)]
    #[case("guide.tgz", FileKind::Archive, false)]
    #[case("package/package.json", FileKind::Json, false)]
    #[case("package/.index.json", FileKind::Json, false)]
    #[case("fhir.schema.json", FileKind::Json, false)]
    #[case("read.me", FileKind::Json, false)]
    fn names_tell_what_files_hold(#[case] name: &str, #[case] kind: FileKind, #[case] taken: bool) {
        assert_eq!(
            (FileKind::of(name), may_hold_resources(name)),
            (kind, taken)
        );
    }
}
