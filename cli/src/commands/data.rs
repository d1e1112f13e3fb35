//! `payerlab data`: who the synthetic members are, and their data as files for other programs.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use jiff::Zoned;
use payerlab_synthetic::{Dataset, Member, Options, Row, generate as generate_data};

use super::target_file;
use crate::args::{DataArgs, GenerateArgs};
use crate::exit::Exit;
use crate::failure::{Failure, written};

/// Prints the inventory as CSV (RFC 4180).
pub(crate) fn inventory(args: &DataArgs) -> Result<Exit, Failure> {
    let dataset = dataset(args);
    let mut out = io::stdout().lock();
    written((|| {
        line(&mut out, Row::HEADER)?;
        dataset
            .inventory()
            .iter()
            .try_for_each(|row| line(&mut out, row.columns()))
    })())
}

/// Writes the data set: `members.csv`, and one NDJSON file per resource type and API.
pub(crate) fn generate(args: &GenerateArgs) -> Result<Exit, Failure> {
    let dataset = dataset(&args.data);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for resource in &dataset.resources {
        let api = if resource.directory {
            "directory"
        } else {
            "patient-access"
        };
        let file = files
            .entry(format!("{api}/{}.ndjson", resource.resource_type))
            .or_default();
        file.extend_from_slice(&resource.body);
        file.push(b'\n');
    }
    files.insert("members.csv".into(), members_csv(&dataset.members));
    for (name, bytes) in &files {
        put(&args.out.join(name), bytes)?;
    }
    println!(
        "{} resources of {} members in {}",
        dataset.resources.len(),
        dataset.members.len(),
        args.out.display()
    );
    Ok(Exit::Success)
}

#[expect(clippy::disallowed_methods, reason = "the default of --today")]
fn dataset(args: &DataArgs) -> Dataset {
    generate_data(&Options {
        seed: args.seed,
        today: args.today.unwrap_or_else(|| Zoned::now().date()),
        extra_members: args.members,
    })
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| {
            Failure::usage(format!(
                "cannot write {}: {error}; give another folder with --out",
                path.display()
            ))
        })
}

fn members_csv(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    let rows = members.iter().map(|member| {
        [
            member.username.clone(),
            member.password.clone(),
            member.patient_id.clone(),
            member.display_name.clone(),
            target_file::role(&member.username).to_owned(),
            member.proxies_for.join(" "),
            member.reason.to_owned(),
        ]
    });
    let head = [
        "username",
        "password",
        "patient",
        "name",
        "roles",
        "proxy_for",
        "reason",
    ]
    .map(str::to_owned);
    std::iter::once(head)
        .chain(rows)
        .try_for_each(|row| line(&mut out, row))
        .expect("a Vec takes every byte");
    out
}

fn line<const N: usize>(out: &mut impl Write, fields: [impl AsRef<str>; N]) -> io::Result<()> {
    let quoted: Vec<String> = fields.iter().map(|field| quoted(field.as_ref())).collect();
    writeln!(out, "{}", quoted.join(","))
}

/// A field of CSV, quoted where RFC 4180 section 2 requires it.
fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_commas_and_quotation_marks_stay_one_field() {
        let mut out = Vec::new();
        line(&mut out, ["plain", "a, b", "say \"ah\""]).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "plain,\"a, b\",\"say \"\"ah\"\"\"\n"
        );
    }
}
