//! The engine against faked payers: outcomes, errors in one line, redaction, and the shape of the reports.

mod support;

use std::fs;
use std::path::Path;
use std::time::Duration;

use payerlab_harness::target::{BaseUrl, Deviation, Target};
use payerlab_harness::{HarnessError, Outcome, run};
use rstest::rstest;
use serde_json::{Value, json};
use support::{
    ACCESS, CLIENT_SECRET, CODE, COOKIE, PASSWORD, REFRESH, escaped, features, held_to_schema,
    options, payer, results, run_blocking, target, with_login,
};
use tempfile::TempDir;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

const RULE: &str = r#"
@rules
Feature: Rules
  Background:
    Given the payer announces "token_endpoint"

  @authz-aud
  Rule: What a rule demands
    Background:
      Given the payer announces "authorization_endpoint"

    @fhir-head
    Scenario: It is inside
      When the app reads the SMART configuration
      Then the answer is "418"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_gives_its_scenarios_its_tags_and_its_background() {
    let (server, features, report) = (
        payer().await,
        features(RULE),
        TempDir::new().expect("a folder"),
    );
    let mut target = target(&server.uri());
    target.deviations.push(Deviation {
        requirement: "authz-aud".into(),
        reason: "not yet".into(),
    });
    let summary = run_blocking(options(target, &features, &report, "@authz-aud and @rules"))
        .await
        .expect("a summary");
    assert_eq!(summary.count(Outcome::Waived), 1, "{summary}");

    let results = results(&report);
    held_to_schema(&results);
    let scenario = &results["chapters"][0]["scenarios"][0];
    assert_eq!(scenario["rule"], "What a rule demands");
    assert_eq!(scenario["tags"], json!(["rules", "authz-aud", "fhir-head"]));
    assert_eq!(scenario["requirements"], json!(["authz-aud", "fhir-head"]));
    let texts: Vec<&Value> = scenario["steps"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|step| &step["text"])
        .collect();
    assert_eq!(
        texts,
        [
            "the payer announces \"token_endpoint\"",
            "the payer announces \"authorization_endpoint\"",
            "the app reads the SMART configuration",
            "the answer is \"418\"",
        ]
    );
    let states: Vec<&Value> = scenario["steps"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|step| &step["state"])
        .collect();
    assert_eq!(states, ["passed", "passed", "passed", "stopped"]);
}

const SIX: &str = r#"
@six
Feature: Six outcomes
  What a scenario can come to.

  Scenario: It passes
    When the app reads the SMART configuration
    Then the answer is "200"
    And there is no header "X-Nothing"
    And the header "Strict-Transport-Security" is present (should)

  @authz-aud
  Scenario: It fails
    When the app reads the SMART configuration
    Then the answer is "418"

  @fhir-head
  Scenario: It is waived
    When the app reads the SMART configuration
    Then the answer is "418"

  Scenario: It is unproven
    Given the key_pair app

  Scenario: It is not applicable
    Given the payer announces "introspection_endpoint"

  Scenario: It asks nothing
    Given the app has no token
"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_outcome_is_told_and_every_report_keeps_its_shape() {
    let (server, features, report) = (
        payer().await,
        features(SIX),
        TempDir::new().expect("a folder"),
    );
    let mut target = target(&server.uri());
    target.deviations.push(Deviation {
        requirement: "fhir-head".into(),
        reason: "HEAD is off <for now>".into(),
    });
    let summary = run_blocking(options(target, &features, &report, "@six"))
        .await
        .expect("a summary");
    for outcome in Outcome::ALL {
        assert_eq!(summary.count(outcome), 1, "{outcome}");
    }
    assert_eq!(summary.features[0].warned, 1);

    let results = results(&report);
    held_to_schema(&results);
    let scenarios = &results["chapters"][0]["scenarios"];
    assert_eq!(scenarios[0]["warnings"][0]["got"], "none");
    assert_eq!(scenarios[1]["failure"]["expected"], "418");
    assert_eq!(scenarios[1]["requirements"], json!(["authz-aud"]));
    assert_eq!(scenarios[2]["reason"], "HEAD is off <for now>");
    assert_eq!(
        scenarios[5]["reason"],
        "the scenario made no request, so it proves nothing"
    );

    let junit = fs::read_to_string(report.path().join("report/junit.xml")).expect("junit.xml");
    let junit = regex::Regex::new(r#" (time|timestamp|uuid)="[^"]*""#)
        .expect("a pattern")
        .replace_all(&junit, "");
    let junit = junit.replace(&server.uri(), "(base)");
    let steady = results.to_string().replace(&server.uri(), "(base)");
    let mut steady: Value = serde_json::from_str(&steady).expect("JSON");
    steady["started"] = json!("(time)");
    steady["duration_ms"] = json!(0);
    steady["tool"] = json!("(tool)");
    steady["exchanges"] = json!("(exchanges)");
    for scenario in steady["chapters"][0]["scenarios"]
        .as_array_mut()
        .expect("a list")
    {
        scenario["duration_ms"] = json!(0);
        scenario["exchanges"] = json!("(numbers)");
    }
    payerlab_snapshots::assert_snapshot!("junit", junit);
    let steady = serde_json::to_string_pretty(&steady).expect("JSON");
    payerlab_snapshots::assert_snapshot!("results", steady);
    let page = fs::read_to_string(report.path().join("report/index.html")).expect("index.html");
    assert!(page.contains("It fails") && page.contains("curl -i"));
    assert!(
        !page.contains("<for now>"),
        "the page escapes what it shows"
    );
}

/// The page for people, with what differs from run to run replaced by words in parentheses.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_small_run() {
    let (server, features, report) = (
        payer().await,
        features(SIX),
        TempDir::new().expect("a folder"),
    );
    let mut options = options(target(&server.uri()), &features, &report, "@six");
    options.jobs = 1;
    run_blocking(options).await.expect("a summary");
    let page = fs::read_to_string(report.path().join("report/index.html")).expect("index.html");
    let mut page = page
        .replace(&server.uri(), "(base)")
        .replace(env!("CARGO_PKG_VERSION"), "(version)");
    for (pattern, word) in [
        (r"(?s)<style>.*</style>", "<style>(style)</style>"),
        (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?Z", "(time)"),
        (r"(?m)^date: .*$", "date: (time)"),
        (r"(?m)^content-length: .*$", "content-length: (bytes)"),
        (r"\b\d+(\.\d+)? m?s\b", "(duration)"),
        (r"(?m)[ \t]+$", ""),
    ] {
        let pattern = regex::Regex::new(pattern).expect("a pattern");
        page = pattern.replace_all(&page, word).into_owned();
    }
    payerlab_snapshots::assert_snapshot!("page", page);
}

/// Every error that ends a run, as a person reads it.
#[test]
fn errors_are_one_line_with_a_remedy() {
    let folder = TempDir::new().expect("a folder");
    let base = folder.path().display().to_string();
    let missing = folder.path().join("missing");
    let plan = |text: &str, tags: &str| {
        let (features, report) = (features(text), TempDir::new().expect("a folder"));
        let options = options(target("http://127.0.0.1:1"), &features, &report, tags);
        run(options).expect_err("an error").to_string()
    };
    let parse = |text: &str| {
        Target::parse("target.toml", text)
            .expect_err("an error")
            .to_string()
    };
    let check = |text: &str| {
        let text = format!("name = \"x\"\n{text}");
        let target = Target::parse("target.toml", &text).expect("TOML");
        let error = target.check("target.toml", &|_| None);
        error.expect_err("an error").to_string()
    };
    let with_api = |text: &str| check(&format!("patient_access = \"http://127.0.0.1\"\n{text}"));
    let no_features = {
        let mut options = options(target("http://127.0.0.1:1"), &folder, &folder, "@x");
        options.features_dir = Some(missing.clone());
        run(options).expect_err("an error").to_string()
    };
    let errors = [
        (
            "no target file",
            Target::read(&missing).expect_err("an error").to_string(),
        ),
        (
            "target: unknown key",
            parse("name = \"x\"\npatient_acces = \"http://127.0.0.1\"\n"),
        ),
        (
            "target: no URL",
            parse("name = \"x\"\npatient_access = \"payer.example.org\"\n"),
        ),
        ("target: wrong type", parse("name = 5\n")),
        ("target: no endpoint", check("")),
        (
            "target: no variable",
            with_api("[apps.public]\nclient_id = \"a\"\nsecret_env = \"NOT_SET\"\n"),
        ),
        (
            "target: no redirect",
            with_api("[login]\nstrategy = \"form\"\n[apps.public]\nclient_id = \"a\"\n"),
        ),
        (
            "target: no password",
            with_api("[login]\nstrategy = \"form\"\n[members.main]\nusername = \"m\"\n"),
        ),
        (
            "target: no token",
            with_api("[login]\nstrategy = \"token\"\naccess_token_env = \"NOT_SET\"\n"),
        ),
        (
            "target: no pace",
            with_api("[limits]\nrequests_per_second = 0.0\n"),
        ),
        ("no features", no_features),
        ("no Gherkin", plan("Scenario: One\n", "@x or not @x")),
        (
            "no step",
            plan(
                "Feature: F\n  Scenario: One\n    Given the app has no tokn\n",
                "not @x",
            ),
        ),
        (
            "no table",
            plan(
                "Feature: F\n  Scenario: One\n    When the app sends the token endpoint:\n",
                "not @x",
            ),
        ),
        ("no tag expression", plan(SIX, "@a and and")),
        ("no scenario", plan(SIX, "@nobody")),
        ("out of reach", plan(SIX, "@six")),
        (
            "the harness",
            HarnessError::Broken("no index.html".into()).to_string(),
        ),
    ];
    let mut text = String::new();
    for (name, error) in errors {
        assert_eq!(error.lines().count(), 1, "{name}: {error}");
        text.push_str(&format!("{name}: {}\n", error.replace(&base, "(folder)")));
    }
    payerlab_snapshots::assert_snapshot!("errors", text);
}

/// The reports are written last; where they cannot be, the run says which folder and what to do.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_folder_that_cannot_be_made_is_said_in_one_line() {
    let (server, features, report) = (
        payer().await,
        features(SIX),
        TempDir::new().expect("a folder"),
    );
    let mut options = options(target(&server.uri()), &features, &report, "@six");
    let file = report.path().join("file");
    fs::write(&file, "").expect("a file");
    options.report_dir = file.join("report");
    let error = run_blocking(options).await.expect_err("no folder");
    let line = error
        .to_string()
        .replace(&report.path().display().to_string(), "(folder)");
    assert!(matches!(error, HarnessError::Report { .. }), "{error:?}");
    payerlab_snapshots::assert_snapshot!("report_error", line);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_reaches_a_report() {
    let text = "@secrets\nFeature: Secrets\n  Scenario: A sign-in, and a payer that repeats everything\n    \
                Given the member has just granted the app \"everything\"\n    \
                When the app reads \"Patient/{patient}\"\n    Then the answer is \"200\"\n";
    let (server, features, report) = (
        payer().await,
        features(text),
        TempDir::new().expect("a folder"),
    );
    let target = with_login(target(&server.uri()));
    let summary = run_blocking(options(target, &features, &report, "@secrets"))
        .await
        .expect("a summary");
    assert_eq!(summary.count(Outcome::Failed), 1, "{summary}");
    let results = results(&report);
    held_to_schema(&results);
    let shown: Vec<&str> = results["exchanges"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["curl"].as_str())
        .collect();
    assert!(
        shown.iter().any(|curl| curl.contains("\"$PASSWORD\"")),
        "{shown:#?}"
    );
    assert!(
        shown.iter().any(|curl| curl.contains("\"$ACCESS_TOKEN\"")),
        "{shown:#?}"
    );

    let basic = {
        use base64::Engine as _;
        let form =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        base64::engine::general_purpose::STANDARD.encode(format!(
            "{}:{}",
            form("app-1"),
            form(CLIENT_SECRET)
        ))
    };
    for file in walk(&report.path().join("report")) {
        let text = fs::read_to_string(&file).expect("a text");
        for secret in [
            PASSWORD,
            CLIENT_SECRET,
            ACCESS,
            REFRESH,
            CODE,
            COOKIE,
            &basic,
            &escaped(CODE),
        ] {
            let html = secret.replace('&', "&amp;").replace('"', "&quot;");
            assert!(
                !text.contains(secret) && !text.contains(&html),
                "{secret} in {}",
                file.display()
            );
        }
        assert!(
            !text.contains("nobody-may-see") && !text.contains("nobody%2Fmay"),
            "in {}",
            file.display()
        );
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

#[rstest]
#[case::refused("http://127.0.0.1:1", "the connection was refused")]
#[case::refused_by_a_url_full_of_other_errors(
    "http://127.0.0.1:1/tls/certificate/dns/lookup",
    "the connection was refused"
)]
#[case::unknown_host("http://no-such-payer.invalid", "its host name does not resolve")]
#[tokio::test(flavor = "multi_thread")]
async fn a_payer_out_of_reach_is_said_in_one_line(#[case] base: &str, #[case] says: &str) {
    let (features, report) = (features(SIX), TempDir::new().expect("a folder"));
    let error = run_blocking(options(target(base), &features, &report, "@six"))
        .await
        .expect_err("no payer");
    let line = error.to_string();
    assert!(
        matches!(error, HarnessError::OutOfReach { .. }),
        "{error:?}"
    );
    assert!(
        line.contains(says) && line.contains(base) && line.lines().count() == 1,
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_that_does_not_verify_is_said_to_be_that() {
    // What answers here speaks no TLS at all, which fails as a handshake does.
    let (server, features, report) = (
        payer().await,
        features(SIX),
        TempDir::new().expect("a folder"),
    );
    let base = server.uri().replace("http://", "https://");
    let error = run_blocking(options(target(&base), &features, &report, "@six"))
        .await
        .expect_err("no TLS");
    assert!(
        matches!(error, HarnessError::OutOfReach { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("TLS"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_is_an_error_and_no_failure() {
    let server = MockServer::start().await;
    Mock::given(path("/fhir/metadata"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    Mock::given(path("/fhir/Patient/slow"))
        .respond_with(ResponseTemplate::new(200).set_delay(Duration::from_secs(60)))
        .mount(&server)
        .await;
    let text = "@slow\nFeature: Slow\n  Scenario: One\n    When the app reads \"Patient/slow\"\n    Then the answer is \"200\"\n";
    let (features, report) = (features(text), TempDir::new().expect("a folder"));
    let mut options = options(target(&server.uri()), &features, &report, "@slow");
    options.timeout = Duration::from_millis(300);
    let summary = run_blocking(options).await.expect("a summary");
    assert_eq!(summary.count(Outcome::Error), 1);
    assert!(summary.out_of_reach);
    held_to_schema(&results(&report));
}

#[test]
fn a_users_file_replaces_the_embedded_one_of_the_same_path() {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("authorization")).expect("a folder");
    fs::write(
        folder.path().join("authorization/pkce.feature"),
        "Feature: PKCE\n  Scenario: One\n    Given nothing at all\n",
    )
    .expect("a file");
    let report = TempDir::new().expect("a folder");
    let error = run(options(
        target("http://127.0.0.1:1"),
        &folder,
        &report,
        "@authz-pkce or @x or not @y",
    ))
    .expect_err("a step");
    let line = error.to_string();
    assert!(
        line.starts_with("authorization/pkce.feature:3: no step is `Given nothing at all`"),
        "{line}"
    );
    assert!(matches!(error, HarnessError::Plan(_)), "{error:?}");
    assert_eq!(line.lines().count(), 1);
}

#[rstest]
#[case(
    "name = \"x\"\npatient_acces = \"http://127.0.0.1\"\n",
    "target.toml:2:1: unknown field `patient_acces`"
)]
#[case(
    "name = \"x\"\npatient_access = \"payer.example.org\"\n",
    "target.toml:2:18: `payer.example.org` is no absolute URL"
)]
#[case("name = \"x\"\npatient_access = \n", "target.toml:2:")]
#[case("name = 5\n", "target.toml:1:8: invalid type")]
fn a_wrong_target_file_is_told_by_line(#[case] text: &str, #[case] begins: &str) {
    let error = Target::parse("target.toml", text)
        .expect_err("a mistake")
        .to_string();
    assert!(
        error.starts_with(begins) && error.lines().count() == 1,
        "{error}"
    );
}

#[rstest]
#[case("name = \"x\"\n", "names no endpoint")]
#[case(
    "name = \"x\"\npatient_access = \"http://127.0.0.1\"\n[apps.public]\nclient_id = \"a\"\nsecret_env = \"NOT_SET\"\n",
    "needs the environment variable NOT_SET"
)]
#[case(
    "name = \"x\"\npatient_access = \"http://127.0.0.1\"\n[login]\nstrategy = \"form\"\n[members.main]\nusername = \"m\"\n",
    "has no password"
)]
#[case(
    "name = \"x\"\npatient_access = \"http://127.0.0.1\"\n[login]\nstrategy = \"token\"\naccess_token_env = \"NOT_SET\"\n",
    "needs the environment variable NOT_SET"
)]
#[case(
    "name = \"x\"\npatient_access = \"http://127.0.0.1\"\n[limits]\nrequests_per_second = 0.0\n",
    "requests_per_second must be above 0"
)]
fn what_the_parts_say_together_is_checked(#[case] text: &str, #[case] says: &str) {
    let target = Target::parse("target.toml", text).expect("TOML");
    let error = target
        .check("target.toml", &|_| None)
        .expect_err("a mistake")
        .to_string();
    assert!(
        error.starts_with("target.toml: [") && error.contains(says) && error.lines().count() == 1,
        "{error}"
    );
}

#[test]
fn a_target_is_read_back_as_it_was_written() {
    let mut target = with_login(target("https://payer.example.org"));
    target.directory = BaseUrl::parse("https://payer.example.org/directory/").ok();
    let text = target.to_toml().expect("TOML");
    let back = Target::parse("target.toml", &text).expect("a target");
    assert_eq!(back.to_toml().expect("TOML"), text);
    assert!(
        text.contains("directory = \"https://payer.example.org/directory\""),
        "{text}"
    );
    assert!(
        !format!("{back:?}").contains(CLIENT_SECRET),
        "debug output hides secrets"
    );
}
