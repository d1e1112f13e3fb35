//! Must-support scenarios against faked payers: what is unproven, what is not applicable, and that members count together.

mod support;

use payerlab_harness::Outcome;
use payerlab_harness::target::{InlineSecret, Member, Target};
use serde_json::{Value, json};
use support::{
    PASSWORD, features, held_to_schema, options, payer, results, run_blocking, target, with_login,
};
use tempfile::TempDir;
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const DIRECTORY: &str = r#"
@directory
Feature: A directory
  Background:
    Given the payer has a Provider Directory API

  Scenario Outline: <type>
    Given the API offers <type>
    When the app collects every <type> of the directory
    Then the collected <type> resources show every must-support element of Plan-Net

    Examples:
      | type     |
      | Location |
      | Endpoint |
"#;

const MEMBERS: &str = r#"
@members
Feature: Members
  Background:
    Given the member has granted the app "everything"

  Scenario: One of them
    When the app collects every Patient it can reach
    Then the collected Patient resources show every must-support element of US Core

  Scenario: All of them
    When the app collects every Patient of all members
    Then the collected Patient resources show every must-support element of US Core
"#;

/// An answer to a search with one match.
fn bundle(resource: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": resource, "search": {"mode": "match"}}],
    }))
}

async fn mount(server: &MockServer, at: &str, answer: ResponseTemplate) {
    Mock::given(path(at))
        .respond_with(answer)
        .mount(server)
        .await;
}

/// The scenarios of the only chapter.
fn scenarios(report: &TempDir) -> Vec<Value> {
    let results = results(report);
    held_to_schema(&results);
    let scenarios = results["chapters"][0]["scenarios"].as_array().cloned();
    scenarios.expect("a list")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_unproven_and_named_and_what_is_not_offered_is_not_applicable() {
    let server = MockServer::start().await;
    let offered = json!({"resourceType": "CapabilityStatement", "rest": [{"resource": [{"type": "Location"}]}]});
    let statement = ResponseTemplate::new(200).set_body_json(offered);
    mount(&server, "/directory/metadata", statement).await;
    mount(
        &server,
        "/directory/Organization",
        ResponseTemplate::new(200),
    )
    .await;
    let location = json!({
        "resourceType": "Location", "id": "l1", "status": "active", "name": "A clinic",
        "position": {"longitude": -119.8, "latitude": 36.7},
    });
    mount(&server, "/directory/Location", bundle(&location)).await;
    let toml = format!(
        "name = \"a directory\"\ndirectory = \"{}/directory\"\n",
        server.uri()
    );
    let target = Target::parse("target.toml", &toml).expect("a target");
    let (features, report) = (features(DIRECTORY), TempDir::new().expect("a folder"));
    let summary = run_blocking(options(target, &features, &report, "@directory"))
        .await
        .expect("a summary");
    assert_eq!(summary.count(Outcome::Unproven), 1, "{summary}");
    assert_eq!(summary.count(Outcome::NotApplicable), 1, "{summary}");
    assert_eq!(summary.count(Outcome::Failed), 0, "{summary}");
    let scenarios = scenarios(&report);
    let reason = scenarios[0]["reason"].as_str().expect("a reason");
    let named: Vec<&str> = reason
        .split_once("plannet-Location: ")
        .expect("the profile")
        .1
        .split(", ")
        .collect();
    assert!(named.contains(&"Location.hoursOfOperation"), "{reason}");
    assert!(
        named.contains(&"Location.extension:newpatients"),
        "{reason}"
    );
    for shown in ["Location.name", "Location.status", "Location.position"] {
        assert!(!named.contains(&shown), "{reason}");
    }
    assert!(!reason.contains("hoursOfOperation."), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_members_show_counts_together() {
    let server = payer().await;
    let living = json!({
        "resourceType": "Patient", "id": "p1", "gender": "female",
        "identifier": [{"system": "https://payer.example.org/member", "value": "1"}],
        "name": [{"family": "Rivera", "given": ["Alma"]}],
        "communication": [{"language": {"text": "English"}}],
    });
    let dead = json!({
        "resourceType": "Patient", "id": "p2", "birthDate": "1940-02-03",
        "telecom": [{"system": "phone", "value": "+1-559-555-0101", "use": "home"}],
        "address": [{"line": ["1 Elm Place"], "city": "Fresno", "state": "CA", "postalCode": "93704"}],
    });
    for (id, patient) in [("p1", living), ("p2", dead)] {
        Mock::given(path("/fhir/Patient"))
            .and(query_param("_id", id))
            .respond_with(bundle(&patient))
            .mount(&server)
            .await;
    }
    let mut target = with_login(target(&server.uri()));
    target.members.deceased = Some(Member {
        username: "member-2".into(),
        password: Some(InlineSecret::from(PASSWORD)),
        patient: Some("p2".into()),
        ..Member::default()
    });
    let (features, report) = (features(MEMBERS), TempDir::new().expect("a folder"));
    let summary = run_blocking(options(target, &features, &report, "@members"))
        .await
        .expect("a summary");
    assert_eq!(summary.count(Outcome::Unproven), 1, "{summary}");
    assert_eq!(summary.count(Outcome::Passed), 1, "{summary}");
    let scenarios = scenarios(&report);
    let reason = scenarios[0]["reason"].as_str().expect("a reason");
    let named = "us-core-patient: Patient.telecom, Patient.birthDate, Patient.address";
    assert!(reason.ends_with(named), "{reason}");
    assert_eq!(scenarios[1]["outcome"], "passed");
}
