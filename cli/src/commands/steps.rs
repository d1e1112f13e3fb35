//! `payerlab steps`: the steps in which scenarios are written.

use std::io::{self, Write as _};

use payerlab_harness::steps::catalogue;

use crate::exit::Exit;
use crate::failure::{Failure, written};

/// Lists every step by chapter: the sentence, and what it means.
pub(crate) fn run() -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let mut chapter = "";
    written(catalogue().iter().try_for_each(|step| {
        if step.chapter != chapter {
            writeln!(
                out,
                "{}{}",
                if chapter.is_empty() { "" } else { "\n" },
                step.chapter
            )?;
            chapter = step.chapter;
        }
        writeln!(out, "  {:?} {}", step.keyword, step.sentence)?;
        if step.meaning.is_empty() {
            Ok(())
        } else {
            writeln!(out, "      {}", step.meaning)
        }
    }))
}
