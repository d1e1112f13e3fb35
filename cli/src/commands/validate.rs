//! `payerlab validate`: holds FHIR R4 resources in files to FHIR itself, to the profiles they claim, and to those asked for.

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use payerlab_profiles::compile::compile;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::{Guide, Pack, embedded};
use payerlab_profiles::package::Package;
use payerlab_profiles::validate::{Issue, IssueType, Outcome, Severity, Validator};
use serde_json::json;

use crate::args::{Format, ValidateArgs};
use crate::failure::{Failure, written};

/// The built-in guides; where two versions define the same profile, the first that is named here counts.
const GUIDES: [Guide; 7] = [
    Guide::R4,
    Guide::UsCore610,
    Guide::CarinBb200,
    Guide::PlanNet110,
    Guide::Pdex200,
    Guide::UsCore700,
    Guide::UsCore311,
];

/// Validates every resource; 1 when one of them has errors.
pub fn run(args: &ValidateArgs) -> Result<u8, Failure> {
    let validator = validator(args)?;
    let profiles: Vec<&str> = args.profile.iter().map(String::as_str).collect();
    let mut files = Vec::new();
    for path in &args.paths {
        collect(path, &mut files)?;
    }
    let mut report = Report {
        format: args.format,
        resources: 0,
        errors: 0,
        warnings: 0,
    };
    let mut out = io::stdout().lock();
    for file in files {
        let bytes = read(&file)?;
        for part in parts(&file, &bytes) {
            let outcome = match Document::parse(part.bytes.to_vec()) {
                Ok(document) => validator.validate(&document, &profiles),
                Err(error) => unreadable(&error),
            };
            if written(report.add(&mut out, &file, &part, &outcome)).is_err() {
                return Err(Failure::broken("cannot write the issues"));
            }
        }
    }
    if report.resources == 0 {
        return Err(Failure::usage(
            "there is no .json or .ndjson file among the paths; name the files themselves",
        ));
    }
    eprintln!(
        "{} resources: {} errors, {} warnings",
        report.resources, report.errors, report.warnings
    );
    Ok(u8::from(report.errors > 0))
}

/// Everything that the resources are held to: the user's own packages before the built-in guides.
fn validator(args: &ValidateArgs) -> Result<Validator, Failure> {
    let mut packs = Vec::new();
    for path in &args.ig {
        let package = Package::read(path)
            .map_err(|error| Failure::usage(format!("{error}; give a FHIR package with --ig")))?;
        let bytes = compile(&package)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        packs.push(Arc::new(Pack::open(bytes).map_err(Failure::broken)?));
    }
    packs.extend(GUIDES.into_iter().map(embedded));
    let validator = Validator::new(packs);
    match args
        .profile
        .iter()
        .find(|profile| !validator.knows_profile(profile))
    {
        Some(unknown) => Err(Failure::usage(format!(
            "no guide defines the profile {unknown}; add the package that does with --ig"
        ))),
        None => Ok(validator),
    }
}

/// The files of a path: itself, or those of a folder and the folders in it, in the order of their names.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable =
        |error: io::Error| Failure::usage(format!("cannot read {}: {error}", path.display()));
    if path == Path::new("-") || fs::metadata(path).map_err(unreadable)?.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(unreadable)?.collect();
    let mut paths: Vec<PathBuf> = entries
        .map_err(unreadable)?
        .into_iter()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json" || extension == "ndjson")
        {
            files.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    read.map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))?;
    Ok(bytes)
}

/// One resource in a file: a whole JSON file, or a line of NDJSON.
struct Part<'b> {
    bytes: &'b [u8],
    /// How many lines of the file stand before it.
    before: u32,
}

fn parts<'b>(path: &Path, bytes: &'b [u8]) -> Vec<Part<'b>> {
    let lines = || {
        let filled = |line: &&[u8]| !line.iter().all(u8::is_ascii_whitespace);
        bytes
            .split(|byte| *byte == b'\n')
            .zip(0..)
            .filter(move |(line, _)| filled(line))
            .map(|(bytes, before)| Part { bytes, before })
    };
    // Standard input has no name to tell; JSON with a whole object on its first of several lines is NDJSON.
    let ndjson = path
        .extension()
        .is_some_and(|extension| extension == "ndjson")
        || path == Path::new("-")
            && lines().nth(1).is_some()
            && lines()
                .next()
                .is_some_and(|first| Document::parse(first.bytes.to_vec()).is_ok());
    if ndjson {
        lines().collect()
    } else {
        vec![Part { bytes, before: 0 }]
    }
}

/// What is found in bytes that are no JSON.
fn unreadable(error: &payerlab_profiles::json::JsonError) -> Outcome {
    Outcome {
        issues: vec![Issue {
            severity: Severity::Fatal,
            code: IssueType::Structure,
            rule: "json".into(),
            expression: String::new(),
            line: error.line,
            column: error.column,
            profile: None,
            message: error.fault.to_string(),
        }],
        ..Outcome::default()
    }
}

/// Writes what is found, and counts it.
struct Report {
    format: Format,
    resources: usize,
    errors: usize,
    warnings: usize,
}

impl Report {
    fn add(
        &mut self,
        out: &mut impl Write,
        file: &Path,
        part: &Part<'_>,
        outcome: &Outcome,
    ) -> io::Result<()> {
        self.resources += 1;
        self.errors += outcome.errors().count();
        self.warnings += outcome.warnings().count();
        match self.format {
            Format::Text => text(out, file, part, outcome),
            Format::Json => line_of_json(out, file, part, outcome),
        }
    }
}

fn text(out: &mut impl Write, file: &Path, part: &Part<'_>, outcome: &Outcome) -> io::Result<()> {
    for issue in &outcome.issues {
        let severity = match issue.severity {
            Severity::Fatal | Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "note",
        };
        let (file, line) = (file.display(), issue.line + part.before);
        write!(
            out,
            "{file}:{line}:{}: {severity}: {} [{}]",
            issue.column, issue.message, issue.rule
        )?;
        if !issue.expression.is_empty() {
            write!(out, " at {}", issue.expression)?;
        }
        match &issue.profile {
            Some(profile) => writeln!(out, " in {profile}")?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

fn line_of_json(
    out: &mut impl Write,
    file: &Path,
    part: &Part<'_>,
    outcome: &Outcome,
) -> io::Result<()> {
    let mut issues = outcome.issues.clone();
    for issue in &mut issues {
        issue.line += part.before;
    }
    let object = json!({
        "file": file.display().to_string(),
        "line": part.before + 1,
        "valid": outcome.is_valid(),
        "profiles": outcome.profiles,
        "issues": issues,
        "unchecked": outcome.unchecked,
    });
    writeln!(out, "{object}")
}
