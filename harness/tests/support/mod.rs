//! What the tests of the harness share: a faked payer, runs against it, and their reports.

use std::fs;
use std::time::Duration;

use payerlab_harness::target::{
    App, Apps, Consent, FormLogin, InlineSecret, LoginStrategy, Member, Members, Target,
};
use payerlab_harness::{HarnessError, ProgressMode, RunOptions, Summary, run};
use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) const PASSWORD: &str = "a-password-nobody-may-see";
pub(crate) const CLIENT_SECRET: &str = "a-client-secret & nobody/may+see";
pub(crate) const ACCESS: &str = "an-access-token-nobody-may-see";
pub(crate) const REFRESH: &str = "a-refresh-token-nobody-may-see";
pub(crate) const CODE: &str = "a-code-nobody-may-see/+=";
pub(crate) const COOKIE: &str = "a-cookie-nobody-may-see";

pub(crate) fn target(base: &str) -> Target {
    let toml = format!("name = \"a faked payer\"\npatient_access = \"{base}/fhir\"\n");
    Target::parse("target.toml", &toml).expect("a target")
}

pub(crate) fn options(
    target: Target,
    features: &TempDir,
    report: &TempDir,
    tags: &str,
) -> RunOptions {
    RunOptions {
        target,
        tags: Some(tags.to_owned()),
        features_dir: Some(features.path().to_owned()),
        report_dir: report.path().join("report"),
        jobs: 4,
        timeout: Duration::from_secs(10),
        progress: ProgressMode::Silent,
    }
}

pub(crate) fn features(text: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("own")).expect("a folder");
    fs::write(folder.path().join("own/own.feature"), text).expect("a file");
    folder
}

pub(crate) async fn run_blocking(options: RunOptions) -> Result<Summary, HarnessError> {
    tokio::task::spawn_blocking(move || run(options))
        .await
        .expect("a run")
}

/// A payer with a sign-in page and a token endpoint, that tells secrets wherever it can.
pub(crate) async fn payer() -> MockServer {
    let server = MockServer::start().await;
    let base = server.uri();
    Mock::given(path("/fhir/metadata"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"resourceType": "CapabilityStatement"})),
        )
        .mount(&server)
        .await;
    Mock::given(path("/fhir/.well-known/smart-configuration"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "issuer": base,
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "capabilities": ["launch-standalone"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
        })))
        .mount(&server)
        .await;
    Mock::given(path("/authorize"))
        .respond_with(|request: &Request| {
            let state = request.url.query_pairs().find(|(name, _)| name == "state").map(|(_, state)| state.into_owned());
            ResponseTemplate::new(200)
                .insert_header("Set-Cookie", format!("session={COOKIE}; HttpOnly").as_str())
                .set_body_string(format!(
                    "<form method=post action='/login'><input type=hidden name=state value='{}'>\
                     <input name=username><input name=password type=password><button id=allow>Allow</button></form>",
                    state.unwrap_or_default()
                ))
        })
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/login"))
        .respond_with(|request: &Request| {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            let pairs: Vec<(String, String)> = url_pairs(&body);
            let of = |name: &str| {
                pairs
                    .iter()
                    .find(|(have, _)| have == name)
                    .map(|(_, value)| value.as_str())
            };
            assert_eq!(of("password"), Some(PASSWORD));
            let query: String = [("code", CODE), ("state", of("state").unwrap_or_default())]
                .iter()
                .map(|(name, value)| format!("{name}={}", escaped(value)))
                .collect::<Vec<_>>()
                .join("&");
            ResponseTemplate::new(303).insert_header(
                "Location",
                format!("https://app.example.org/callback?{query}").as_str(),
            )
        })
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/token"))
        .respond_with(ResponseTemplate::new(200).insert_header("Cache-Control", "no-store").set_body_json(json!({
            "access_token": ACCESS, "token_type": "Bearer", "expires_in": 300, "refresh_token": REFRESH,
            "scope": "launch/patient patient/Patient.rs", "patient": "p1",
        })))
        .mount(&server)
        .await;
    Mock::given(path("/fhir/Patient/p1"))
        .respond_with(|request: &Request| {
            let token = request.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
            ResponseTemplate::new(500)
                .insert_header("Content-Type", "application/fhir+json")
                .insert_header("X-Echo", token)
                .set_body_string(format!(
                    r#"{{"resourceType":"OperationOutcome","issue":[{{"diagnostics":"{token} {CODE} {REFRESH} <b>"}}]}}"#
                ))
        })
        .mount(&server)
        .await;
    server
}

pub(crate) fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub(crate) fn url_pairs(body: &str) -> Vec<(String, String)> {
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| {
            let plain = percent_encoding::percent_decode_str(&value.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned();
            (name.to_owned(), plain)
        })
        .collect()
}

pub(crate) fn with_login(mut target: Target) -> Target {
    target.login = Some(LoginStrategy::Form(FormLogin {
        consent: Some(Consent {
            scope: None,
            patient: None,
            allow: "#consent".into(),
            deny: None,
        }),
        ..FormLogin::default()
    }));
    target.apps = Apps {
        confidential: Some(App {
            client_id: "app-1".into(),
            redirect_uri: Some("https://app.example.org/callback".into()),
            scopes: "launch/patient patient/Patient.rs".into(),
            secret: Some(InlineSecret::from(CLIENT_SECRET)),
            ..App::default()
        }),
        ..Apps::default()
    };
    target.members = Members {
        main: Some(Member {
            username: "member-1".into(),
            password: Some(InlineSecret::from(PASSWORD)),
            ..Member::default()
        }),
        ..Members::default()
    };
    target
}

pub(crate) fn results(report: &TempDir) -> Value {
    let text = fs::read_to_string(report.path().join("report/results.json")).expect("results.json");
    serde_json::from_str(&text).expect("JSON")
}

pub(crate) fn held_to_schema(results: &Value) {
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/results.schema.json")).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> = validator
        .iter_errors(results)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
