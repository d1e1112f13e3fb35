//! Validates resources: `cargo run -p payerlab-profiles --example validate -- [--warnings] [--profile URL] FILE...`, where a
//! file is JSON or NDJSON.

use std::collections::BTreeMap;
use std::process::ExitCode;

use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::{Severity, Validator};

fn main() -> ExitCode {
    let (mut files, mut profiles, mut least) = (Vec::new(), Vec::new(), Severity::Error);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--warnings" => least = Severity::Warning,
            "--profile" => profiles.extend(arguments.next()),
            _ => files.push(argument),
        }
    }
    let validator = Validator::of_guides(&[
        Guide::UsCore610,
        Guide::CarinBb200,
        Guide::PlanNet110,
        Guide::Pdex200,
    ]);
    let profiles: Vec<&str> = profiles.iter().map(String::as_str).collect();
    let (mut resources, mut invalid) = (0, 0);
    let mut unchecked: BTreeMap<String, u64> = BTreeMap::new();
    for file in files {
        let content = match std::fs::read_to_string(&file) {
            Ok(content) => content,
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        };
        let lines: Vec<(usize, &str)> = if file.ends_with(".ndjson") {
            content
                .lines()
                .enumerate()
                .filter(|(_, line)| !line.trim().is_empty())
                .collect()
        } else {
            vec![(0, content.as_str())]
        };
        for (before, line) in lines {
            resources += 1;
            let document = match Document::parse(line.to_owned()) {
                Ok(document) => document,
                Err(error) => {
                    println!("{file}:{}: {error}", before + 1);
                    invalid += 1;
                    continue;
                }
            };
            let outcome = validator.validate(&document, &profiles);
            invalid += usize::from(!outcome.is_valid());
            for (what, count) in &outcome.unchecked {
                *unchecked.entry(what.clone()).or_default() += count;
            }
            for issue in outcome
                .issues
                .iter()
                .filter(|issue| issue.severity <= least)
            {
                let by = issue.profile.as_deref().unwrap_or("FHIR R4");
                let (row, column) = (before as u32 + issue.line, issue.column);
                println!(
                    "{file}:{row}:{column}: {:?} {} {}: {} [{by}]",
                    issue.severity, issue.rule, issue.expression, issue.message
                );
            }
        }
    }
    if least == Severity::Warning {
        for (what, count) in unchecked {
            println!("not checked: {count} of {what}");
        }
    }
    println!("{resources} resources, {invalid} with errors");
    if invalid == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
