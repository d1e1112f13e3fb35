//! Bad input of every kind gets one clear line that says what is wrong and where, and the right exit code.

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rstest::rstest;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use support::{one_line, put, run};
use tempfile::TempDir;

fn target(base: &str) -> String {
    format!("name = \"a payer\"\npatient_access = \"{base}/fhir\"\n")
}

#[rstest]
#[case::no_toml("name = \"a payer", ":1:")]
#[case::unknown_key("name = \"a payer\"\nfihr = \"http://127.0.0.1:1\"\n", ":2:")]
#[case::no_url("name = \"a payer\"\npatient_access = \"payer/fhir\"\n", ":2:")]
#[case::no_name("patient_access = \"http://127.0.0.1:1/fhir\"\n", "name")]
fn a_broken_target_file_is_named_with_its_line(#[case] text: &str, #[case] expected: &str) {
    let folder = TempDir::new().unwrap();
    let file = put(folder.path(), "target.toml", text);
    let line = one_line(&run(&["check", "--target", &file]), 2);
    assert!(
        line.contains("target.toml") && line.contains(expected),
        "{line}"
    );
}

#[test]
fn a_target_file_that_is_not_there_is_wrong_use() {
    let line = one_line(&run(&["check", "--target", "nowhere.toml"]), 2);
    assert!(line.contains("nowhere.toml"), "{line}");
}

#[test]
fn an_unreachable_host_is_out_of_reach() {
    let folder = TempDir::new().unwrap();
    // Bound and closed again: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let file = put(
        folder.path(),
        "target.toml",
        &target(&format!("http://127.0.0.1:{port}")),
    );
    let report = folder.path().join("report");
    let line = one_line(
        &run(&[
            "check",
            "--target",
            &file,
            "--report",
            report.to_str().unwrap(),
        ]),
        3,
    );
    assert!(line.contains(&format!("http://127.0.0.1:{port}")), "{line}");
}

#[test]
fn a_certificate_that_does_not_verify_is_out_of_reach_and_named() {
    let folder = TempDir::new().unwrap();
    let port = self_signed();
    let file = put(
        folder.path(),
        "target.toml",
        &target(&format!("https://127.0.0.1:{port}")),
    );
    let report = folder.path().join("report");
    let line = one_line(
        &run(&[
            "check",
            "--target",
            &file,
            "--report",
            report.to_str().unwrap(),
        ]),
        3,
    );
    assert!(line.to_lowercase().contains("certificate"), "{line}");
}

/// An HTTPS server whose certificate nobody vouches for.
fn self_signed() -> u16 {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::aws_lc_rs::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![certificate], key)
    .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut tls = rustls::Stream::new(&mut connection, &mut stream);
            // The client hangs up during the handshake; one that did not would get an answer.
            if tls.read(&mut [0; 1024]).is_ok() {
                let _ = tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
            }
        }
    });
    port
}

const KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXjEaQ6k8PTE8h/It
iuLgdBeuuHBUq1dlp4/Tq7bgHlKhRANCAARZTxR+X8XP1Hlszy+ycuJw3ocbNOIZ
8RU0WfuRkPf+POy0ZNoHw7qwvpPbtGpZbXPPwuLdYBEQDmN5Xo9OUhWj
-----END PRIVATE KEY-----
";
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBoTCCAUagAwIBAgIUZA7uG13rHIg/ofRM8mjL5wPBw3AwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRcGF5ZXIuZXhhbXBsZS5vcmcwIBcNMjYxMTIyMDMwNzE0WhgP
MjEyNjEwMjkwMzA3MTRaMBwxGjAYBgNVBAMMEXBheWVyLmV4YW1wbGUub3JnMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEWU8Ufl/Fz9R5bM8vsnLicN6HGzTiGfEV
NFn7kZD3/jzstGTaB8O6sL6T27RqWW1zz8Li3WAREA5jeV6PTlIVo6NkMGIwHQYD
VR0OBBYEFCVTO50faofLxjFIIondKVt1NrMhMB8GA1UdIwQYMBaAFCVTO50faofL
xjFIIondKVt1NrMhMA8GA1UdEwEB/wQFMAMBAf8wDwYDVR0RBAgwBocEfwAAATAK
BggqhkjOPQQDAgNJADBGAiEA2WHMY6qF6zjI5piTFKeF+CN8e8US3lIJTYz1QPuN
od8CIQDNq18JP1Q0weYBfdJVLTp7hBg+eQ/cZ9Z+OAo/yfz17Q==
-----END CERTIFICATE-----
";

#[rstest]
#[case::syntax(
    "Feature: one\n  Scenario: two\n    Given the payer has a Patient Access API\n    Whatever this is\n",
    "mine.feature:4"
)]
#[case::unknown_step(
    "Feature: one\n  Scenario: two\n    When the moon is full\n",
    "mine.feature:3"
)]
fn a_feature_file_that_cannot_be_used_is_named_with_its_line(
    #[case] text: &str,
    #[case] expected: &str,
) {
    let folder = TempDir::new().unwrap();
    let file = put(folder.path(), "target.toml", &target("http://127.0.0.1:1"));
    put(folder.path(), "features/patient_access/mine.feature", text);
    let features = folder.path().join("features");
    let line = one_line(
        &run(&[
            "check",
            "--target",
            &file,
            "--features",
            features.to_str().unwrap(),
        ]),
        2,
    );
    assert!(line.contains(expected), "{line}");
}

#[test]
fn a_tag_expression_that_is_none_is_wrong_use() {
    let folder = TempDir::new().unwrap();
    let file = put(folder.path(), "target.toml", &target("http://127.0.0.1:1"));
    let line = one_line(&run(&["check", "--target", &file, "--tags", "@a and ("]), 2);
    assert!(line.contains("tag"), "{line}");
}

#[test]
fn a_port_in_use_is_said_to_be_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let line = one_line(&run(&["serve", "--listen", &address.to_string()]), 2);
    assert!(
        line.contains(&address.port().to_string()) && line.contains("in use"),
        "{line}"
    );
}

#[test]
fn a_store_that_is_none_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let text = "Dear diary, this is no database.\n".repeat(100);
    let file = put(folder.path(), "diary.sqlite", &text);
    let line = one_line(
        &run(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--store",
            &format!("sqlite:{file}"),
        ]),
        2,
    );
    assert!(line.contains("diary.sqlite"), "{line}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[rstest]
#[case::kind("postgress://somewhere", "postgress")]
#[case::folder("sqlite:/no/such/folder/payer.sqlite", "/no/such/folder")]
fn a_store_that_cannot_be_opened_is_named(#[case] store: &str, #[case] expected: &str) {
    let line = one_line(
        &run(&["serve", "--listen", "127.0.0.1:0", "--store", store]),
        2,
    );
    assert!(line.contains(expected), "{line}");
}

#[test]
fn an_unknown_defect_is_named_with_the_nearest_one() {
    let line = one_line(&run(&["serve", "--defect", "pkce-plane"]), 2);
    assert!(
        line.contains("`pkce-plane`") && line.contains("`pkce-plain`"),
        "{line}"
    );
}

#[test]
fn an_unknown_payer_is_named_with_those_there_are() {
    let line = one_line(
        &run(&["serve", "--listen", "127.0.0.1:0", "--payer", "acme"]),
        2,
    );
    assert!(
        line.contains("acme") && line.contains("reference"),
        "{line}"
    );
}

#[rstest]
#[case::json(
    "broken.json",
    "{\n  \"resourceType\": \"Patient\",\n  oops\n}\n",
    "broken.json:3"
)]
#[case::ndjson(
    "broken.ndjson",
    "{\"resourceType\":\"Patient\",\"id\":\"fine\"}\n{\"resourceType\":\"Patient\",\n",
    "broken.ndjson:2"
)]
#[case::no_resource("list.json", "[1, 2]\n", "list.json:1")]
fn a_data_file_that_cannot_be_loaded_is_named_with_line_and_reason(
    #[case] name: &str,
    #[case] text: &str,
    #[case] expected: &str,
) {
    let folder = TempDir::new().unwrap();
    put(
        folder.path(),
        "good.json",
        "{\"resourceType\":\"Patient\",\"id\":\"good\"}",
    );
    put(folder.path(), name, text);
    let data = folder.path().to_str().unwrap();
    let line = one_line(
        &run(&["serve", "--listen", "127.0.0.1:0", "--data", data]),
        2,
    );
    assert!(line.contains(expected), "{line}");
    assert!(
        line.len() > line.find(expected).unwrap() + expected.len() + 4,
        "the reason is missing: {line}"
    );
}

#[test]
fn a_data_folder_that_is_not_there_is_named() {
    let line = one_line(
        &run(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
            "no/such/folder",
        ]),
        2,
    );
    assert!(line.contains("no/such/folder"), "{line}");
}
