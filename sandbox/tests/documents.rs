//! What the reference payer says of itself, where people can read it: `snapshots/`.

mod support;

use payerlab_sandbox::Config;
use payerlab_snapshots::assert_snapshot;
use serde_json::Value;
use support::Payer;

/// The documents at paths below the payer's base URL, as they are sent but for line breaks.
async fn documents<const N: usize>(paths: [&str; N]) -> [String; N] {
    let config = Config {
        public_url: Some("https://payer.example.org".into()),
        ..Config::default()
    };
    let payer = Payer::start_as(config).await;
    let mut documents = [const { String::new() }; N];
    for (document, path) in documents.iter_mut().zip(paths) {
        let answer = payer
            .get(&format!("http://{}{path}", payer.running.addr))
            .await;
        let body: Value = serde_json::from_str(&answer.body).expect("JSON");
        // Members are sent in the order in which a `Value` has them: nothing is lost by reading it.
        assert_eq!(body.to_string(), answer.body);
        *document = readable(&body, 0) + "\n";
    }
    documents
}

/// What fits into a line of 120 characters is one line.
fn readable(value: &Value, depth: usize) -> String {
    let line = value.to_string();
    if line.len() + 2 * depth <= 120 {
        return line;
    }
    let inside = "  ".repeat(depth + 1);
    let (open, close, members): (_, _, Vec<String>) = match value {
        Value::Array(items) => {
            let items = items.iter().map(|item| readable(item, depth + 1));
            ('[', ']', items.collect())
        }
        Value::Object(members) => {
            let members = members.iter();
            let members =
                members.map(|(name, value)| format!("\"{name}\": {}", readable(value, depth + 1)));
            ('{', '}', members.collect())
        }
        _ => return line,
    };
    let members = members.join(&format!(",\n{inside}"));
    format!("{open}\n{inside}{members}\n{}{close}", "  ".repeat(depth))
}

#[tokio::test]
async fn discovery_documents() {
    let [oauth, openid, smart] = documents([
        "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
        "/fhir/.well-known/smart-configuration",
    ])
    .await;
    assert_snapshot!("reference.oauth-authorization-server.json", oauth);
    assert_snapshot!("reference.openid-configuration.json", openid);
    assert_snapshot!("reference.smart-configuration.json", smart);
}

#[tokio::test]
async fn capability_statements() {
    let [patient_access, directory] = documents(["/fhir/metadata", "/directory/metadata"]).await;
    assert_snapshot!("reference.patient-access.capability.json", patient_access);
    assert_snapshot!("reference.directory.capability.json", directory);
}
