//! A `.tgz` whose files are validated: a FHIR package with its examples, or any archive of JSON and NDJSON. It is read as a
//! stream and never unpacked to disk, so the paths in it can lead nowhere.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;

use super::input::{self, Job, Kind, Part, Sink, Start};
use super::lines;

/// An archive may unpack to this many bytes.
const MAX_UNPACKED: u64 = 4 << 30;

/// Hands over the resources of an archive.
pub(super) fn each(path: &str, from: impl Read, sink: Sink<'_>) -> bool {
    let unpacked = Bounded {
        from: MultiGzDecoder::new(from),
        left: MAX_UNPACKED,
    };
    let mut archive = tar::Archive::new(unpacked);
    match entries(path, &mut archive, sink) {
        Ok(more) => more,
        Err(error) => sink(input::unreadable(path, &error)),
    }
}

fn entries<R: Read>(path: &str, archive: &mut tar::Archive<R>, sink: Sink<'_>) -> io::Result<bool> {
    for entry in archive.entries()? {
        let entry = entry?;
        let name = entry.path()?.to_string_lossy().replace('\\', "/");
        if !entry.header().entry_type().is_file() || !input::may_hold_resources(&name) {
            continue;
        }
        let label = format!("{path}/{name}");
        let more = if Kind::of(&name) == Kind::Lines {
            lines::each(&label, &mut BufReader::new(entry), Start::default(), sink)
        } else {
            let content = input::bounded(entry)?;
            sink(Job::Parts(vec![Part {
                path: label,
                index: 0,
                before: 0,
                content: Ok(content),
            }]))
        };
        if !more {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Ends with an error where a reader gives more than it may.
struct Bounded<R> {
    from: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            io::Error::other(format!("it unpacks to more than {MAX_UNPACKED} bytes"))
        })?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_stopped_where_it_gives_too_much() {
        let mut bounded = Bounded {
            from: io::repeat(0),
            left: 10,
        };
        let mut read = Vec::new();
        let error = bounded.read_to_end(&mut read).unwrap_err();
        assert!(
            error.to_string().contains("unpacks to more than"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_archive_is_a_finding() {
        let mut found = Vec::new();
        each("x.tgz", "no archive".as_bytes(), &mut |job| {
            found.extend(job.parts());
            true
        });
        let why = found.remove(0).content.unwrap_err();
        assert!(why.starts_with("it cannot be read: "), "{why}");
        assert!(found.is_empty());
    }
}
