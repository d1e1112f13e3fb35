//! `payerlab serve` from outside: what it says, that it stops when told to, and that what it promised survives `kill -9`.

mod support;

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use payerlab_harness::target::{App, Target};
use support::{Served, payerlab, run};
use tempfile::TempDir;

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}

async fn ask(request: reqwest::RequestBuilder) -> (u16, serde_json::Value) {
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let body = answer.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

fn client() -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

fn backend(target: &Target) -> (&App, &str) {
    let app = target
        .apps
        .get(payerlab_harness::target::AppRole::Backend)
        .expect("a backend app");
    (app, app.secret.as_ref().expect("a secret").expose())
}

async fn metadata(client: &reqwest::Client, target: &Target) -> serde_json::Value {
    let base = target.patient_access.as_ref().unwrap();
    let (status, body) = ask(client.get(base.join(".well-known/smart-configuration"))).await;
    assert_eq!(status, 200);
    body
}

#[tokio::test]
async fn a_token_survives_kill_9_and_so_does_its_revocation() {
    let folder = TempDir::new().unwrap();
    let store = format!("sqlite:{}", folder.path().join("payer.sqlite").display());
    let address = free_address();
    let args = ["--listen", address.as_str(), "--store", store.as_str()];
    let client = self::client();

    let served = Served::start(&args);
    let smart = metadata(&client, &served.target).await;
    let endpoint = |name: &str| smart[name].as_str().expect("a URL").to_owned();
    let (app, secret) = backend(&served.target);
    let (id, secret, scopes) = (app.client_id.clone(), secret.to_owned(), app.scopes.clone());
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let form = [
            ("grant_type", "client_credentials"),
            ("scope", scopes.as_str()),
        ];
        let request = client
            .post(endpoint("token_endpoint"))
            .basic_auth(&id, Some(&secret))
            .form(&form);
        let (status, body) = ask(request).await;
        assert_eq!(status, 200, "{body}");
        tokens.push(body["access_token"].as_str().expect("a token").to_owned());
    }
    let revoke = client
        .post(endpoint("revocation_endpoint"))
        .basic_auth(&id, Some(&secret))
        .form(&[("token", &tokens[1])]);
    assert_eq!(ask(revoke).await.0, 200);
    served.kill();

    let served = Served::start(&args);
    // The connections of the other client died with the payer.
    let client = self::client();
    let patient = served
        .target
        .patient_access
        .as_ref()
        .unwrap()
        .join("Patient/PatientID");
    assert_eq!(
        ask(client.get(&patient).bearer_auth(&tokens[0])).await.0,
        200
    );
    assert_eq!(
        ask(client.get(&patient).bearer_auth(&tokens[1])).await.0,
        401
    );
    assert!(served.terminate());
}

#[tokio::test]
async fn public_url_is_what_the_documents_say() {
    let public = "https://payer.example.org/sandbox";
    let address = free_address();
    let served = Served::start(&["--listen", &address, "--public-url", public]);
    assert_eq!(
        served.target.patient_access.as_ref().unwrap().as_str(),
        format!("{public}/fhir")
    );
    let (status, smart) = ask(client().get(format!(
        "http://{address}/fhir/.well-known/smart-configuration"
    )))
    .await;
    assert_eq!(status, 200);
    assert_eq!(smart["issuer"], public);
    assert!(
        smart["token_endpoint"]
            .as_str()
            .unwrap()
            .starts_with(public)
    );
}

#[test]
fn sigterm_ends_it_well_and_the_port_is_free_again() {
    let address = free_address();
    assert!(Served::start(&["--listen", &address]).terminate());
    TcpListener::bind(&address).expect("nobody listens any more");
}

/// A batch of searches that takes the directory many seconds.
fn hard_work() -> String {
    let chain =
        "&practitioner.name=a,b,c,d,e,f&organization.name=a,b,c,d,e,f&location.address=a,b,c"
            .repeat(40);
    let entry =
        format!(r#"{{"request":{{"method":"GET","url":"PractitionerRole?_count=1{chain}"}}}}"#);
    let entries = vec![entry; 200].join(",");
    format!(r#"{{"resourceType":"Bundle","type":"batch","entry":[{entries}]}}"#)
}

#[test]
fn sigterm_ends_it_while_every_thread_computes() {
    let served = Served::start(&["--listen", "127.0.0.1:0"]);
    let base = served.target.directory.clone().unwrap();
    let address = base.as_str().trim_start_matches("http://");
    let address = address.split('/').next().unwrap();
    let work = hard_work();
    let connections: Vec<_> = (0..32)
        .map(|_| {
            let mut connection = TcpStream::connect(address).unwrap();
            let head = format!(
                "POST /directory HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/fhir+json\r\n\
                 Content-Length: {}\r\n\r\n",
                work.len()
            );
            connection.write_all(head.as_bytes()).unwrap();
            connection.write_all(work.as_bytes()).unwrap();
            connection
        })
        .collect();
    thread::sleep(Duration::from_secs(1));
    let told = Instant::now();
    assert!(served.terminate());
    assert!(
        told.elapsed() < Duration::from_secs(12),
        "{:?}",
        told.elapsed()
    );
    drop(connections);
}

#[test]
fn it_ends_with_its_standard_input_when_asked_to() {
    let mut process = payerlab()
        .args(["serve", "--listen", "127.0.0.1:0", "--until-stdin-ends"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    drop(process.stdin.take());
    assert!(process.wait().unwrap().success());
}

#[tokio::test]
async fn a_users_own_data_is_served_instead_of_the_synthetic() {
    let folder = TempDir::new().unwrap();
    support::put(
        folder.path(),
        "mine.ndjson",
        "{\"resourceType\":\"Organization\",\"id\":\"mine\",\"active\":true,\"name\":\"Mine\"}\n",
    );
    let data = folder.path().to_str().unwrap().to_owned();
    let served = Served::start(&["--listen", "127.0.0.1:0", "--data", &data, "--data-only"]);
    assert!(
        served.target.members.main.is_none(),
        "there is no member but in the data"
    );
}

#[test]
fn lists_are_printed() {
    for (args, expected) in [
        (&["defects"][..], "pkce-plain"),
        (&["steps"], "Given"),
        (&["rules"], "cardinality-min"),
        (&["data", "inventory"], "SyntheticUsername,PatientID,"),
        (&["--help"], "serve"),
        (&["serve", "--help"], "--defect"),
        (&["check", "--help"], "--tags"),
    ] {
        let output = run(args);
        assert!(output.status.success(), "{args:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(expected), "{args:?}: {text}");
    }
}

#[test]
fn generated_data_is_the_same_for_a_seed_and_a_day() {
    let folder = TempDir::new().unwrap();
    let made = |name: &str, seed: &str| {
        let out = folder.path().join(name);
        let output = run(&[
            "data",
            "generate",
            "--out",
            out.to_str().unwrap(),
            "--seed",
            seed,
            "--today",
            "2026-06-01",
        ]);
        assert!(output.status.success());
        std::fs::read(out.join("patient-access/Patient.ndjson")).unwrap()
    };
    assert_eq!(made("one", "7"), made("two", "7"));
    assert_ne!(made("three", "8"), made("one", "7"));
}
