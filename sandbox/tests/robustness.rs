//! Bad input of every kind gets a plain refusal: never 5xx, never a trace of the program.

mod support;

use rstest::rstest;
use support::{Answer, Payer};

fn is_plain_refusal(answer: &Answer) {
    assert!((400..500).contains(&answer.status), "{answer:?}");
    for trace in ["panicked", "src/", "sqlx", "SELECT", "unwrap", "axum"] {
        assert!(!answer.body.contains(trace), "{answer:?}");
    }
}

#[rstest]
#[case::not_utf_8(b"grant_type=\xFF", "application/x-www-form-urlencoded")]
#[case::broken_escape(b"grant_type=%G1", "application/x-www-form-urlencoded")]
#[case::nul(
    b"grant_type=authorization_code&client_id=\0&code=%00",
    "application/x-www-form-urlencoded"
)]
#[case::json(br#"{"grant_type":"x"}"#, "application/json")]
#[case::nothing(b"", "application/x-www-form-urlencoded")]
#[case::twice(b"grant_type=a&grant_type=b", "application/x-www-form-urlencoded")]
#[case::no_type(b"grant_type=a", "")]
#[tokio::test]
async fn odd_bodies(#[case] body: &'static [u8], #[case] media_type: &'static str) {
    let p = Payer::with_one_member(&[]).await;
    for path in ["/oauth/token", "/oauth/revoke", "/oauth/introspect"] {
        let request = p.http().post(p.url(path)).body(body);
        let request = if media_type.is_empty() {
            request
        } else {
            request.header("content-type", media_type)
        };
        let answer = p.send(request).await;
        is_plain_refusal(&answer);
        assert_eq!(answer.header("content-type"), "application/json");
        assert!(answer.json()["error"].is_string(), "{answer:?}");
    }
}

#[rstest]
#[case("Basic")]
#[case("Basic %%%")]
#[case("Basic AAAA")]
#[case("Basic /////w==")]
#[case("Bearer abc")]
#[case("Digest x")]
#[tokio::test]
async fn odd_credentials(#[case] header: &str) {
    let p = Payer::with_one_member(&[]).await;
    let request = p
        .http()
        .post(p.url("/oauth/token"))
        .header("authorization", header);
    let answer = p
        .send(request.form(&[("grant_type", "client_credentials")]))
        .await;
    is_plain_refusal(&answer);
    assert!(answer.json()["error"].is_string(), "{answer:?}");
}

#[tokio::test]
async fn large_bodies() {
    let p = Payer::with_one_member(&[]).await;
    let large = "x".repeat(1 << 20);
    for path in [
        "/oauth/token",
        "/oauth/authorize",
        "/member/login",
        "/member/consent",
    ] {
        let request = p.http().post(p.url(path)).form(&[("grant_type", &large)]);
        is_plain_refusal(&p.send(request).await);
    }
}

#[rstest]
#[case("/oauth/authorize")]
#[case("/oauth/authorize?client_id=%FF")]
#[case("/oauth/authorize?client_id=%")]
#[case("/oauth/authorize?client_id=a&client_id=b")]
#[case("/oauth/authorize?client_id=synthetic-public-app&redirect_uri=javascript:alert(1)")]
#[case("/member/consent?client_id=%00")]
#[case("/member/nothing")]
#[tokio::test]
async fn odd_pages(#[case] path: &str) {
    let p = Payer::with_one_member(&[]).await;
    let answer = p.get(path).await;
    is_plain_refusal(&answer);
    assert!(answer.location().is_empty());
    assert_eq!(answer.header("x-frame-options"), "DENY");
}

#[rstest]
#[case::one_dot("a.b")]
#[case::empty("..")]
#[case::no_json("!!!.!!!.!!!")]
#[case::none_algorithm("eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4IiwiZXhwIjoxZTk5fQ.")]
#[tokio::test]
async fn odd_assertions(#[case] assertion: &str) {
    let p = Payer::with_one_member(&[]).await;
    let answer = support::assertion::ask_with(&p, assertion).await;
    assert!(answer.is_error(401, "invalid_client"), "{answer:?}");
}
