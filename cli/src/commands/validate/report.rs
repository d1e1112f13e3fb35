//! Writes what was found, in the order of the input and as it comes.

use std::io::{self, Write};

use super::judge::Judged;
use super::tally::Tally;
use super::text::Colours;
use super::{json, outcome, text};
use crate::args::Format;

/// What one resource adds to the report.
#[derive(Debug)]
pub struct Piece {
    text: String,
    tally: Tally,
}

/// How resources are written; shared by the workers.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    format: Format,
    colours: Colours,
}

impl Style {
    /// A format on this standard output.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            colours: Colours::of_stdout(),
        }
    }

    /// What a resource adds.
    pub fn piece(self, judged: &Judged) -> serde_json::Result<Piece> {
        let text = match self.format {
            Format::Text => text::of(judged, self.colours),
            Format::Json => json::file(judged)?,
            Format::Outcome => outcome::line(judged)? + "\n",
        };
        Ok(Piece {
            text,
            tally: Tally::of(&judged.outcome),
        })
    }
}

/// The report as far as it is written.
#[derive(Debug)]
pub struct Report<W> {
    out: W,
    format: Format,
    tally: Tally,
}

impl<W: Write> Report<W> {
    /// An empty report.
    pub fn new(out: W, format: Format) -> Self {
        Self {
            out,
            format,
            tally: Tally::default(),
        }
    }

    /// Adds a resource.
    pub fn add(&mut self, piece: Piece) -> io::Result<()> {
        if self.format == Format::Json {
            let first = self.tally.resources == 0;
            self.out
                .write_all(if first { json::OPEN } else { json::BETWEEN }.as_bytes())?;
        }
        self.out.write_all(piece.text.as_bytes())?;
        self.tally.add(piece.tally);
        Ok(())
    }

    /// Writes what belongs at the end of a report that has a resource at least.
    pub fn finish(&mut self) -> io::Result<()> {
        if self.format == Format::Json {
            self.out.write_all(json::close(&self.tally)?.as_bytes())?;
        }
        self.out.flush()
    }

    /// The counts so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}
