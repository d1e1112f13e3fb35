//! `payerlab payers`, and a mock payer that speaks a dialect of the user's own.

mod support;

use std::collections::BTreeSet;
use std::fs;

use payerlab_sandbox::dialect::Dialect;
use support::{Served, one_line};
use tempfile::TempDir;

/// Exit code, standard output and standard error.
fn run(args: &[&str]) -> (i32, String, String) {
    let output = support::run(args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().expect("an exit code");
    (code, text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_payer_is_listed_and_shown() {
    let (code, list, _) = run(&["payers", "list"]);
    assert_eq!(code, 0);
    for name in Dialect::names() {
        assert!(
            list.lines().any(|line| line.starts_with(name)),
            "{name}: {list}"
        );
        let (code, shown, stderr) = run(&["payers", "show", name]);
        assert_eq!(code, 0, "{stderr}");
        let dialect = Dialect::named(name).expect("it is built in");
        for quirk in dialect.quirks {
            assert!(shown.contains(&quirk.source), "{}: {shown}", quirk.source);
        }
    }
}

#[test]
fn what_a_payer_does_against_the_standards_is_waived_in_its_target_file() {
    for name in Dialect::names() {
        let served = Served::start(&["--payer", name]);
        let deviations = &served.target.deviations;
        let waived: BTreeSet<String> = deviations
            .iter()
            .map(|deviation| deviation.requirement.clone())
            .collect();
        let dialect = Dialect::named(name).expect("it is built in");
        let quirks: BTreeSet<String> = dialect
            .quirks
            .iter()
            .map(|quirk| quirk.defect.requirement().to_owned())
            .collect();
        assert_eq!(waived, quirks, "{name}");
    }
}

#[test]
fn a_dialect_of_ones_own_needs_a_file_and_nothing_else() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("mine.toml");
    let path = file.to_str().expect("a path");
    let (code, said, stderr) = run(&["payers", "new", path]);
    assert_eq!(code, 0, "{stderr}");
    assert!(said.contains("serve --payer"), "{said}");
    let refused = one_line(&support::run(&["payers", "new", path]), 2);
    assert!(refused.contains("is there already"), "{refused}");

    let text = fs::read_to_string(&file).expect("the file");
    let text = text
        .replace("# [paths]\n", "[paths]\n")
        .replace("# token = \"/oauth/token\"", "token = \"/connect/token\"");
    fs::write(&file, text).expect("the file is written");
    let (code, shown, stderr) = run(&["payers", "show", path]);
    assert_eq!(code, 0, "{stderr}");
    let difference = "paths.token = \"/connect/token\" instead of \"/oauth/token\"";
    assert!(shown.contains(difference), "{shown}");

    let report = folder.path().join("report");
    let report = report.to_str().expect("a path");
    let tags = "@token-success or @metadata";
    let (code, said, stderr) = run(&["check", "--payer", path, "--tags", tags, "--report", report]);
    assert_eq!(code, 0, "{said}\n{stderr}");
    assert!(stderr.contains("Checking the mock payer mine"), "{stderr}");
}

/// What `new` writes names keys that there are: with every comment sign taken away it still is a dialect.
#[test]
fn the_file_to_start_from_is_right_when_all_of_it_is_said() {
    let template = include_str!("../templates/dialect.toml");
    let said: String = template
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.contains(" = ") || rest.starts_with('[') => rest,
            _ => line,
        })
        .fold(String::new(), |text, line| text + line + "\n");
    let dialect = Dialect::parse("mine", &said).expect("a dialect");
    assert_eq!(dialect.quirks.len(), 1);
    assert_eq!(
        dialect
            .apps
            .iter()
            .filter(|app| app.client_id == "my-app")
            .count(),
        1
    );
}
