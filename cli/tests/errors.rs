//! The errors of the command line as people read them: one line each, that names what is wrong and the remedy.

mod support;

use std::fmt::Write as _;
use std::net::TcpListener;

use support::{one_line, put, run};
use tempfile::TempDir;

const USAGE: i32 = 2;
const OUT_OF_REACH: i32 = 3;

/// A command line, in which `(folder)` stands for the test's folder and `(port)` for a port, with its exit code.
const CASES: &[(&str, i32)] = &[
    ("check --target (folder)/nowhere.toml", USAGE),
    ("check --target (folder)/no-toml.toml", USAGE),
    ("check --target (folder)/unknown-key.toml", USAGE),
    ("check --target (folder)/no-url.toml", USAGE),
    ("check --target (folder)/no-name.toml", USAGE),
    ("check --target (folder)/target.toml --tags (", USAGE),
    (
        "check --target (folder)/target.toml --tags @no-such-tag",
        USAGE,
    ),
    (
        "check --target (folder)/target.toml --features (folder)/nowhere",
        USAGE,
    ),
    (
        "check --target (folder)/target.toml --features (folder)/syntax",
        USAGE,
    ),
    (
        "check --target (folder)/target.toml --features (folder)/unknown-step",
        USAGE,
    ),
    (
        "check --target (folder)/target.toml --report (folder)/report",
        OUT_OF_REACH,
    ),
    ("serve --listen 127.0.0.1:(port)", USAGE),
    ("serve --listen 127.0.0.1:0 --payer acme", USAGE),
    ("serve --listen 127.0.0.1:0 --public-url payer", USAGE),
    (
        "serve --listen 127.0.0.1:0 --store postgress://somewhere",
        USAGE,
    ),
    (
        "serve --listen 127.0.0.1:0 --store sqlite:(folder)/nowhere/payer.sqlite",
        USAGE,
    ),
    (
        "serve --listen 127.0.0.1:0 --store sqlite:(folder)/diary.sqlite",
        USAGE,
    ),
    ("serve --listen 127.0.0.1:0 --data (folder)/nowhere", USAGE),
    ("serve --listen 127.0.0.1:0 --data (folder)/data", USAGE),
    ("serve --listen 127.0.0.1:0 --defect pkce-plane", USAGE),
    (
        "serve --listen 127.0.0.1:0 --write-target (folder)/nowhere/target.toml",
        USAGE,
    ),
    ("validate (folder)/nowhere.json", USAGE),
    ("validate (folder)/syntax", USAGE),
    ("validate - --profile https://example.org/none", USAGE),
    ("validate - --ig (folder)/nowhere.tgz", USAGE),
    (
        "validate - --ig example.guide@1.0.0 --package-cache (folder)/cache",
        USAGE,
    ),
    ("data generate --out (folder)/target.toml", USAGE),
    (
        "ig add example.guide@1.0.0 --package-cache (folder)/cache",
        USAGE,
    ),
    (
        "ig add @1.0.0 --registry http://127.0.0.1:1 --package-cache (folder)/cache",
        USAGE,
    ),
    (
        "ig add example.guide@1.0.0 --registry registry --package-cache (folder)/cache",
        USAGE,
    ),
    (
        "ig add example.guide@1.0.0 --registry http://127.0.0.1:1 --package-cache (folder)/cache",
        OUT_OF_REACH,
    ),
    (
        "ig compile (folder)/nowhere.tgz --out (folder)/packs",
        USAGE,
    ),
];

#[test]
fn each_error_is_one_line() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    put(at, "no-toml.toml", "name = \"a payer");
    put(
        at,
        "unknown-key.toml",
        "name = \"a payer\"\nfihr = \"http://127.0.0.1:1\"\n",
    );
    put(
        at,
        "no-url.toml",
        "name = \"a payer\"\npatient_access = \"payer/fhir\"\n",
    );
    put(
        at,
        "no-name.toml",
        "patient_access = \"http://127.0.0.1:1/fhir\"\n",
    );
    put(
        at,
        "target.toml",
        "name = \"a payer\"\npatient_access = \"http://127.0.0.1:1/fhir\"\n",
    );
    put(
        at,
        "syntax/patient_access/mine.feature",
        "Feature: one\n  Scenario: two\n    Given the payer has a Patient Access API\n    Whatever this is\n",
    );
    put(
        at,
        "unknown-step/patient_access/mine.feature",
        "Feature: one\n  Scenario: two\n    When the moon is full\n",
    );
    put(
        at,
        "diary.sqlite",
        &"Dear diary, this is no database.\n".repeat(100),
    );
    put(
        at,
        "data/broken.json",
        "{\n  \"resourceType\": \"Patient\",\n  oops\n}\n",
    );
    let folder_name = at.to_str().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();

    let mut text = String::new();
    for (command, code) in CASES {
        let filled = command
            .replace("(folder)", folder_name)
            .replace("(port)", &port);
        let args: Vec<&str> = filled.split(' ').collect();
        let line = one_line(&run(&args), *code)
            .replace(folder_name, "(folder)")
            .replace(&port, "(port)");
        writeln!(text, "$ payerlab {command}\n{line} (exit code {code})\n").unwrap();
    }
    payerlab_snapshots::assert_snapshot!("one_line", text);
}
