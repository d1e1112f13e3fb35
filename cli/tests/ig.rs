//! `payerlab ig`: packages come from a registry, are listed, and are there for `validate --ig`.

mod support;

use std::fs;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use support::{one_line, payerlab, put, run};
use tempfile::TempDir;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

fn package() -> Vec<u8> {
    let manifest = json!({"name": "own.guide", "version": "1.0.0", "dependencies": {"hl7.fhir.us.core": "6.1.0"}});
    let profile = json!({
        "resourceType": "StructureDefinition", "url": "https://example.org/own-patient", "kind": "resource",
        "type": "Patient", "derivation": "constraint",
        "baseDefinition": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient",
        "differential": {"element": [{"path": "Patient.birthDate", "min": 1}]}
    });
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut add = |name: &str, value: &Value| {
        let text = value.to_string();
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        builder
            .append_data(&mut header, name, text.as_bytes())
            .unwrap();
    };
    add("package/package.json", &manifest);
    add("package/StructureDefinition-own-patient.json", &profile);
    builder.into_inner().unwrap().finish().unwrap()
}

/// A registry that has `own.guide` 1.0.0; it lives as long as the runtime.
fn registry(runtime: &tokio::runtime::Runtime) -> MockServer {
    runtime.block_on(async {
        let server = MockServer::start().await;
        let listing = json!({"dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"dist": {"tarball": "own.guide/1.0.0"}}}});
        Mock::given(path("/own.guide"))
            .respond_with(ResponseTemplate::new(200).set_body_json(listing))
            .mount(&server)
            .await;
        Mock::given(path("/own.guide/1.0.0"))
            .respond_with(ResponseTemplate::new(200).set_body_bytes(package()))
            .mount(&server)
            .await;
        server
    })
}

fn said(output: &std::process::Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_package_is_added_listed_and_used() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = registry(&runtime);
    let folder = TempDir::new().unwrap();
    let cache = folder.path().join("packages");
    let cache = cache.to_str().unwrap();
    let add = [
        "ig",
        "add",
        "own.guide@1.x",
        "--registry",
        &server.uri(),
        "--package-cache",
        cache,
    ];
    let (out, err) = said(&run(&add));
    assert_eq!(out, "own.guide@1.0.0\n", "{err}");
    assert!(
        err.contains("note: hl7.fhir.us.core@6.1.0 is there already"),
        "{err}"
    );
    assert!(
        !err.contains('\u{1b}'),
        "no bar where there is no terminal: {err}"
    );
    let (out, err) = said(&run(&add));
    assert_eq!(
        (
            out.as_str(),
            err.contains("own.guide@1.0.0 is there already")
        ),
        ("", true)
    );

    let (out, _) = said(&run(&["ig", "list", "--package-cache", cache]));
    assert!(
        out.contains("hl7.fhir.r4.core@4.0.1") && out.contains("built in"),
        "{out}"
    );
    let last = out.lines().last().unwrap();
    assert!(
        last.starts_with("own.guide@1.0.0 ") && last.ends_with("own.guide#1.0.0"),
        "{out}"
    );

    let patient = put(
        folder.path(),
        "patient.json",
        r#"{"resourceType":"Patient","identifier":[{"system":"https://example.org","value":"1"}],"name":[{"family":"A"}],"gender":"male"}"#,
    );
    let output = run(&[
        "validate",
        &patient,
        "--ig",
        "own.guide@1.0.0",
        "--package-cache",
        cache,
        "--profile",
        "https://example.org/own-patient",
    ]);
    let (out, err) = said(&output);
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(out.contains("birthDate"), "{out}{err}");
}

#[test]
fn the_settings_may_come_from_the_environment() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = registry(&runtime);
    let folder = TempDir::new().unwrap();
    let output = payerlab()
        .args(["ig", "add", "own.guide"])
        .env("PAYERLAB_REGISTRY", server.uri())
        .env("PAYERLAB_PACKAGE_CACHE", folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        folder
            .path()
            .join("own.guide#1.0.0/package/package.json")
            .is_file()
    );
}

fn without_registry() -> std::process::Command {
    let mut command = payerlab();
    command
        .env_remove("PAYERLAB_REGISTRY")
        .env_remove("PAYERLAB_PACKAGE_CACHE");
    command
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    let folder = TempDir::new().unwrap();
    let cache = folder.path().to_str().unwrap();
    let output = without_registry()
        .args(["ig", "add", "own.guide@1.0.0"])
        .output()
        .unwrap();
    let line = one_line(&output, 2);
    assert!(
        line.contains("--registry URL") && line.contains("PAYERLAB_REGISTRY"),
        "{line}"
    );
    for (args, code, expected) in [
        (
            ["own.guide@current", "--registry", "http://127.0.0.1:1"],
            2,
            "names whatever was built last",
        ),
        (
            ["../x@1.0.0", "--registry", "http://127.0.0.1:1"],
            2,
            "is no package's name",
        ),
        (
            ["own.guide@1.0.0", "--registry", "registry"],
            2,
            "is no address of a registry",
        ),
        (
            ["own.guide@1.0.0", "--registry", "http://127.0.0.1:1"],
            3,
            "cannot reach http://127.0.0.1:1/own.guide",
        ),
    ] {
        let output = without_registry()
            .args(["ig", "add", "--package-cache", cache])
            .args(args)
            .output()
            .unwrap();
        let line = one_line(&output, code);
        assert!(line.contains(expected), "{line}");
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = registry(&runtime);
    let line = one_line(
        &run(&[
            "ig",
            "add",
            "own.guide@2.0.0",
            "--registry",
            &server.uri(),
            "--package-cache",
            cache,
        ]),
        2,
    );
    assert!(
        line.contains("no version 2.0.0 of own.guide; it has 1.0.0"),
        "{line}"
    );
}

#[test]
fn packages_are_compiled() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("own.tgz"), package()).unwrap();
    let out = folder.path().join("packs");
    let source = folder.path().join("own.tgz");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let output = run(&["ig", "compile", &text(&source), "--out", &text(&out)]);
    assert_eq!(
        said(&output).0.trim(),
        text(&out.join("own.guide-1.0.0.pack"))
    );
    let line = one_line(
        &run(&["ig", "compile", "nowhere.tgz", "--out", &text(&out)]),
        2,
    );
    assert!(line.contains("cannot read nowhere.tgz"), "{line}");
}
