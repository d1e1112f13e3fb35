//! NDJSON: a resource a line (FHIR R4 "Bulk Data", ndjson.org). Read as a stream, so that a file may be larger than memory.

use std::io::{self, BufRead, Read as _};
use std::mem;

use payerlab_profiles::json::Document;

use super::input::{Job, LARGEST, Part, Sink, Start, unreadable};

/// Lines are handed over together until there are this many of them, or bytes.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 256 << 10;

/// Hands over every line that is not blank.
pub(super) fn each(path: &str, input: &mut dyn BufRead, start: Start, sink: Sink<'_>) -> bool {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let (mut index, mut before) = (0, 0_u32);
    let mut first = start.line;
    loop {
        let line = match first.take().map_or_else(|| line(input), Ok) {
            Ok(line) => line,
            Err(error) => {
                return (batch.is_empty() || sink(Job::Parts(batch)))
                    && sink(unreadable(path, &error));
            }
        };
        if line.is_empty() {
            return batch.is_empty() || sink(Job::Parts(batch));
        }
        // A line longer than the parser takes is not read to its end: what follows it cannot be told from it.
        let endless = line.len() as u64 >= LARGEST;
        if !line.iter().all(u8::is_ascii_whitespace) {
            bytes += line.len();
            batch.push(Part {
                path: path.to_owned(),
                index,
                before,
                content: Ok(line.into()),
            });
            index += 1;
        }
        before = before.saturating_add(1);
        if batch.len() >= BATCH || bytes >= BATCH_BYTES {
            bytes = 0;
            if !sink(Job::Parts(mem::take(&mut batch))) {
                return false;
            }
        }
        if endless {
            return batch.is_empty() || sink(Job::Parts(batch));
        }
    }
}

/// NDJSON where the first line is a whole JSON value, else one resource.
pub(super) fn sniffed(path: &str, input: &mut dyn BufRead, sink: Sink<'_>) -> bool {
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
        Ok(Err(first)) => each(path, input, Start { line: Some(first) }, sink),
        Ok(Ok(all)) => sink(Job::Parts(vec![Part {
            path: path.to_owned(),
            index: 0,
            before: 0,
            content: Ok(all.into()),
        }])),
    }
}

/// The next line with its end; empty when there is none.
fn line(input: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    input.take(LARGEST).read_until(b'\n', &mut line)?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, sniff: bool) -> Vec<(usize, u32, String)> {
        let mut found = Vec::new();
        let mut sink = |job: Job| {
            found.extend(job.parts().into_iter().map(|part| {
                let text = part.content.expect("read");
                (
                    part.index,
                    part.before,
                    String::from_utf8_lossy(&text).trim().to_owned(),
                )
            }));
            true
        };
        let mut input = text.as_bytes();
        if sniff {
            sniffed("x", &mut input, &mut sink);
        } else {
            each("x", &mut input, Start::default(), &mut sink);
        }
        found
    }

    #[test]
    fn blank_lines_count_as_lines_only() {
        assert_eq!(
            parts("{}\n\n  \r\n[]", false),
            [(0, 0, "{}".to_owned()), (1, 3, "[]".to_owned())]
        );
        assert_eq!(parts("\n\n", false), []);
    }

    #[test]
    fn many_lines_keep_their_numbers() {
        let found = parts(&"{}\n".repeat(1000), false);
        assert_eq!(found.len(), 1000);
        assert_eq!(found[999], (999, 999, "{}".to_owned()));
    }

    #[test]
    fn the_first_line_tells_one_resource_from_many() {
        assert_eq!(parts("{\n}\n", true), [(0, 0, "{\n}".to_owned())]);
        assert_eq!(parts("{}\n{}\n", true).len(), 2);
        assert_eq!(parts("{}", true).len(), 1);
    }
}
