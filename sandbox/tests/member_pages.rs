//! The pages of the members: safe headers, CSRF, sessions, and what they show.

mod support;

use payerlab_sandbox::dialect::Dialect;
use support::{PASSWORD, Payer, USERNAME};

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_page() {
    let p = Payer::with_one_member(&[]).await;
    let mut pages = Vec::new();
    for username in [USERNAME, "nobody"] {
        let page = p.get("/member/login").await;
        let page = p.sign_in_as(page, username, "wrong").await;
        assert_eq!(page.status, 401);
        pages.push(page.body.replace(username, "NAME"));
    }
    assert_eq!(pages[0], pages[1]);
    // Failures do not lock anybody out.
    let page = p.get("/member/login").await;
    assert!(p.sign_in(page).await.body.contains("Connected apps"));
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let p = Payer::with_one_member(&[]).await;
    let page = p.consent_page("public", &[]).await;
    let request = page.value("[name=request]");
    let forged = [
        ("csrf", "forged"),
        ("request", &request),
        ("decision", "allow"),
    ];
    assert_eq!(p.post("/member/consent", &forged).await.status, 403);
    let login = [
        ("csrf", "forged"),
        ("username", USERNAME),
        ("password", PASSWORD),
    ];
    assert_eq!(p.post("/member/login", &login).await.status, 403);
    let withdraw = [("csrf", "forged"), ("client_id", "synthetic-public-app")];
    assert_eq!(p.post("/member/apps/withdraw", &withdraw).await.status, 403);
}

#[tokio::test]
async fn pages_carry_headers_and_cookies_that_keep_them_safe() {
    let p = Payer::with_one_member(&[]).await;
    let page = p.get("/member/login").await;
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    let cookie = page.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(!page.body.contains("<script"));
}

#[tokio::test]
async fn the_consent_page_says_who_what_and_how_long() {
    let p = Payer::with_one_member(&[]).await;
    let page = p.consent_page("public", &[]).await;
    assert!(page.body.contains("Sample Health Diary"));
    assert!(page.body.contains("All your health records"));
    assert!(page.body.contains("90 days"));
    let scopes = page.values("input[name=scope][checked]");
    assert_eq!(scopes.join(" "), support::SCOPE);
}

#[tokio::test]
async fn connected_apps_are_listed_and_can_be_withdrawn() {
    let p = Payer::with_one_member(&[]).await;
    let tokens = p.tokens("confidential").await;
    let code = p.code("confidential", &[]).await;
    let page = p.get("/member/apps").await;
    assert!(page.body.contains("Sample Care Ledger"));
    let client_id = page.value(".connected-app form .withdraw");
    assert_eq!(client_id, p.app("confidential").client_id);
    let csrf = page.value(".connected-app [name=csrf]");
    let form = [("csrf", csrf.as_str()), ("client_id", &client_id)];
    let page = p.follow(p.post("/member/apps/withdraw", &form).await).await;
    assert!(page.body.contains("id=\"no-apps\""));
    assert!(!p.is_active(&tokens.text("access_token")).await);
    assert!(!p.is_active(&tokens.text("refresh_token")).await);
    assert!(
        p.redeem("confidential", &code, &[])
            .await
            .is_error(400, "invalid_grant")
    );
}

#[tokio::test]
async fn sessions_end_by_time_and_by_sign_out() {
    let p = Payer::with_one_member(&[]).await;
    let page = p.get("/member/login").await;
    let apps = p.sign_in(page).await;
    let csrf = apps.value("#sign-out-form [name=csrf]");
    p.post("/member/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!(p.get("/member/apps").await.status, 303);
    let page = p.get("/member/login").await;
    p.sign_in(page).await;
    assert_eq!(p.get("/member/apps").await.status, 200);
    p.pass(3601);
    assert_eq!(p.get("/member/apps").await.status, 303);
}

#[tokio::test]
async fn the_start_page_tells_how_to_begin() {
    let p = Payer::with_one_member(&[]).await;
    let page = p.get("/").await;
    for text in [
        USERNAME,
        PASSWORD,
        "synthetic-public-app",
        p.running.urls.directory.as_str(),
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    assert_eq!(
        p.get("/static/style.css").await.header("content-type"),
        "text/css; charset=utf-8"
    );
}

#[tokio::test]
async fn what_a_payer_is_documented_to_do_is_not_called_a_defect() {
    let p = Payer::speaking("scfhp").await;
    let page = p.get("/").await;
    let dialect = Dialect::named("scfhp").expect("it is built in");
    for quirk in &dialect.quirks {
        assert!(
            page.body.contains(&quirk.source),
            "{}: {}",
            quirk.source,
            page.body
        );
    }
    assert!(!page.body.contains("id=\"defects\""), "{}", page.body);
}
