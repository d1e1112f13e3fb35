//! What the paths of the command line hold: files, folders, NDJSON, archives and standard input, in the order in which
//! they are reported.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{archive, folder, lines};
use crate::failure::Failure;

/// The most bytes of one resource that are read: what the parser takes, and one more by which it sees that there is more.
pub(super) const LARGEST: u64 = (256 << 20) + 1;

/// One resource as it lies in a file.
#[derive(Debug)]
pub(super) struct Part {
    /// The file, as it was named; inside an archive, its path after the archive's.
    pub path: String,
    /// Which resource of an NDJSON file it is, from 0.
    pub index: usize,
    /// How many lines of the file stand before it.
    pub before: u32,
    /// Its text, or why there is none.
    pub content: Result<Bytes, String>,
}

/// What one worker takes at a time.
#[derive(Debug)]
pub(super) enum Job {
    /// A file that holds one resource; the worker reads it.
    File(PathBuf),
    /// Resources that are read already.
    Parts(Vec<Part>),
}

impl Job {
    /// How many bytes of resources it holds, as far as that is known.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::File(path) => fs::metadata(path).map_or(0, |found| found.len()),
            Self::Parts(parts) => {
                let content = parts.iter().filter_map(|part| part.content.as_ref().ok());
                content.map(|content| content.len() as u64).sum()
            }
        }
    }

    /// The resources of the job.
    pub(super) fn parts(self) -> Vec<Part> {
        match self {
            Self::Parts(parts) => parts,
            Self::File(path) => vec![Part {
                path: path.display().to_string(),
                index: 0,
                before: 0,
                content: whole(&path).map_err(|error| format!("it cannot be read: {error}")),
            }],
        }
    }
}

/// Takes a job; false when no more are wanted.
pub(super) type Sink<'s> = &'s mut dyn FnMut(Job) -> bool;

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

/// Hands over everything that the paths hold.
pub(super) fn each(paths: &[PathBuf], sink: Sink<'_>) {
    for path in paths {
        let more = if is_stdin(path) {
            stdin(sink)
        } else if fs::metadata(path).is_ok_and(|found| found.is_dir()) {
            folder::each(path, sink)
        } else {
            file(path, sink)
        };
        if !more {
            return;
        }
    }
}

/// One file of any kind.
pub(super) fn file(path: &Path, sink: Sink<'_>) -> bool {
    let name = path.to_string_lossy();
    match Kind::of(&name) {
        Kind::Json => sink(Job::File(path.to_owned())),
        kind => match File::open(path) {
            Err(error) => sink(unreadable(&name, &error)),
            Ok(file) if kind == Kind::Lines => {
                lines::each(&name, &mut BufReader::new(file), Start::default(), sink)
            }
            Ok(file) => archive::each(&name, BufReader::new(file), sink),
        },
    }
}

/// What a name says that a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One resource.
    Json,
    /// A resource a line.
    Lines,
    /// A compressed archive of such files.
    Archive,
}

impl Kind {
    /// By the end of the name; what is none of the others is taken for a resource.
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

/// Whether a file among others may hold resources: `package.json` describes a package, and a dot hides what tools keep.
pub(super) fn may_hold_resources(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let told = lower.ends_with(".json") || Kind::of(name) == Kind::Lines;
    told && !path.split('/').any(|step| step.starts_with('.'))
        && name != "package.json"
        && !lower.ends_with(".schema.json")
}

/// Where the lines of a file start to be read: what was read of it before.
#[derive(Debug, Default)]
pub(super) struct Start {
    /// The first line, where it was read already.
    pub line: Option<Vec<u8>>,
}

/// A finding about a file that gave nothing to validate.
pub(super) fn unreadable(path: &str, why: &dyn std::fmt::Display) -> Job {
    Job::Parts(vec![Part {
        path: path.to_owned(),
        index: 0,
        before: 0,
        content: Err(format!("it cannot be read: {why}")),
    }])
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn whole(path: &Path) -> io::Result<Bytes> {
    bounded(File::open(path)?)
}

/// Everything, up to what the parser refuses anyway.
pub(super) fn bounded(from: impl io::Read) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    from.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// Standard input has no name to tell what it is: gzip starts with its own two bytes, and where the first line is a whole
/// JSON value, each line is.
fn stdin(sink: Sink<'_>) -> bool {
    let mut input = BufReader::new(io::stdin().lock());
    match input.fill_buf() {
        Err(error) => return sink(unreadable("-", &error)),
        Ok([0x1F, 0x8B, ..]) => return archive::each("-", input, sink),
        Ok(_) => {}
    }
    lines::sniffed("-", &mut input, sink)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a/Patient.json", Kind::Json, true)]
    #[case("a/Patient.ndjson", Kind::Lines, true)]
    #[case("Patient.JSONL", Kind::Lines, true)]
    #[case("guide.tgz", Kind::Archive, false)]
    #[case("package/package.json", Kind::Json, false)]
    #[case("package/.index.json", Kind::Json, false)]
    #[case("fhir.schema.json", Kind::Json, false)]
    #[case("read.me", Kind::Json, false)]
    fn names_tell_what_files_hold(#[case] name: &str, #[case] kind: Kind, #[case] taken: bool) {
        assert_eq!((Kind::of(name), may_hold_resources(name)), (kind, taken));
    }
}
