//! `payerlab payers`: the dialects that a mock payer speaks.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use payerlab_sandbox::dialect::{Dialect, Difference};

use crate::args::{NewArgs, ShowArgs};
use crate::exit::Exit;
use crate::failure::{Failure, written};

/// What `new` writes.
const TEMPLATE: &str = include_str!("../../templates/dialect.toml");

/// Lists the built-in payers: the name, the title, and how many requirements each does not meet.
pub(crate) fn list() -> Result<Exit, Failure> {
    let dialects = Dialect::names()
        .into_iter()
        .map(Dialect::named)
        .collect::<Result<Vec<_>, _>>()
        .map_err(Failure::broken)?;
    let name = dialects.iter().map(|one| one.name.len()).max().unwrap_or(0);
    let title = dialects
        .iter()
        .map(|one| one.title.len())
        .max()
        .unwrap_or(0);
    let mut out = io::stdout().lock();
    written(dialects.iter().try_for_each(|dialect| {
        let quirks = match dialect.quirks.len() {
            0 => "meets every requirement".to_owned(),
            1 => "1 quirk".to_owned(),
            count => format!("{count} quirks"),
        };
        writeln!(
            out,
            "{:name$}  {:title$}  {quirks}",
            dialect.name, dialect.title
        )
    }))
}

/// Shows where a payer differs, and where that is documented.
pub(crate) fn show(args: &ShowArgs) -> Result<Exit, Failure> {
    let dialect = Dialect::open(&args.payer).map_err(Failure::usage)?;
    let differences = Dialect::differences(&args.payer).map_err(Failure::usage)?;
    let mut out = io::stdout().lock();
    written(write_dialect(&mut out, &dialect, &differences))
}

fn write_dialect(
    out: &mut impl Write,
    dialect: &Dialect,
    differences: &[Difference],
) -> io::Result<()> {
    writeln!(out, "{}: {}", dialect.name, dialect.title)?;
    if !differences.is_empty() {
        writeln!(out, "\nDifferences")?;
    }
    for difference in differences {
        write!(out, "  {} = {}", difference.key, difference.value)?;
        match &difference.base {
            Some(base) => writeln!(out, " instead of {base}")?,
            None => writeln!(out)?,
        }
        if let Some(source) = &difference.source {
            writeln!(out, "      {source}")?;
        }
    }
    if !dialect.quirks.is_empty() {
        writeln!(out, "\nRequirements that it does not meet")?;
    }
    for quirk in &dialect.quirks {
        let defect = quirk.defect;
        writeln!(
            out,
            "  {}: {} ({defect})",
            defect.requirement(),
            defect.sentence()
        )?;
        writeln!(out, "      {}", quirk.source)?;
    }
    Ok(())
}

/// Writes a file to start from. One that is there is left alone.
pub(crate) fn new(args: &NewArgs) -> Result<Exit, Failure> {
    let file = args.file.as_path();
    let fails =
        |error: io::Error| Failure::usage(format!("cannot write {}: {error}", file.display()));
    if file.extension().is_none_or(|extension| extension != "toml") {
        return Err(Failure::usage(format!(
            "{}: a dialect is a file that ends in .toml",
            file.display()
        )));
    }
    let mut created = File::create_new(file).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::usage(format!(
            "{} is there already; give another name, or remove it first",
            file.display()
        )),
        _ => fails(error),
    })?;
    created.write_all(TEMPLATE.as_bytes()).map_err(fails)?;
    let mut out = io::stdout().lock();
    written(writeln!(out, "{}", next(file)))
}

fn next(file: &Path) -> String {
    format!(
        "wrote {0}; start it with `payerlab serve --payer {0}`, and see what it says with `payerlab payers show {0}`",
        file.display()
    )
}
