//! `payerlab validate` as its users meet it: inputs of every kind, the three formats, exit codes, and order.

mod support;

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use rstest::rstest;
use serde_json::Value;
use support::{one_line, payerlab, put, run};
use tempfile::TempDir;

const GOOD: &str = r#"{"resourceType":"Patient","id":"good","gender":"female","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}}"#;
const BAD: &str = "{\n  \"resourceType\": \"Patient\",\n  \"id\": \"bad\",\n\t\"gender\": \"x\",\n  \"text\": {\"status\": \"generated\", \"div\": \"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>\"}\n}\n";

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Runs with this standard input.
fn fed(args: &[&str], input: &[u8]) -> Output {
    let mut process = payerlab()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // Where the command ends without reading, the pipe breaks.
    let _ = process.stdin.take().expect("a pipe").write_all(input);
    process.wait_with_output().expect("the binary ends")
}

fn archive(folder: &Path, name: &str, files: &[(&str, &str)]) -> String {
    let path = folder.join(name);
    let file = std::fs::File::create(&path).expect("a file");
    let mut archive = tar::Builder::new(GzEncoder::new(file, Compression::fast()));
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive
            .append_data(&mut header, name, text.as_bytes())
            .expect("an entry");
    }
    archive
        .into_inner()
        .and_then(GzEncoder::finish)
        .expect("an archive");
    path.to_str().expect("UTF-8").to_owned()
}

/// The JSON report of a run, held to its schema.
fn report(output: &Output) -> Value {
    let report: Value = serde_json::from_str(&out(output)).expect("one JSON document");
    let schema: Value =
        serde_json::from_str(include_str!("../schemas/validate.schema.json")).expect("a schema");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> = schema
        .iter_errors(&report)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    report
}

/// Path below the folder, index, id and validity of each resource of a report.
fn rows(report: &Value, folder: &Path) -> Vec<(String, u64, String, bool)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let files = report["files"].as_array().expect("files").iter();
    files
        .map(|file| {
            let path = text(&file["path"]);
            let path = path.strip_prefix(folder.to_str().expect("UTF-8"));
            (
                path.unwrap_or("?").to_owned(),
                file["index"].as_u64().expect("an index"),
                text(&file["id"]),
                file["valid"].as_bool().expect("a verdict"),
            )
        })
        .collect()
}

#[test]
fn the_offending_line_is_shown_with_a_caret() {
    let folder = TempDir::new().unwrap();
    let file = put(folder.path(), "bad.json", BAD);
    let output = run(&["validate", &file]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let said = out(&output);
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines[0].starts_with(&format!("{file}:4:12: error: "))
            && lines[0].ends_with(" at Patient.gender"),
        "{said}"
    );
    assert_eq!(
        lines[1..3],
        [
            "     4 |     \"gender\": \"x\",",
            "       |               ^"
        ],
        "{said}"
    );
    assert!(
        !said.contains('\u{1b}'),
        "colours without a terminal: {said}"
    );
    assert!(
        err(&output).starts_with("1 resource: 0 valid, 1 error, "),
        "{}",
        err(&output)
    );
}

/// What a person sees: the issues on standard output, then the counts on standard error.
#[test]
fn the_text_of_a_report() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    put(at, "bad.json", BAD);
    put(at, "good.json", GOOD);
    put(at, "lines.ndjson", &format!("{GOOD}\n\nno JSON\n"));
    put(
        at,
        "coverage.json",
        r#"{"resourceType":"Coverage","id":"c","meta":{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-coverage"]},"status":"active","beneficiary":{"reference":"Patient/good"},"type":{"coding":[{"system":"https://nahdo.org/sopt","code":"1"}]}}"#,
    );
    let name = at.to_str().unwrap();
    let output = run(&["validate", name]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let text = format!("{}---\n{}", out(&output), err(&output));
    payerlab_snapshots::assert_snapshot!("text", text.replace(name, "(folder)"));
}

#[test]
fn files_folders_lines_and_archives_are_reported_in_order() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let lines = format!("{GOOD}\n\n{}\n{GOOD}", BAD.replace('\n', " "));
    put(at, "data/b.ndjson", &lines);
    put(at, "data/a/one.json", GOOD);
    put(at, "data/c.json", BAD);
    put(at, "data/package.json", r#"{"name":"x"}"#);
    put(at, "data/read.me", "nothing");
    let package = archive(
        at,
        "guide.tgz",
        &[
            ("package/package.json", r#"{"name":"x","version":"1"}"#),
            ("package/example/Patient-bad.json", BAD),
            ("package/Patient.ndjson", &lines),
        ],
    );
    let data = at.join("data");
    let output = run(&[
        "validate",
        "--format",
        "json",
        data.to_str().unwrap(),
        &package,
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let report = report(&output);
    let row = |path: &str, index, id: &str| (path.to_owned(), index, id.to_owned(), id == "good");
    assert_eq!(
        rows(&report, at),
        [
            row("/data/a/one.json", 0, "good"),
            row("/data/b.ndjson", 0, "good"),
            row("/data/b.ndjson", 1, "bad"),
            row("/data/b.ndjson", 2, "good"),
            row("/data/c.json", 0, "bad"),
            row("/guide.tgz/package/example/Patient-bad.json", 0, "bad"),
            row("/guide.tgz/package/Patient.ndjson", 0, "good"),
            row("/guide.tgz/package/Patient.ndjson", 1, "bad"),
            row("/guide.tgz/package/Patient.ndjson", 2, "good"),
        ]
    );
    // Lines count in the file, blank ones too.
    assert_eq!(report["files"][2]["issues"][0]["line"], 3);
    assert_eq!(report["summary"]["resources"], 9);
    assert_eq!(report["summary"]["valid"], 5);
    assert_eq!(report["summary"]["invalid"], 4);
}

#[rstest]
#[case::one(GOOD, &["good"])]
#[case::one_on_several_lines(BAD, &["bad"])]
#[case::lines(&format!("{GOOD}\n{GOOD}\n"), &["good", "good"])]
fn standard_input_tells_itself_what_it_is(#[case] input: &str, #[case] expected: &[&str]) {
    let report = report(&fed(
        &["validate", "-", "--format", "json"],
        input.as_bytes(),
    ));
    let rows = rows(&report, Path::new("-"));
    let ids: Vec<&str> = rows.iter().map(|(_, _, id, _)| id.as_str()).collect();
    assert_eq!(ids, expected);
}

#[test]
fn an_archive_may_come_by_standard_input() {
    let folder = TempDir::new().unwrap();
    let path = archive(folder.path(), "x.tgz", &[("package/a.json", GOOD)]);
    let bytes = std::fs::read(path).unwrap();
    let report = report(&fed(&["validate", "-", "--format", "json"], &bytes));
    assert_eq!(report["files"][0]["path"], "-/package/a.json");
}

#[test]
fn an_operation_outcome_is_written_for_each_resource_and_is_valid_itself() {
    let lines = format!("{GOOD}\n{}\nno JSON\n", BAD.replace('\n', " "));
    let output = fed(&["validate", "-", "--format", "outcome"], lines.as_bytes());
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let outcomes: Vec<Value> = out(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(outcomes.len(), 3);
    assert_eq!(outcomes[0]["issue"][0]["severity"], "information");
    let issue = &outcomes[1]["issue"][0];
    assert_eq!(
        (&issue["severity"], &issue["expression"][0]),
        (&"error".into(), &"Patient.gender".into())
    );
    assert_eq!(issue["extension"][0]["valueInteger"], 2, "{issue}");
    assert_eq!(outcomes[2]["issue"][0]["severity"], "fatal");
    let again = fed(
        &["validate", "-", "--format", "json"],
        out(&output).as_bytes(),
    );
    let report = report(&again);
    assert_eq!(report["summary"]["resources"], 3);
    assert_eq!(report["summary"]["errors"], 0, "{report:#}");
}

#[test]
fn the_least_severity_that_fails_can_be_chosen() {
    // It is best practice that a resource has a narrative: a warning.
    let resource = r#"{"resourceType":"Patient","id":"good"}"#;
    let warned = report(&fed(
        &["validate", "-", "--format", "json"],
        resource.as_bytes(),
    ));
    assert_eq!(warned["summary"]["errors"], 0);
    assert!(
        warned["summary"]["warnings"].as_u64() > Some(0),
        "{warned:#}"
    );
    for (fail_on, code) in [("error", 0), ("warning", 1)] {
        let output = fed(
            &["validate", "-", "--fail-on", fail_on],
            resource.as_bytes(),
        );
        assert_eq!(output.status.code(), Some(code), "{}", err(&output));
    }
}

#[test]
fn any_number_of_jobs_gives_the_same_report() {
    let folder = TempDir::new().unwrap();
    let lines: String = (0..500)
        .map(|number| {
            let gender = if number % 3 == 0 { "x" } else { "male" };
            format!(
                "{{\"resourceType\":\"Patient\",\"id\":\"p{number}\",\"gender\":\"{gender}\"}}\n"
            )
        })
        .collect();
    let file = put(folder.path(), "many.ndjson", &lines);
    let one = out(&run(&[
        "validate", &file, "--format", "json", "--jobs", "1",
    ]));
    for jobs in ["2", "7"] {
        let more = out(&run(&[
            "validate", &file, "--format", "json", "--jobs", jobs,
        ]));
        assert!(one == more, "{jobs} jobs");
    }
    let first = serde_json::from_str::<Value>(&one).unwrap();
    assert_eq!(first["summary"]["invalid"], 167);
}

#[test]
fn what_is_not_checked_is_named() {
    let resource = r#"{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[
        {"system":"http://www.ama-assn.org/go/cpt","code":"99213"}]},
        "extension":[{"url":"https://example.org/none","valueString":"x"}]}"#;
    let output = fed(&["validate", "-"], resource.as_bytes());
    assert!(
        err(&output).contains("\nnot checked: 1 "),
        "{}",
        err(&output)
    );
    let report = report(&fed(
        &["validate", "-", "--format", "json"],
        resource.as_bytes(),
    ));
    let open = report["summary"]["notChecked"].as_object().unwrap();
    assert!(!open.is_empty());
}

#[rstest]
#[case::missing(&["validate", "nowhere.json"], "nowhere.json")]
#[case::profile(&["validate", "-", "--profile", "https://example.org/none"], "https://example.org/none")]
#[case::package(&["validate", "-", "--ig", "nowhere.tgz"], "nowhere.tgz")]
fn wrong_use_is_told_in_one_line(#[case] args: &[&str], #[case] expected: &str) {
    let line = one_line(&run(args), 2);
    assert!(line.contains(expected), "{line}");
}

#[test]
fn a_folder_without_resources_is_wrong_use() {
    let folder = TempDir::new().unwrap();
    put(folder.path(), "read.me", "nothing");
    let line = one_line(
        &run(&[
            "validate",
            folder.path().to_str().unwrap(),
            "--format",
            "json",
        ]),
        2,
    );
    assert!(line.contains("no resource"), "{line}");
}

#[test]
fn a_profile_is_asked_of_every_resource() {
    let url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
    let report = report(&fed(
        &["validate", "-", "--format", "json", "--profile", url],
        GOOD.as_bytes(),
    ));
    assert_eq!(report["files"][0]["profiles"][0], url);
    assert!(
        report["files"][0]["issues"]
            .as_array()
            .unwrap()
            .iter()
            .any(|issue| { issue["expression"] == "Patient.name" && issue["profile"] == url })
    );
}

#[test]
fn references_lead_from_file_to_file() {
    let folder = TempDir::new().unwrap();
    let wanted = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
    let observation = r#"{"resourceType":"Observation","id":"o","meta":{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-simple-observation"]},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"survey"}]}],"code":{"text":"x"},"subject":{"reference":"Patient/good"}}"#;
    let alone = put(folder.path(), "o.json", observation);
    let told = report(&run(&["validate", &alone, "--format", "json"]));
    assert_eq!(told["summary"]["errors"], 0, "{told:#}");
    put(folder.path(), "p.json", GOOD);
    let folder = folder.path().to_str().unwrap();
    let told = report(&run(&["validate", folder, "--format", "json"]));
    let issues = told["files"][0]["issues"].as_array().unwrap();
    // The patient has no name and no identifier, which the profile of the target asks for.
    let found = issues
        .iter()
        .find(|issue| issue["expression"] == "Observation.subject");
    let message = found.map(|issue| issue["message"].to_string());
    assert!(
        message.is_some_and(|message| message.contains(wanted)),
        "{told:#}"
    );
}

#[test]
fn whoever_reads_the_report_may_stop() {
    let folder = TempDir::new().unwrap();
    let file = put(
        folder.path(),
        "many.ndjson",
        &format!("{}\n", BAD.replace('\n', " ")).repeat(5000),
    );
    let mut process = payerlab()
        .args(["validate", &file])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(process.stdout.take());
    let output = process.wait_with_output().unwrap();
    assert!(!err(&output).contains("panicked"), "{}", err(&output));
    assert_ne!(output.status.code(), Some(4));
}
