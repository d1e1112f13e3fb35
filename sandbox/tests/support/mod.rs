//! A payer on a free port, a browser, and an app that asks it for tokens: what the tests of the authorization server share.

#![expect(dead_code, reason = "each test file uses its own part")]

pub(crate) mod assertion;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use payerlab_sandbox::clock::ManualClock;
use payerlab_sandbox::data::DataOptions;
use payerlab_sandbox::store::{Loaded, Member, SqliteStore, Store, StoreUrl};
use payerlab_sandbox::{BuiltInApp, Config, Defect, Running, Sandbox};
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use scraper::{Html, Selector};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub(crate) const VERIFIER: &str = "a-code-verifier-of-more-than-forty-three-characters";
pub(crate) const REDIRECT: &str = "https://app.example.org/callback";
pub(crate) const SCOPE: &str = "launch/patient offline_access patient/*.rs";
pub(crate) const USERNAME: &str = "SyntheticUsername";
pub(crate) const PASSWORD: &str = "SyntheticPassword";

/// Parameters of a request; a value of `None` leaves one out.
pub(crate) type Overrides<'a> = &'a [(&'a str, Option<&'a str>)];

pub(crate) struct Payer {
    pub running: Running,
    pub clock: Arc<ManualClock>,
    http: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
    folder: Option<tempfile::TempDir>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(crate) fn location(&self) -> String {
        self.header(LOCATION.as_str()).to_owned()
    }

    /// The parameters of the redirect to the app.
    pub(crate) fn sent_back(&self) -> BTreeMap<String, String> {
        let location = self.location();
        match location.split_once('?') {
            Some((uri, query)) if uri == REDIRECT => form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            _ => BTreeMap::new(),
        }
    }

    /// Whether this is an OAuth error of the token endpoint.
    pub(crate) fn is_error(&self, status: u16, error: &str) -> bool {
        self.status == status
            && self.json()["error"] == error
            && self.header("content-type") == "application/json"
            && self.header("cache-control") == "no-store"
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_default().to_owned()
    }

    /// The value of the first element that a selector finds.
    pub(crate) fn value(&self, selector: &str) -> String {
        self.values(selector).into_iter().next().unwrap_or_default()
    }

    pub(crate) fn values(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let page = Html::parse_document(&self.body);
        page.select(&selector)
            .map(|element| element.value().attr("value").unwrap_or_default().to_owned())
            .collect()
    }
}

impl Payer {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(defects: &[Defect]) -> Self {
        Self::on(StoreUrl::Memory, defects).await
    }

    pub(crate) async fn on(store: StoreUrl, defects: &[Defect]) -> Self {
        Self::start_with(store, DataOptions::default(), defects).await
    }

    /// A payer with the documented member and no resources: quick to start.
    pub(crate) async fn with_one_member(defects: &[Defect]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = StoreUrl::Sqlite(folder.path().join("payer.sqlite"));
        let store = SqliteStore::open(&url).await.expect("a store");
        let member = Member {
            username: USERNAME.into(),
            password: PASSWORD.into(),
            patient_id: "PatientID".into(),
            display_name: "A Member".into(),
            proxies_for: Vec::new(),
            reason: "for the test".into(),
        };
        let data = Loaded {
            label: "test".into(),
            members: vec![member],
            resources: Vec::new(),
        };
        store.load(data).await.expect("a member");
        store.close().await.expect("it closes");
        let data = DataOptions {
            synthetic: false,
            ..DataOptions::default()
        };
        let mut payer = Self::start_with(url, data, defects).await;
        payer.folder = Some(folder);
        payer
    }

    pub(crate) async fn speaking(dialect: &str) -> Self {
        Self::start_as(Config {
            payer: dialect.into(),
            ..Config::default()
        })
        .await
    }

    async fn start_with(store: StoreUrl, data: DataOptions, defects: &[Defect]) -> Self {
        Self::start_as(Config {
            store,
            data,
            defects: defects.to_vec(),
            ..Config::default()
        })
        .await
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a test's clock starts with the system's"
    )]
    pub(crate) async fn start_as(config: Config) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::now()));
        let config = Config {
            clock: Arc::<ManualClock>::clone(&clock),
            ..config
        };
        let running = Sandbox::start(config).await.expect("the payer starts");
        // The second of two tests in a process finds it installed already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let http = http.build().expect("a client");
        Self {
            running,
            clock,
            http,
            cookies: Mutex::default(),
            folder: None,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.urls.issuer)
    }

    pub(crate) fn app(&self, role: &str) -> &BuiltInApp {
        self.running
            .apps
            .iter()
            .find(|app| app.role.name() == role)
            .expect("a built-in app")
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Forgets who is signed in.
    pub(crate) fn new_browser(&self) {
        self.cookies.lock().unwrap().clear();
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let cookies = self.cookies.lock().unwrap().clone();
        let cookies: Vec<_> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let response = request
            .header(COOKIE, cookies.join("; "))
            .send()
            .await
            .expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie
                .to_str()
                .expect("a cookie")
                .split(';')
                .next()
                .expect("a pair");
            let (name, value) = cookie.split_once('=').expect("a pair");
            self.cookies
                .lock()
                .unwrap()
                .insert(name.to_owned(), value.to_owned());
        }
        Answer {
            status,
            headers,
            body: response.text().await.expect("a body"),
        }
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(crate) async fn get(&self, url: &str) -> Answer {
        let url = if url.starts_with('/') {
            self.url(url)
        } else {
            url.to_owned()
        };
        self.send(self.http.get(url)).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.http.post(self.url(path)).form(form)).await
    }

    /// A good authorization request of an app, changed.
    pub(crate) fn request(&self, role: &str, overrides: Overrides<'_>) -> Vec<(String, String)> {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER.as_bytes()));
        let client = self.app(role);
        let redirect = client
            .redirect_uris
            .first()
            .cloned()
            .unwrap_or_else(|| REDIRECT.into());
        let good = [
            ("response_type", "code".to_owned()),
            ("client_id", client.client_id.clone()),
            ("redirect_uri", redirect),
            ("scope", SCOPE.to_owned()),
            ("state", "a state & more".to_owned()),
            ("aud", self.running.urls.patient_access.clone()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".to_owned()),
            ("nonce", "a-nonce".to_owned()),
        ];
        change(
            good.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            overrides,
        )
    }

    pub(crate) fn authorize_url(&self, role: &str, overrides: Overrides<'_>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.request(role, overrides));
        format!("{}?{}", self.url("/oauth/authorize"), query.finish())
    }

    pub(crate) async fn authorize(&self, role: &str, overrides: Overrides<'_>) -> Answer {
        self.get(&self.authorize_url(role, overrides)).await
    }

    /// Follows redirects within the payer.
    pub(crate) async fn follow(&self, mut answer: Answer) -> Answer {
        while answer.location().starts_with('/') {
            answer = self.get(&answer.location()).await;
        }
        answer
    }

    pub(crate) async fn sign_in(&self, page: Answer) -> Answer {
        self.sign_in_as(page, USERNAME, PASSWORD).await
    }

    pub(crate) async fn sign_in_as(&self, page: Answer, username: &str, password: &str) -> Answer {
        let (csrf, next) = (page.value("[name=csrf]"), page.value("[name=next]"));
        let form = [
            ("csrf", csrf.as_str()),
            ("next", &next),
            ("username", username),
            ("password", password),
        ];
        let answer = self.post("/member/login", &form).await;
        self.follow(answer).await
    }

    /// The consent page of a request, after signing in when that is needed.
    pub(crate) async fn consent_page(&self, role: &str, overrides: Overrides<'_>) -> Answer {
        let answer = self.authorize(role, overrides).await;
        let page = self.follow(answer).await;
        if page.body.contains("id=\"login\"") {
            self.sign_in(page).await
        } else {
            page
        }
    }

    pub(crate) async fn decide(&self, page: &Answer, decision: &str, scopes: &[String]) -> Answer {
        let (csrf, request) = (page.value("[name=csrf]"), page.value("[name=request]"));
        let mut form = vec![
            ("csrf", csrf.as_str()),
            ("request", &request),
            ("decision", decision),
        ];
        form.extend(scopes.iter().map(|scope| ("scope", scope.as_str())));
        self.post("/member/consent", &form).await
    }

    /// What the app gets back when the member allows everything.
    pub(crate) async fn allow(&self, role: &str, overrides: Overrides<'_>) -> Answer {
        let page = self.consent_page(role, overrides).await;
        if page.location().starts_with("http") {
            return page;
        }
        let scopes = page.values("input[name=scope]");
        self.decide(&page, "allow", &scopes).await
    }

    pub(crate) async fn code(&self, role: &str, overrides: Overrides<'_>) -> String {
        code_of(&self.allow(role, overrides).await)
    }

    /// Posts to the token endpoint as an app, with the method that it registered.
    pub(crate) async fn token(&self, role: &str, form: Vec<(String, String)>) -> Answer {
        self.as_client(role, "/oauth/token", form).await
    }

    pub(crate) async fn as_client(
        &self,
        role: &str,
        path: &str,
        mut form: Vec<(String, String)>,
    ) -> Answer {
        let client = self.app(role);
        let mut request = self.http.post(self.url(path));
        match &client.secret {
            Some(secret) => request = request.basic_auth(&client.client_id, Some(secret)),
            None => form.push(("client_id".into(), client.client_id.clone())),
        }
        self.send(request.form(&form)).await
    }

    pub(crate) fn redeem_form(
        &self,
        role: &str,
        code: &str,
        overrides: Overrides<'_>,
    ) -> Vec<(String, String)> {
        let redirect = self
            .app(role)
            .redirect_uris
            .first()
            .cloned()
            .unwrap_or_default();
        let good = [
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", redirect),
            ("code_verifier", VERIFIER.to_owned()),
        ];
        change(
            good.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            overrides,
        )
    }

    pub(crate) async fn redeem(&self, role: &str, code: &str, overrides: Overrides<'_>) -> Answer {
        self.token(role, self.redeem_form(role, code, overrides))
            .await
    }

    /// Tokens for an app, the member having allowed everything.
    pub(crate) async fn tokens(&self, role: &str) -> Answer {
        let code = self.code(role, &[]).await;
        self.redeem(role, &code, &[]).await
    }

    pub(crate) async fn refresh(
        &self,
        role: &str,
        token: &str,
        overrides: Overrides<'_>,
    ) -> Answer {
        let form = pairs(&[("grant_type", "refresh_token"), ("refresh_token", token)]);
        self.token(role, change(form, overrides)).await
    }

    pub(crate) async fn client_credentials(&self, role: &str, scope: &str) -> Answer {
        self.token(
            role,
            pairs(&[("grant_type", "client_credentials"), ("scope", scope)]),
        )
        .await
    }

    pub(crate) async fn introspect(&self, token: &str) -> Answer {
        self.as_client(
            "confidential",
            "/oauth/introspect",
            pairs(&[("token", token)]),
        )
        .await
    }

    pub(crate) async fn is_active(&self, token: &str) -> bool {
        self.introspect(token).await.json()["active"] == true
    }

    pub(crate) async fn revoke(&self, role: &str, token: &str) -> Answer {
        self.as_client(role, "/oauth/revoke", pairs(&[("token", token)]))
            .await
    }
}

pub(crate) fn pairs(form: &[(&str, &str)]) -> Vec<(String, String)> {
    form.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Changes, adds and leaves out parameters; one that is named twice comes twice.
pub(crate) fn change(
    mut form: Vec<(String, String)>,
    overrides: Overrides<'_>,
) -> Vec<(String, String)> {
    form.retain(|(name, _)| overrides.iter().all(|(other, _)| other != name));
    let added = overrides
        .iter()
        .filter_map(|(name, value)| Some((*name, (*value)?)));
    form.extend(added.map(|(name, value)| (name.to_owned(), value.to_owned())));
    form
}

pub(crate) fn code_of(answer: &Answer) -> String {
    let location = answer.location();
    let query = location
        .split_once('?')
        .map(|(_, query)| query)
        .unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|(name, _)| name == "code")
        .map(|(_, code)| code.into_owned())
        .unwrap_or_default()
}

/// The claims of a JWT, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or(Value::Null)
}
