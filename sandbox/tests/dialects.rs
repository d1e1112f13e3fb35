//! Every dialect of `sandbox/dialects`: an app goes the whole way, from discovery to revocation, by what the payer says of
//! itself. And docs/DIALECTS.md names every key.

mod support;

use std::collections::BTreeSet;

use payerlab_sandbox::dialect::{AuthorizeMethod, Dialect};
use reqwest::header::LOCATION;
use serde_json::Value;
use support::{Answer, Payer, code_of};

const SCOPE: &str = "openid launch/patient offline_access patient/*.rs";

/// The payer of a dialect, with what it says of itself.
struct Visited {
    payer: Payer,
    smart: Value,
    methods: Vec<AuthorizeMethod>,
}

impl Visited {
    /// Discovery: the three documents and the CapabilityStatement agree.
    async fn of(dialect: &str) -> Self {
        let payer = Payer::speaking(dialect).await;
        let urls = &payer.running.urls;
        let smart = format!("{}/.well-known/smart-configuration", urls.patient_access);
        let smart = payer.get(&smart).await.json();
        assert_eq!(smart["issuer"], urls.issuer);
        for document in ["oauth-authorization-server", "openid-configuration"] {
            let document = payer.get(&format!("/.well-known/{document}")).await.json();
            for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
                assert!(document[endpoint].is_string(), "{endpoint}: {document}");
                assert_eq!(document[endpoint], smart[endpoint]);
            }
        }
        let statement = payer
            .get(&format!("{}/metadata", urls.patient_access))
            .await;
        let security = &statement.json()["rest"][0]["security"]["extension"][0];
        for (index, name) in ["authorization", "token", "revocation", "introspection"]
            .iter()
            .enumerate()
        {
            let uri = &security["extension"][index]["valueUri"];
            assert_eq!(*uri, smart[format!("{name}_endpoint")], "{name}");
        }
        let dialect = Dialect::named(dialect).expect("it runs");
        let announces = smart["capabilities"]
            .as_array()
            .expect("a list")
            .contains(&"authorize-post".into());
        let takes = dialect
            .oauth
            .authorize_methods
            .contains(&AuthorizeMethod::Post);
        assert_eq!(announces, takes, "{}: authorize-post", dialect.name);
        Self {
            payer,
            smart,
            methods: dialect.oauth.authorize_methods,
        }
    }

    fn endpoint(&self, name: &str) -> &str {
        let url = self.smart[name].as_str().expect("an endpoint");
        assert!(url.starts_with("http"), "{url}");
        url
    }

    /// The authorization endpoint, the sign-in page, the consent page.
    async fn code(&self) -> String {
        let p = &self.payer;
        let request = p.request("confidential", &[("scope", Some(SCOPE))]);
        let url = self.endpoint("authorization_endpoint");
        let request = if self.methods.contains(&AuthorizeMethod::Get) {
            p.http().get(url).query(&request)
        } else {
            p.http().post(url).form(&request)
        };
        let login = p.follow(p.send(request).await).await;
        let consent = p.sign_in(login).await;
        let scopes = consent.values("input[name=scope]");
        let back = p.decide(&consent, "allow", &scopes).await;
        assert!(back.headers.contains_key(LOCATION), "{}", back.body);
        code_of(&back)
    }

    async fn token(&self, form: &[(&str, &str)]) -> Answer {
        self.as_client("token_endpoint", form).await
    }

    async fn as_client(&self, endpoint: &str, form: &[(&str, &str)]) -> Answer {
        let app = self.payer.app("confidential");
        let request = self.payer.http().post(self.endpoint(endpoint)).form(form);
        let request = request.basic_auth(&app.client_id, app.secret.as_ref());
        self.payer.send(request).await
    }

    async fn search(&self, access_token: &str) -> Answer {
        let url = format!("{}/Observation", self.payer.running.urls.patient_access);
        let request = self.payer.http().get(url).bearer_auth(access_token);
        self.payer.send(request).await
    }
}

#[tokio::test]
async fn an_app_goes_the_whole_way_at_every_dialect() {
    for name in Dialect::names() {
        let at = Visited::of(name).await;
        let code = at.code().await;
        let redirect = at.payer.app("confidential").redirect_uris[0].clone();
        let tokens = at
            .token(&[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", &redirect),
                ("code_verifier", support::VERIFIER),
            ])
            .await;
        assert_eq!(tokens.status, 200, "{name}: {}", tokens.body);
        let patient = tokens.text("patient");
        assert_eq!(patient, at.payer.running.members[0].patient_id, "{name}");
        assert!(!tokens.text("id_token").is_empty(), "{name}");

        let found = at.search(&tokens.text("access_token")).await;
        let found = found.json();
        let first = &found["entry"][0]["resource"];
        assert_eq!(
            first["subject"]["reference"],
            format!("Patient/{patient}"),
            "{name}"
        );

        let refresh_token = tokens.text("refresh_token");
        let refreshed = at
            .token(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", &refresh_token),
            ])
            .await;
        assert_eq!(refreshed.status, 200, "{name}: {}", refreshed.body);
        let access_token = refreshed.text("access_token");
        assert_eq!(at.search(&access_token).await.status, 200, "{name}");

        let token = refreshed.text("refresh_token");
        let revoked = at
            .as_client("revocation_endpoint", &[("token", &token)])
            .await;
        assert_eq!(revoked.status, 200, "{name}: {}", revoked.body);
        assert_eq!(at.search(&access_token).await.status, 401, "{name}");
    }
}

/// The keys of a dialect's file, as docs/DIALECTS.md names them.
fn keys(text: &str) -> BTreeSet<String> {
    let table: toml::Table = text.parse().expect("a dialect");
    let mut keys = BTreeSet::new();
    for (name, value) in &table {
        match value {
            // Its keys are other keys.
            toml::Value::Table(_) if name == "sources" => {
                keys.insert(name.clone());
            }
            toml::Value::Table(table) => {
                keys.extend(table.keys().map(|key| format!("{name}.{key}")));
            }
            toml::Value::Array(tables) => {
                let tables = tables.iter().filter_map(toml::Value::as_table);
                let inner = tables.flat_map(toml::Table::keys);
                keys.extend(inner.map(|key| format!("{name}.{key}")));
            }
            _ => {
                keys.insert(name.clone());
            }
        }
    }
    keys
}

#[test]
fn the_document_names_every_key() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("dialects");
    let used: BTreeSet<String> = Dialect::names()
        .into_iter()
        .map(|name| std::fs::read_to_string(folder.join(format!("{name}.toml"))))
        .flat_map(|text| keys(&text.expect("the dialect's file")))
        .collect();
    let document = include_str!("../../docs/DIALECTS.md");
    let named: BTreeSet<String> = document
        .lines()
        .filter_map(|row| row.strip_prefix("| `")?.split_once('`'))
        .map(|(key, _)| key.to_owned())
        .collect();
    assert_eq!(named, used);
}

#[test]
fn every_difference_of_a_built_in_dialect_has_a_source() {
    for name in Dialect::names() {
        if name == Dialect::REFERENCE {
            continue;
        }
        let differences = Dialect::differences(name).expect("a dialect");
        let without: Vec<&str> = differences
            .iter()
            .filter(|difference| difference.key != "title" && difference.source.is_none())
            .map(|difference| difference.key.as_str())
            .collect();
        assert!(without.is_empty(), "{name}: no source for {without:?}");
    }
}

/// A source begins with the word of a document and the numbers of its statements, `SCFHP 62, 115`.
#[test]
fn every_statement_that_a_dialect_cites_is_in_the_list() {
    let list = include_str!("../../docs/PAYERS.md");
    for name in Dialect::names() {
        let dialect = Dialect::named(name).expect("a dialect");
        let quirks = dialect.quirks.iter().map(|quirk| &quirk.source);
        for source in dialect.sources.values().chain(quirks) {
            let cited = source.split(':').next().unwrap_or_default();
            let (document, numbers) = cited.split_once(' ').expect("a document and numbers");
            for number in numbers
                .split([',', ' '])
                .filter(|word| !word.is_empty() && *word != "to")
            {
                let row = format!("| {document} {number} |");
                assert!(list.contains(&row), "{name}: {row} of `{source}`");
            }
        }
    }
}
