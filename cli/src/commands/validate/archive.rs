//! A `.tgz` whose files are validated: a FHIR package with its examples, or any archive of JSON and NDJSON. It is read as a
//! stream and never unpacked to disk, so the paths in it can lead nowhere.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;

use super::input::{self, FileKind, RawResource, ReadAhead, ReadJob, Sink};
use super::lines;

/// An archive may unpack to this many bytes.
const MAX_UNPACKED: u64 = 4 << 30;

/// Reads the resources of an archive. False when no more are wanted.
pub(super) fn read_archive(path: &str, from: impl Read, sink: Sink<'_>) -> bool {
    let unpacked = LimitedReader {
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
        let more = if FileKind::of(&name) == FileKind::Lines {
            lines::read_lines(
                &label,
                &mut BufReader::new(entry),
                ReadAhead::default(),
                sink,
            )
        } else {
            let content = input::read_bounded(entry)?;
            sink(ReadJob::Resources(vec![RawResource {
                path: label,
                index: 0,
                lines_before: 0,
                content: Ok(content),
            }]))
        };
        if !more {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Fails when a reader gives more than `left` bytes: a small archive may unpack to any size.
struct LimitedReader<R> {
    from: R,
    left: u64,
}

impl<R: Read> Read for LimitedReader<R> {
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
        let mut limited = LimitedReader {
            from: io::repeat(0),
            left: 10,
        };
        let mut read = Vec::new();
        let error = limited.read_to_end(&mut read).unwrap_err();
        assert!(
            error.to_string().contains("unpacks to more than"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_archive_is_a_finding() {
        let mut found = Vec::new();
        read_archive("x.tgz", "no archive".as_bytes(), &mut |job| {
            found.extend(job.resources());
            true
        });
        let why = found.remove(0).content.unwrap_err();
        assert!(why.starts_with("it cannot be read: "), "{why}");
        assert!(found.is_empty());
    }
}
