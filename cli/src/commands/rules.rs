//! `payerlab rules`: the rules of the validator.

use std::io::{self, Write as _};

use payerlab_profiles::validate::RuleId;

use crate::exit::Exit;
use crate::failure::{Failure, written};

/// Lists every rule: the id as it stands in issues, what it asks for, and the page of FHIR R4 that asks for it.
pub(crate) fn run() -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    written(RuleId::ALL.iter().try_for_each(|rule| {
        writeln!(out, "{}", rule.id())?;
        writeln!(out, "    {} ({})", rule.sentence(), rule.section())
    }))
}
