//! The payers whose systems are documented, asked as their documentation says, letter for letter; docs/PAYERS.md numbers the
//! statements.

mod support;

use payerlab_sandbox::clock::Clock as _;
use serde_json::Value;
use support::{Payer, code_of};

/// SCFHP 87 to 143: authorization by a POST with everything in the query, a token request without a body, and its answer.
#[tokio::test]
async fn scfhp_gives_a_token_as_its_portal_documents_it() {
    let p = Payer::speaking("scfhp").await;
    let scope = "launch/patient offline_access patient/*.rs";
    let request = p.request("confidential", &[("scope", Some(scope)), ("aud", None)]);
    let authorize = p.url("/oauth/v1/authorize");
    let login = p
        .follow(p.send(p.http().post(&authorize).query(&request)).await)
        .await;
    let consent = p.sign_in(login).await;
    let scopes = consent.values("input[name=scope]");
    let code = code_of(&p.decide(&consent, "allow", &scopes).await);

    let app = p.app("confidential");
    let token = p.url("/oauth/v1/token");
    let verifier = support::VERIFIER;
    let exchange = p
        .http()
        .post(&token)
        .query(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("code_verifier", verifier),
            ("state", "state"),
        ])
        .basic_auth(&app.client_id, app.secret.as_ref());
    let answer = p.send(exchange).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let json = answer.json();
    let now = p.clock.now().as_millisecond().to_string();
    for (member, expected) in [
        ("token_type", "BearerToken"),
        ("client_id", &*app.client_id),
        ("application_name", &*app.name),
        ("scope", ""),
        ("expires_in", "3599"),
        ("issued_at", &*now),
        ("refresh_token_issued_at", &*now),
    ] {
        assert_eq!(json[member], expected, "{member}: {json}");
    }
    assert!(json["access_token"].is_string(), "{json}");
    assert!(json["refresh_token"].is_string(), "{json}");

    let api = &p.running.urls.patient_access;
    assert!(api.ends_with("/ghp/fhir4/v1"), "{api}");
    let read = |token: &str| {
        p.http()
            .get(format!("{api}/Patient"))
            .bearer_auth(token.to_owned())
    };
    let access_token = json["access_token"].as_str().expect("a token");
    assert_eq!(p.send(read(access_token)).await.status, 200);
    let refused = p.send(read("none-of-ours")).await;
    assert_eq!(refused.status, 401);
    assert_eq!(diagnostics(&refused.json()), "Invalid access token");
}

/// SCFHP 56 to 78: the directory asks for a token of client credentials.
#[tokio::test]
async fn scfhp_opens_its_directory_to_client_credentials() {
    let p = Payer::speaking("scfhp").await;
    let directory = &p.running.urls.directory;
    assert!(
        directory.ends_with("/ghp/fhir4/providerdirectory/v1"),
        "{directory}"
    );
    let search = || p.http().get(format!("{directory}/Practitioner"));
    assert_eq!(p.send(search()).await.status, 401);

    let app = p.app("directory");
    let ask = |secret: &str| {
        p.http()
            .post(p.url("/oauth/v1/token"))
            .query(&[("grant_type", "client_credentials")])
            .basic_auth(&app.client_id, Some(secret.to_owned()))
    };
    let refused = p.send(ask("wrong")).await;
    assert_eq!(refused.status, 401);
    assert_eq!(
        refused.json()["error_description"],
        "Invalid client credentials"
    );

    let answer = p.send(ask(app.secret.as_deref().expect("a secret"))).await;
    let json = answer.json();
    assert!(json["expiry_time"].is_string(), "{json}");
    let token = json["access_token"].as_str().expect("a token");
    assert_eq!(p.send(search().bearer_auth(token)).await.status, 200);
    let refused = p.send(search().bearer_auth("none-of-ours")).await;
    assert_eq!(diagnostics(&refused.json()), "Invalid access token");
}

/// IMPERIAL 71 to 87: four resources are free, and nothing else.
#[tokio::test]
async fn imperial_serves_four_resources_to_everybody() {
    let p = Payer::speaking("imperial").await;
    let directory = &p.running.urls.directory;
    for free in [
        "Practitioner",
        "PractitionerRole",
        "Organization",
        "Location",
    ] {
        let answer = p.send(p.http().get(format!("{directory}/{free}"))).await;
        assert_eq!(answer.status, 200, "{free}: {}", answer.body);
    }
    let other = p
        .send(p.http().get(format!("{directory}/InsurancePlan")))
        .await;
    assert_eq!(other.status, 404, "{}", other.body);
    let metadata = p.send(p.http().get(format!("{directory}/metadata"))).await;
    assert_eq!(metadata.json()["resourceType"], "CapabilityStatement");
}

fn diagnostics(outcome: &Value) -> &str {
    outcome["issue"][0]["diagnostics"]
        .as_str()
        .unwrap_or_default()
}
