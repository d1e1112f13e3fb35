//! NDJSON: one resource per line (FHIR R4 "Bulk Data", ndjson.org). Read as a stream, so that a file may be larger than memory.

use std::io::{self, BufRead, Read as _};
use std::mem;

use payerlab_profiles::json::Document;

use super::input::{LARGEST, RawResource, ReadAhead, ReadJob, Sink, unreadable};

/// Lines are handed over together until there are this many of them, or bytes.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 256 << 10;

/// Reads every line that is not blank. False when no more are wanted.
pub(super) fn read_lines(
    path: &str,
    input: &mut dyn BufRead,
    start: ReadAhead,
    sink: Sink<'_>,
) -> bool {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let (mut index, mut lines_before) = (0, 0_u32);
    let mut first = start.line;
    loop {
        let line = match first.take().map_or_else(|| line(input), Ok) {
            Ok(line) => line,
            Err(error) => {
                return (batch.is_empty() || sink(ReadJob::Resources(batch)))
                    && sink(unreadable(path, &error));
            }
        };
        if line.is_empty() {
            return batch.is_empty() || sink(ReadJob::Resources(batch));
        }
        // A line longer than the parser takes is not read to its end: what follows it cannot be told from it.
        let endless = line.len() as u64 >= LARGEST;
        if !line.iter().all(u8::is_ascii_whitespace) {
            bytes += line.len();
            batch.push(RawResource {
                path: path.to_owned(),
                index,
                lines_before,
                content: Ok(line.into()),
            });
            index += 1;
        }
        lines_before = lines_before.saturating_add(1);
        if batch.len() >= BATCH || bytes >= BATCH_BYTES {
            bytes = 0;
            if !sink(ReadJob::Resources(mem::take(&mut batch))) {
                return false;
            }
        }
        if endless {
            return batch.is_empty() || sink(ReadJob::Resources(batch));
        }
    }
}

/// Reads NDJSON if the first line is a whole JSON value, else a single resource.
pub(super) fn read_unnamed(path: &str, input: &mut dyn BufRead, sink: Sink<'_>) -> bool {
    let content = (|| {
        let first = line(input)?;
        if Document::parse(first.clone()).is_ok() {
            return Ok(Err(first));
        }
        let mut all = first;
        input
            .take(LARGEST.saturating_sub(all.len() as u64))
            .read_to_end(&mut all)?;
        Ok::<_, io::Error>(Ok(all))
    })();
    match content {
        Err(error) => sink(unreadable(path, &error)),
        Ok(Err(first)) => read_lines(path, input, ReadAhead { line: Some(first) }, sink),
        Ok(Ok(all)) => sink(ReadJob::Resources(vec![RawResource {
            path: path.to_owned(),
            index: 0,
            lines_before: 0,
            content: Ok(all.into()),
        }])),
    }
}

/// The next line with its line break; empty at the end of the file.
fn line(input: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    input.take(LARGEST).read_until(b'\n', &mut line)?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, sniff: bool) -> Vec<(usize, u32, String)> {
        let mut found = Vec::new();
        let mut sink = |job: ReadJob| {
            found.extend(job.resources().into_iter().map(|resource| {
                let text = resource.content.expect("read");
                (
                    resource.index,
                    resource.lines_before,
                    String::from_utf8_lossy(&text).trim().to_owned(),
                )
            }));
            true
        };
        let mut input = text.as_bytes();
        if sniff {
            read_unnamed("x", &mut input, &mut sink);
        } else {
            read_lines("x", &mut input, ReadAhead::default(), &mut sink);
        }
        found
    }

    #[test]
    fn blank_lines_count_as_lines_only() {
        assert_eq!(
            lines("{}\n\n  \r\n[]", false),
            [(0, 0, "{}".to_owned()), (1, 3, "[]".to_owned())]
        );
        assert_eq!(lines("\n\n", false), []);
    }

    #[test]
    fn many_lines_keep_their_numbers() {
        let found = lines(&"{}\n".repeat(1000), false);
        assert_eq!(found.len(), 1000);
        assert_eq!(found[999], (999, 999, "{}".to_owned()));
    }

    #[test]
    fn the_first_line_tells_one_resource_from_many() {
        assert_eq!(lines("{\n}\n", true), [(0, 0, "{\n}".to_owned())]);
        assert_eq!(lines("{}\n{}\n", true).len(), 2);
        assert_eq!(lines("{}", true).len(), 1);
    }
}
