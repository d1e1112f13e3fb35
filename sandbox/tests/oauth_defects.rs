//! Every row of the authorization server's requirements: the reference payer keeps it, and each defect breaks it.
//!
//! A probe says whether the payer kept the row. It must say yes of a payer without defects and no of one with the defect.

mod support;

use std::collections::HashSet;

use futures::future::BoxFuture;
use payerlab_sandbox::Defect;
use serde_json::json;
use support::assertion::{ask_with, assertion};
use support::{Payer, REDIRECT, SCOPE, change, claims, pairs};

type Probe = for<'p> fn(&'p Payer) -> BoxFuture<'p, bool>;

macro_rules! probes {
    ($($defect:ident: |$payer:ident| $probe:block)*) => {
        const PROBES: &[(Defect, Probe)] = &[$((Defect::$defect, |$payer| Box::pin(async move { $probe })),)*];
    };
}

probes! {
    RedirectUnregistered: |p| {
        let other = Some("https://evil.example.org/callback");
        p.authorize("public", &[("redirect_uri", other)]).await.status == 400
    }
    RedirectPrefix: |p| {
        let longer = format!("{REDIRECT}/more");
        p.authorize("public", &[("redirect_uri", Some(&longer))]).await.status == 400
    }
    UnknownClient200: |p| {
        p.authorize("public", &[("client_id", Some("nobody"))]).await.status == 400
    }
    ErrorPageInstead: |p| {
        let answer = p.authorize("public", &[("response_type", Some("token"))]).await;
        answer.sent_back().contains_key("error")
    }
    StateDropped: |p| {
        let back = p.authorize("public", &[("response_type", Some("token"))]).await.sent_back();
        back.get("state").is_some_and(|state| state == "a state & more")
    }
    IssMissing: |p| {
        let back = p.allow("public", &[]).await.sent_back();
        back.get("iss") == Some(&p.running.urls.issuer)
    }
    ResponseTypeIgnored: |p| {
        let back = p.authorize("public", &[("response_type", Some("token"))]).await.sent_back();
        back.get("error").is_some_and(|error| error == "unsupported_response_type")
    }
    DuplicateParams: |p| {
        let url = format!("{}&scope=openid", p.authorize_url("public", &[]));
        p.get(&url).await.sent_back().get("error").is_some_and(|error| error == "invalid_request")
    }
    UnknownParamRefused: |p| {
        p.authorize("public", &[("color", Some("blue"))]).await.location().starts_with("/member/")
    }
    PkceOptional: |p| {
        let none = [("code_challenge", None), ("code_challenge_method", None)];
        let back = p.authorize("public", &none).await.sent_back();
        back.get("error").is_some_and(|error| error == "invalid_request")
    }
    PkcePlain: |p| {
        let back = p.authorize("public", &[("code_challenge_method", Some("plain"))]).await.sent_back();
        back.get("error").is_some_and(|error| error == "invalid_request")
    }
    AuthorizePostRefused: |p| {
        let form = p.request("public", &[]);
        p.send(p.http().post(p.url("/oauth/authorize")).form(&form)).await.status == 303
    }
    AuthorizeGetRefused: |p| { p.authorize("public", &[]).await.status == 303 }
    AudIgnored: |p| {
        let other = Some("https://other.example.org/fhir");
        let back = p.authorize("public", &[("aud", other)]).await.sent_back();
        back.get("error").is_some_and(|error| error == "invalid_request")
    }
    AudOptional: |p| {
        p.authorize("public", &[("aud", None)]).await.sent_back().contains_key("error")
    }
    DeniedGivesCode: |p| {
        let page = p.consent_page("public", &[]).await;
        !p.decide(&page, "deny", &[]).await.sent_back().contains_key("code")
    }
    DeniedServerError: |p| {
        let page = p.consent_page("public", &[]).await;
        let back = p.decide(&page, "deny", &[]).await.sent_back();
        back.get("error").is_some_and(|error| error == "access_denied")
    }
    WithheldGranted: |p| { partial(p).await.1 == "launch/patient" }
    PartialListsAll: |p| { partial(p).await.0 == "launch/patient" }
    PromptNoneShowsLogin: |p| {
        let back = p.authorize("public", &[("prompt", Some("none"))]).await.sent_back();
        back.get("error").is_some_and(|error| error == "login_required")
    }
    NonceDropped: |p| {
        let code = p.code("public", &[("scope", Some("openid"))]).await;
        let token = p.redeem("public", &code, &[]).await.text("id_token");
        claims(&token)["nonce"] == "a-nonce"
    }
    UnknownScopesGranted: |p| {
        let code = p.code("public", &[("scope", Some("launch/patient banana patient/Nope.rs"))]).await;
        p.redeem("public", &code, &[]).await.text("scope") == "launch/patient"
    }
    UnknownScopesOnly: |p| {
        let back = p.authorize("public", &[("scope", Some("banana"))]).await.sent_back();
        back.get("error").is_some_and(|error| error == "invalid_scope")
    }
    RefreshAlways: |p| {
        let code = p.code("public", &[("scope", Some("launch/patient patient/*.rs"))]).await;
        p.redeem("public", &code, &[]).await.json().get("refresh_token").is_none()
    }
    CodeUnchecked: |p| {
        let forged = "synthetic-public-app.SyntheticUsername.1";
        p.redeem("public", forged, &[]).await.is_error(400, "invalid_grant")
    }
    SecretIgnored: |p| { wrong_secret(p).await.status == 401 }
    InvalidClient200: |p| { wrong_secret(p).await.is_error(401, "invalid_client") }
    NoAuthenticateHeader: |p| {
        wrong_secret(p).await.header("www-authenticate").starts_with("Basic")
    }
    TwoAuthMethods: |p| {
        let client = p.app("backend");
        let secret = client.secret.as_deref();
        let form = [("client_secret", secret)];
        let form = change(pairs(&[("grant_type", "client_credentials"), ("scope", "system/*.rs")]), &form);
        p.token("backend", form).await.is_error(400, "invalid_request")
    }
    PkceUnchecked: |p| {
        let wrong = "another-code-verifier-of-more-than-forty-three-characters";
        redeem_with(p, Some(wrong)).await.is_error(400, "invalid_grant")
    }
    VerifierOptional: |p| { redeem_with(p, None).await.is_error(400, "invalid_grant") }
    VerifierShort: |p| {
        let challenge = "-bAHi131ltLqGQEMABu9AJ5lHeLFfo-341XzHrnT9zk"; // of "short"
        redeem_challenge(p, challenge, "short").await.is_error(400, "invalid_grant")
    }
    ChallengeIgnoresCase: |p| {
        let good = p.request("public", &[]);
        let challenge = &good.iter().find(|(name, _)| name == "code_challenge").expect("one").1;
        let challenge = challenge.to_ascii_uppercase();
        redeem_challenge(p, &challenge, support::VERIFIER).await.is_error(400, "invalid_grant")
    }
    VerifierDowngrade: |p| {
        let none = [("code_challenge", None), ("code_challenge_method", None)];
        let code = p.code("confidential", &none).await;
        p.redeem("confidential", &code, &[]).await.status == 400
    }
    CodeReusable: |p| {
        let code = p.code("public", &[]).await;
        p.redeem("public", &code, &[]).await;
        p.redeem("public", &code, &[]).await.is_error(400, "invalid_grant")
    }
    ReplayKeepsTokens: |p| {
        let code = p.code("public", &[]).await;
        let token = p.redeem("public", &code, &[]).await.text("access_token");
        let worked = p.is_active(&token).await;
        p.redeem("public", &code, &[]).await;
        worked && !p.is_active(&token).await
    }
    CodeNeverExpires: |p| {
        let code = p.code("public", &[]).await;
        p.pass(61);
        p.redeem("public", &code, &[]).await.is_error(400, "invalid_grant")
    }
    CodeAnyClient: |p| {
        let code = p.code("public", &[]).await;
        p.redeem("confidential", &code, &[]).await.is_error(400, "invalid_grant")
    }
    CodeAnyRedirect: |p| {
        let code = p.code("public", &[]).await;
        let other = [("redirect_uri", Some("http://127.0.0.1/callback"))];
        let other = p.redeem("public", &code, &other).await;
        let none = p.redeem("public", &code, &[("redirect_uri", None)]).await;
        other.is_error(400, "invalid_grant") && none.is_error(400, "invalid_grant")
    }
    GrantTypeInvalidRequest: |p| {
        p.token("confidential", pairs(&[("grant_type", "password")])).await
            .is_error(400, "unsupported_grant_type")
    }
    GrantTypeDefault: |p| {
        let code = p.code("public", &[]).await;
        p.redeem("public", &code, &[("grant_type", None)]).await.is_error(400, "invalid_request")
    }
    RefreshWidened: |p| {
        let code = p.code("public", &[("scope", Some("offline_access patient/Observation.rs"))]).await;
        let refresh = p.redeem("public", &code, &[]).await.text("refresh_token");
        p.refresh("public", &refresh, &[("scope", Some("patient/*.rs"))]).await
            .is_error(400, "invalid_scope")
    }
    RotatedAccepted: |p| {
        let refresh = p.tokens("public").await.text("refresh_token");
        let rotated = p.refresh("public", &refresh, &[]).await.status == 200;
        rotated && p.refresh("public", &refresh, &[]).await.is_error(400, "invalid_grant")
    }
    RotatedKeepsFamily: |p| {
        let refresh = p.tokens("public").await.text("refresh_token");
        let next = p.refresh("public", &refresh, &[]).await;
        p.refresh("public", &refresh, &[]).await;
        let refused = p.refresh("public", &next.text("refresh_token"), &[]).await;
        refused.is_error(400, "invalid_grant") && !p.is_active(&next.text("access_token")).await
    }
    RefreshAnyClient: |p| {
        let refresh = p.tokens("public").await.text("refresh_token");
        p.refresh("confidential", &refresh, &[]).await.is_error(400, "invalid_grant")
    }
    QueryParams: |p| {
        let mut url = reqwest::Url::parse(&p.url("/oauth/token")).expect("a URL");
        url.set_query(Some("grant_type=client_credentials&scope=system/*.rs"));
        let backend = p.app("backend");
        let request = p.http().post(url).basic_auth(&backend.client_id, backend.secret.as_ref());
        let empty: &[(&str, &str)] = &[];
        p.send(request.form(empty)).await.is_error(400, "invalid_request")
    }
    Malformed500: |p| {
        let request = p.http().post(p.url("/oauth/token"));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        p.send(request.body(b"grant_type=\xFF\xFE".to_vec())).await.is_error(400, "invalid_request")
    }
    NoNoStore: |p| {
        let answer = p.tokens("public").await;
        answer.header("cache-control") == "no-store" && answer.header("pragma") == "no-cache"
    }
    ExpiresInText: |p| { p.tokens("public").await.json()["expires_in"] == 3600 }
    ScopeMissing: |p| { p.tokens("public").await.text("scope") == SCOPE }
    PatientMissing: |p| { p.tokens("public").await.text("patient") == "PatientID" }
    ClientCredentialsAnyScope: |p| {
        p.client_credentials("backend", "patient/*.rs").await.is_error(400, "invalid_scope")
    }
    AssertionUnsigned: |p| {
        let good = assertion(p, |_| ());
        let (start, _) = good.rsplit_once('.').expect("a JWT");
        let forged = format!("{start}.{}", "A".repeat(128));
        ask_with(p, &forged).await.is_error(401, "invalid_client")
    }
    AssertionAnyAudience: |p| {
        let other = |claims: &mut serde_json::Value| claims["aud"] = json!("https://other.example.org/token");
        ask_with(p, &assertion(p, other)).await.is_error(401, "invalid_client")
    }
    AssertionExpired: |p| {
        let old = assertion(p, |_| ());
        p.pass(600);
        ask_with(p, &old).await.is_error(401, "invalid_client")
    }
    AssertionReplay: |p| {
        let assertion = assertion(p, |_| ());
        let first = ask_with(p, &assertion).await.status == 200;
        first && ask_with(p, &assertion).await.is_error(401, "invalid_client")
    }
    TokenGet: |p| {
        let answer = p.get("/oauth/token?grant_type=client_credentials").await;
        answer.is_error(405, "invalid_request") && answer.header("allow") == "POST"
    }
    TokenJson: |p| {
        let backend = p.app("backend");
        let request = p.http().post(p.url("/oauth/token"));
        let request = request.basic_auth(&backend.client_id, backend.secret.as_ref());
        let body = json!({ "grant_type": "client_credentials", "scope": "system/*.rs" });
        p.send(request.json(&body)).await.is_error(400, "invalid_request")
    }
    RevokeUnknownError: |p| { p.revoke("confidential", "unknown").await.status == 200 }
    RevokeNothing: |p| {
        let token = p.tokens("confidential").await.text("access_token");
        let revoked = p.revoke("confidential", &token).await.status == 200;
        revoked && !p.is_active(&token).await
    }
    RevokeRefreshOnly: |p| {
        let tokens = p.tokens("confidential").await;
        p.revoke("confidential", &tokens.text("refresh_token")).await;
        let dead = p.refresh("confidential", &tokens.text("refresh_token"), &[]).await;
        dead.is_error(400, "invalid_grant") && !p.is_active(&tokens.text("access_token")).await
    }
    IntrospectActive: |p| { p.introspect("garbage").await.json() == json!({ "active": false }) }
    IntrospectOpen: |p| {
        p.post("/oauth/introspect", &[("token", "garbage")]).await.is_error(401, "invalid_client")
    }
    ExpiredWorks: |p| {
        // The FHIR API is the one that refuses; see tests/access.rs for the others.
        let token = p.client_credentials("backend", "system/*.rs").await.text("access_token");
        p.pass(3601);
        let request = p.http().get(format!("{}/Patient/PatientID", p.running.urls.patient_access));
        p.send(request.bearer_auth(token)).await.status == 401
    }
    ExpiredActive: |p| {
        let token = p.tokens("confidential").await.text("access_token");
        p.pass(3601);
        !p.is_active(&token).await
    }
    RevokeOpen: |p| {
        let token = p.tokens("confidential").await.text("access_token");
        let answer = p.post("/oauth/revoke", &[("token", &token)]).await;
        answer.is_error(401, "invalid_client") && p.is_active(&token).await
    }
    RevokeOthers: |p| {
        let token = p.tokens("confidential").await.text("access_token");
        p.revoke("second", &token).await.status == 400 && p.is_active(&token).await
    }
    IssuerDiffers: |p| {
        let issuer = &p.running.urls.issuer;
        documents(p).await.iter().all(|document| document["issuer"] == issuer.as_str())
    }
    EndpointsRelative: |p| {
        let token = p.url("/oauth/token");
        documents(p).await.iter().all(|document| document["token_endpoint"] == token.as_str())
    }
    PlainListed: |p| {
        let s256 = json!(["S256"]);
        documents(p).await.iter().all(|document| document["code_challenge_methods_supported"] == s256)
    }
    GrantUnlisted: |p| {
        let grants = json!(["authorization_code", "refresh_token", "client_credentials"]);
        documents(p).await.iter().all(|document| document["grant_types_supported"] == grants)
    }
    CorsCredentials: |p| {
        let request = p.http().get(p.url("/.well-known/oauth-authorization-server"));
        let answer = p.send(request.header("origin", "https://app.example.org")).await;
        answer.header("access-control-allow-origin") == "*"
            && answer.header("access-control-allow-credentials").is_empty()
    }
    MetadataAccept: |p| {
        let request = p.http().get(p.url("/.well-known/openid-configuration"));
        let answer = p.send(request.header("accept", "text/html")).await;
        answer.header("content-type") == "application/json"
    }
    WithdrawKeepsTokens: |p| {
        let token = p.tokens("confidential").await.text("access_token");
        let page = p.get("/member/apps").await;
        let csrf = page.value("form .withdraw, .connected-app [name=csrf]");
        let client_id = page.value(".connected-app .withdraw");
        p.post("/member/apps/withdraw", &[("csrf", &csrf), ("client_id", &client_id)]).await;
        !p.is_active(&token).await
    }
    ConsentSkipped: |p| { p.consent_page("public", &[]).await.body.contains("id=\"consent\"") }
}

/// What the token response and introspection say of a request of which the member allowed `launch/patient` alone.
async fn partial(p: &Payer) -> (String, String) {
    let page = p.consent_page("confidential", &[]).await;
    let answer = p
        .decide(&page, "allow", &["launch/patient".to_owned()])
        .await;
    let tokens = p
        .redeem("confidential", &support::code_of(&answer), &[])
        .await;
    let introspected = p.introspect(&tokens.text("access_token")).await;
    (tokens.text("scope"), introspected.text("scope"))
}

async fn wrong_secret(p: &Payer) -> support::Answer {
    let request = p
        .http()
        .post(p.url("/oauth/token"))
        .basic_auth("synthetic-backend-app", Some("no"));
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "system/*.rs"),
    ];
    p.send(request.form(&form)).await
}

async fn redeem_with(p: &Payer, verifier: Option<&str>) -> support::Answer {
    let code = p.code("public", &[]).await;
    p.redeem("public", &code, &[("code_verifier", verifier)])
        .await
}

async fn redeem_challenge(p: &Payer, challenge: &str, verifier: &str) -> support::Answer {
    let code = p
        .code("public", &[("code_challenge", Some(challenge))])
        .await;
    p.redeem("public", &code, &[("code_verifier", Some(verifier))])
        .await
}

async fn documents(p: &Payer) -> [serde_json::Value; 3] {
    let smart = format!(
        "{}/.well-known/smart-configuration",
        p.running.urls.patient_access
    );
    [
        p.get("/.well-known/oauth-authorization-server")
            .await
            .json(),
        p.get("/.well-known/openid-configuration").await.json(),
        p.get(&smart).await.json(),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reference_payer_keeps_every_row() {
    let mut broken = Vec::new();
    let payer = Payer::with_one_member(&[]).await;
    for (defect, probe) in PROBES {
        payer.new_browser();
        if !probe(&payer).await {
            broken.push((defect.requirement(), defect.name()));
        }
    }
    assert!(broken.is_empty(), "the reference payer breaks {broken:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_defect_breaks_its_row() {
    let mut harmless = Vec::new();
    for (defect, probe) in PROBES {
        let payer = Payer::with_one_member(&[*defect]).await;
        if probe(&payer).await {
            harmless.push(defect.name());
        }
        payer.running.shutdown().await.unwrap();
    }
    assert!(
        harmless.is_empty(),
        "these defects change nothing: {harmless:?}"
    );
}

#[test]
fn every_defect_of_the_authorization_server_has_a_probe() {
    let probed: HashSet<Defect> = PROBES.iter().map(|(defect, _)| *defect).collect();
    let ours = [
        "authz-",
        "token-",
        "revoke-",
        "introspect",
        "metadata",
        "discovery",
        "consent-",
    ];
    for defect in Defect::ALL {
        if ours
            .iter()
            .any(|prefix| defect.requirement().starts_with(prefix))
        {
            assert!(probed.contains(defect), "{defect} has no probe");
        }
    }
}
