//! Whole flows of apps against the reference payer.

mod support;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use support::assertion::{ask_with, assertion};
use support::{Payer, REDIRECT, pairs};

#[tokio::test]
async fn an_app_gets_tokens_with_context_and_an_id_token_that_verifies() {
    let p = Payer::with_one_member(&[]).await;
    let scope = "openid fhirUser profile launch/patient offline_access patient/*.rs";
    for role in ["public", "confidential"] {
        let code = p.code(role, &[("scope", Some(scope))]).await;
        let answer = p.redeem(role, &code, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.text("scope"), scope);
        assert_eq!(answer.text("patient"), "PatientID");
        assert_eq!(answer.text("token_type"), "Bearer");
        assert_eq!(answer.json()["expires_in"], 3600);

        let keys: JwkSet = serde_json::from_value(p.get("/oauth/jwks").await.json()).unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[&p.running.urls.issuer]);
        validation.set_audience(&[&p.app(role).client_id]);
        let token = answer.text("id_token");
        let header = jsonwebtoken::decode_header(&token).unwrap();
        let key = keys.find(&header.kid.unwrap()).unwrap();
        let key = DecodingKey::from_jwk(key).unwrap();
        let claims = jsonwebtoken::decode::<Value>(&token, &key, &validation)
            .unwrap()
            .claims;
        assert_eq!(claims["nonce"], "a-nonce");
        let patient = format!("{}/Patient/PatientID", p.running.urls.patient_access);
        assert_eq!(claims["fhirUser"], patient);
    }
}

#[tokio::test]
async fn a_post_to_the_authorization_endpoint_works_like_a_get() {
    let p = Payer::with_one_member(&[]).await;
    let form = p.request("public", &[]);
    let answer = p
        .send(p.http().post(p.url("/oauth/authorize")).form(&form))
        .await;
    let page = p.follow(answer).await;
    let page = p.sign_in(page).await;
    let scopes = page.values("input[name=scope]");
    let back = p.decide(&page, "allow", &scopes).await.sent_back();
    assert!(back.contains_key("code"), "{back:?}");
}

#[tokio::test]
async fn a_key_pair_app_signs_in_with_assertions() {
    let p = Payer::with_one_member(&[]).await;
    let answer = ask_with(&p, &assertion(&p, |_| ())).await;
    assert_eq!(answer.text("scope"), "system/*.rs", "{}", answer.body);
    let code = p.code("key_pair", &[]).await;
    let assertion = assertion(&p, |_| ());
    let mut form = p.redeem_form("key_pair", &code, &[]);
    form.extend(pairs(&[
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", &assertion),
    ]));
    let answer = p
        .send(p.http().post(p.url("/oauth/token")).form(&form))
        .await;
    assert_eq!(answer.text("patient"), "PatientID", "{}", answer.body);
    // The client id alone is no authentication for it.
    let answer = p.client_credentials("key_pair", "system/*.rs").await;
    assert!(answer.is_error(401, "invalid_client"), "{}", answer.body);
}

#[tokio::test]
async fn prompt_none_gives_a_code_only_for_what_was_granted_before() {
    let p = Payer::with_one_member(&[]).await;
    let silent = [("prompt", Some("none"))];
    p.follow(p.get("/member/apps").await).await;
    let page = p.consent_page("public", &[]).await;
    let back = p.authorize("public", &silent).await.sent_back();
    assert_eq!(
        back.get("error").map(String::as_str),
        Some("consent_required")
    );
    let scopes = page.values("input[name=scope]");
    p.decide(&page, "allow", &scopes).await;
    let code = support::code_of(&p.authorize("public", &silent).await);
    assert_eq!(p.redeem("public", &code, &[]).await.status, 200);
    // A session that is older than max_age does not count.
    p.pass(100);
    let old = [("prompt", Some("none")), ("max_age", Some("60"))];
    let back = p.authorize("public", &old).await.sent_back();
    assert_eq!(
        back.get("error").map(String::as_str),
        Some("login_required")
    );
}

#[tokio::test]
async fn a_refresh_narrows_rotates_and_keeps_its_end() {
    let p = Payer::with_one_member(&[]).await;
    let tokens = p.tokens("confidential").await;
    let narrow = [("scope", Some("patient/Observation.rs"))];
    let answer = p
        .refresh("confidential", &tokens.text("refresh_token"), &narrow)
        .await;
    assert_eq!(
        answer.text("scope"),
        "patient/Observation.rs",
        "{}",
        answer.body
    );
    let next = answer.text("refresh_token");
    assert_ne!(next, tokens.text("refresh_token"));
    let wide = p.refresh("confidential", &next, &[]).await;
    assert_eq!(wide.text("scope"), tokens.text("scope"));
    p.pass(7_776_001);
    let late = p
        .refresh("confidential", &wide.text("refresh_token"), &[])
        .await;
    assert!(late.is_error(400, "invalid_grant"), "{}", late.body);
}

#[tokio::test]
async fn short_lived_tokens_and_codes_end() {
    let p = Payer::with_one_member(&[]).await;
    let tokens = p.tokens("short_lived").await;
    assert_eq!(tokens.json()["expires_in"], 2);
    assert!(p.is_active(&tokens.text("access_token")).await);
    let code = p.code("short_lived", &[]).await;
    p.pass(2);
    assert!(!p.is_active(&tokens.text("access_token")).await);
    assert!(
        p.redeem("short_lived", &code, &[])
            .await
            .is_error(400, "invalid_grant")
    );
}

#[tokio::test]
async fn a_proxy_chooses_whose_records_are_shared_and_nobody_elses() {
    let p = Payer::start().await;
    let Some(proxy) = p
        .running
        .members
        .iter()
        .find(|member| !member.proxies_for.is_empty())
    else {
        panic!("the synthetic members have no proxy");
    };
    let page = p.follow(p.authorize("confidential", &[]).await).await;
    let page = p.sign_in_as(page, &proxy.username, &proxy.password).await;
    let people = page.values("input[name=patient]");
    assert_eq!(people[0], proxy.patient_id);
    assert_eq!(people[1..], proxy.proxies_for);
    for (patient, allowed) in [(people[1].as_str(), true), ("PatientID", false)] {
        let (csrf, request) = (page.value("[name=csrf]"), page.value("[name=request]"));
        let form = [
            ("csrf", csrf.as_str()),
            ("request", &request),
            ("decision", "allow"),
            ("scope", "launch/patient"),
            ("patient", patient),
        ];
        let answer = p.post("/member/consent", &form).await;
        assert_eq!(
            answer.sent_back().contains_key("code"),
            allowed,
            "{patient}"
        );
        if allowed {
            let tokens = p
                .redeem("confidential", &support::code_of(&answer), &[])
                .await;
            assert_eq!(tokens.text("patient"), patient);
        }
    }
}

#[tokio::test]
async fn granted_is_what_was_ticked_and_nothing_ticked_is_a_denial() {
    let p = Payer::with_one_member(&[]).await;
    let page = p.consent_page("public", &[]).await;
    let other = ["patient/*.rs".to_owned(), "system/*.rs".to_owned()];
    let code = support::code_of(&p.decide(&page, "allow", &other).await);
    let tokens = p.redeem("public", &code, &[]).await.json();
    assert_eq!(tokens["scope"], "patient/*.rs");
    assert_eq!(tokens.get("refresh_token"), None);
    assert_eq!(tokens.get("patient"), None);
    let back = p.decide(&page, "allow", &[]).await.sent_back();
    assert_eq!(back.get("error").map(String::as_str), Some("access_denied"));
}

#[tokio::test]
async fn introspection_tells_who_what_and_until_when() {
    let p = Payer::with_one_member(&[]).await;
    let tokens = p.tokens("public").await;
    let told = p.introspect(&tokens.text("access_token")).await.json();
    assert_eq!(told["client_id"], p.app("public").client_id.as_str());
    assert_eq!(told["username"], "SyntheticUsername");
    assert_eq!(told["patient"], "PatientID");
    assert_eq!(
        told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap(),
        3600
    );
    assert!(p.is_active(&tokens.text("refresh_token")).await);
    let public = p
        .as_client("public", "/oauth/introspect", pairs(&[("token", "x")]))
        .await;
    assert!(public.is_error(401, "invalid_client"), "{}", public.body);
}

#[tokio::test]
async fn client_credentials_need_no_scope_and_give_no_refresh_token() {
    let p = Payer::with_one_member(&[]).await;
    let answer = p
        .token("directory", pairs(&[("grant_type", "client_credentials")]))
        .await;
    let tokens = answer.json();
    assert!(
        answer.text("scope").contains("system/Practitioner.rs"),
        "{tokens}"
    );
    assert_eq!(tokens.get("refresh_token"), None);
    let other = p.client_credentials("directory", "system/Patient.rs").await;
    assert!(other.is_error(400, "invalid_scope"), "{}", other.body);
    let public = p.client_credentials("public", "system/*.rs").await;
    assert!(
        public.is_error(400, "unauthorized_client"),
        "{}",
        public.body
    );
}

#[tokio::test]
async fn an_app_without_the_code_grant_is_told_so() {
    let p = Payer::with_one_member(&[]).await;
    let answer = p
        .authorize("backend", &[("redirect_uri", Some(REDIRECT))])
        .await;
    let back = answer.sent_back();
    assert_eq!(
        back.get("error").map(String::as_str),
        Some("unauthorized_client")
    );
}

#[tokio::test]
async fn discovery_lists_what_there_is() {
    let p = Payer::with_one_member(&[]).await;
    let smart = format!(
        "{}/.well-known/smart-configuration",
        p.running.urls.patient_access
    );
    let smart = p.get(&smart).await.json();
    for endpoint in ["authorization", "token", "revocation", "introspection"] {
        let url = smart[format!("{endpoint}_endpoint")]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(url.starts_with(&p.running.urls.issuer), "{url}");
        assert_ne!(p.get(&url).await.status, 404, "{url}");
    }
    let methods = json!([
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
        "none"
    ]);
    assert_eq!(smart["token_endpoint_auth_methods_supported"], methods);
    let origin = p
        .http()
        .request(reqwest::Method::OPTIONS, p.url("/oauth/token"));
    let origin = origin.header("origin", "https://app.example.org");
    let origin = origin.header("access-control-request-method", "POST");
    let answer = p
        .send(origin.header("access-control-request-headers", "authorization"))
        .await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(
        answer
            .header("access-control-allow-headers")
            .contains("authorization")
    );
}
