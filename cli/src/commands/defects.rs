//! `payerlab defects`: what `serve --defect NAME` can break, and the requirement each breaks.

use std::io::{self, Write as _};

use payerlab_sandbox::Defect;

use crate::exit::Exit;
use crate::failure::{Failure, written};

/// Lists every defect: its name, the requirement it breaks, and what goes wrong.
pub(crate) fn run() -> Result<Exit, Failure> {
    let width = Defect::ALL
        .iter()
        .map(|defect| defect.name().len())
        .max()
        .unwrap_or(0);
    let aim = Defect::ALL
        .iter()
        .map(|defect| defect.requirement().len())
        .max()
        .unwrap_or(0);
    let mut out = io::stdout().lock();
    written(Defect::ALL.iter().try_for_each(|defect| {
        writeln!(
            out,
            "{:width$}  {:aim$}  {}",
            defect.name(),
            defect.requirement(),
            defect.sentence()
        )
    }))
}

/// The defects of these names.
///
/// # Errors
/// Names the first that is unknown.
pub(crate) fn parse(names: &[String]) -> Result<Vec<Defect>, Failure> {
    names
        .iter()
        .map(|name| {
            name.parse::<Defect>().map_err(|error| {
                let error = error.to_string();
                let stop = if error.ends_with('?') { "" } else { ";" };
                Failure::usage(format!("{error}{stop} `payerlab defects` lists them all"))
            })
        })
        .collect()
}
