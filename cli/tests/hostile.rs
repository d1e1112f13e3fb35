//! Hostile input to the real binary: one clear finding, and an end within bounded memory. The limit is the process's own
//! address space, of which threads and the allocator reserve far more than they use.

mod support;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

/// Kilobytes that the process may map.
const ADDRESS_SPACE: u32 = 3 << 20;

/// Runs `payerlab validate --format json` on the files with no more address space than that.
fn validate(files: &[&Path]) -> (Output, Value) {
    let script = format!("ulimit -v {ADDRESS_SPACE} && exec \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_payerlab")])
        .args(["validate", "--format", "json", "--jobs", "2"])
        .args(files)
        .stdin(Stdio::null())
        .output()
        .expect("a shell runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("panicked"), "{said}");
    let report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {:?} {said}", output.status));
    (output, report)
}

/// A file of the head, so many times the middle, and the tail.
fn repeated(folder: &Path, name: &str, [head, middle, tail]: [&[u8]; 3], times: usize) -> PathBuf {
    let path = folder.join(name);
    let mut file = BufWriter::new(File::create(&path).expect("a file"));
    let chunk = middle.repeat(1000);
    file.write_all(head).expect("it is written");
    for _ in 0..times / 1000 {
        file.write_all(&chunk).expect("it is written");
    }
    file.write_all(tail).expect("it is written");
    file.flush().expect("it is written");
    path
}

#[rstest]
#[case::brackets("[", "nested deeper than 200 levels")]
#[case::objects("{\"a\":", "nested deeper than 200 levels")]
#[case::resources(
    "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":",
    "nested deeper than 200 levels"
)]
fn ten_thousand_levels_are_refused_where_they_become_too_many(
    #[case] open: &str,
    #[case] expected: &str,
) {
    let folder = TempDir::new().unwrap();
    let file = repeated(
        folder.path(),
        "deep.json",
        [b"", open.as_bytes(), b""],
        10_000,
    );
    let (output, report) = validate(&[&file]);
    assert_eq!(output.status.code(), Some(1));
    let issue = &report["files"][0]["issues"][0];
    assert_eq!(
        (&issue["severity"], &issue["rule"]),
        (&"fatal".into(), &"json".into())
    );
    assert!(
        issue["message"].as_str().unwrap().contains(expected),
        "{issue}"
    );
    assert!(issue["column"].as_u64().unwrap() >= 200, "{issue}");
}

#[test]
fn text_that_is_no_utf_8_is_refused_at_its_place() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("latin.json");
    std::fs::write(&file, b"{\"resourceType\":\"Patient\",\n \"id\":\"\xE9\"}").unwrap();
    let (output, report) = validate(&[&file]);
    assert_eq!(output.status.code(), Some(1));
    let issue = &report["files"][0]["issues"][0];
    assert_eq!(
        (&issue["line"], &issue["column"]),
        (&2.into(), &8.into()),
        "{issue}"
    );
    assert!(
        issue["message"].as_str().unwrap().contains("UTF-8"),
        "{issue}"
    );
}

#[test]
fn a_hundred_megabytes_are_answered() {
    let folder = TempDir::new().unwrap();
    let head = br#"{"resourceType":"Binary","id":"b","contentType":"text/plain","data":""#;
    let file = repeated(
        folder.path(),
        "large.json",
        [head, b"QUJD", b"\"}"],
        25_000_000,
    );
    let (_, report) = validate(&[&file]);
    assert_eq!(report["files"][0]["resourceType"], "Binary");
    assert_eq!(report["summary"]["resources"], 1);
}

#[test]
fn more_values_than_are_kept_are_refused() {
    let folder = TempDir::new().unwrap();
    let file = repeated(folder.path(), "many.json", [b"[1", b",1", b"]"], 20_000_000);
    let (output, report) = validate(&[&file]);
    assert_eq!(output.status.code(), Some(1));
    let issue = &report["files"][0]["issues"][0];
    assert!(
        issue["message"]
            .as_str()
            .unwrap()
            .contains("larger than the limit of"),
        "{issue}"
    );
}

/// Findings are kept up to a number, so that a report stays readable and bounded.
#[test]
fn a_huge_array_of_faults_gives_a_bounded_report() {
    let folder = TempDir::new().unwrap();
    let head = br#"{"resourceType":"Patient","name":[1"#;
    let file = repeated(folder.path(), "names.json", [head, b",1", b"]}"], 200_000);
    let (output, report) = validate(&[&file]);
    assert_eq!(output.status.code(), Some(1));
    let issues = report["files"][0]["issues"].as_array().unwrap().len();
    assert!((1000..=10_000).contains(&issues), "{issues}");
    let (told, bounded) = (output.stdout.len(), 8 << 20);
    assert!(told < bounded, "{told} bytes");
}

/// Lines without an end of line are no reason to read a file into memory, nor is a file of a great many lines.
#[test]
fn a_long_stream_of_lines_is_not_kept() {
    let folder = TempDir::new().unwrap();
    let file = repeated(
        folder.path(),
        "blank.ndjson",
        [b"{}\n", b"   \n", b"{}\n"],
        10_000_000,
    );
    let (_, report) = validate(&[&file]);
    assert_eq!(report["summary"]["resources"], 2);
    assert_eq!(report["files"][1]["issues"][0]["line"], 10_000_002);
}
