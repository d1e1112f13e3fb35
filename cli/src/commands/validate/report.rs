//! The report as a stream: entries are written in the order of the input, each as soon as it is its turn.

use std::io::{self, Write};

use payerlab_profiles::validate::Outcome;

use super::resource::ParsedResource;
use super::tally::Tally;
use super::text::Palette;
use super::{json, operation_outcome, text};
use crate::args::Format;

/// One resource's part of the report.
#[derive(Debug)]
pub(super) struct ReportEntry {
    text: String,
    tally: Tally,
}

/// Makes report entries; shared by the workers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Formatter {
    format: Format,
    palette: Palette,
}

impl Formatter {
    /// A formatter for standard output, with colours if it shows them.
    pub(super) fn new(format: Format) -> Self {
        Self {
            format,
            palette: Palette::of_stdout(),
        }
    }

    /// Formats the entry of one resource.
    pub(super) fn entry(
        self,
        resource: &ParsedResource,
        outcome: &Outcome,
    ) -> serde_json::Result<ReportEntry> {
        let text = match self.format {
            Format::Text => text::format_issues(resource, outcome, &self.palette),
            Format::Json => json::file(resource, outcome)?,
            Format::Outcome => operation_outcome::line(resource, outcome)? + "\n",
        };
        Ok(ReportEntry {
            text,
            tally: Tally::of(outcome),
        })
    }
}

/// The report as far as it is written.
#[derive(Debug)]
pub(super) struct Report<W> {
    out: W,
    format: Format,
    tally: Tally,
}

impl<W: Write> Report<W> {
    /// A report without entries.
    pub(super) fn new(out: W, format: Format) -> Self {
        Self {
            out,
            format,
            tally: Tally::default(),
        }
    }

    /// Writes an entry and counts it.
    pub(super) fn add(&mut self, entry: ReportEntry) -> io::Result<()> {
        if self.format == Format::Json {
            let first = self.tally.resources == 0;
            self.out
                .write_all(if first { json::OPEN } else { json::BETWEEN }.as_bytes())?;
        }
        self.out.write_all(entry.text.as_bytes())?;
        self.tally.add(entry.tally);
        Ok(())
    }

    /// Writes the end of a report that has at least one entry.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.format == Format::Json {
            self.out.write_all(json::close(&self.tally)?.as_bytes())?;
        }
        self.out.flush()
    }

    /// Counts what was left out for the whole run.
    pub(super) fn not_checked(&mut self, what: &str) {
        *self.tally.not_checked.entry(what.to_owned()).or_default() += 1;
    }

    /// The counts so far.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }
}
