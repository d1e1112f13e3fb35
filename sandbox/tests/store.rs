//! The SQLite store: many writers at once, one winner for what works once, nothing half-loaded.

use std::sync::Arc;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use payerlab_sandbox::rng::SecretHash;
use payerlab_sandbox::store::{
    Api, Code, Grant, Loaded, Redeemed, SqliteStore, Store, StoreUrl, StoredResource, Token,
    TokenKind, TokenState,
};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

fn start() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn token(text: &str, kind: TokenKind, grant: Option<&str>) -> Token {
    Token {
        hash: SecretHash::of(text),
        kind,
        grant_id: grant.map(str::to_owned),
        client_id: "app".into(),
        username: grant.map(|_| "member".to_owned()),
        patient: grant.map(|_| "patient".to_owned()),
        scope: "patient/*.rs \"quoted\" \u{e9}".into(),
        issued_at: start(),
        expires_at: start() + SignedDuration::from_hours(1),
        state: TokenState::Live,
    }
}

fn grant() -> (Grant, Code) {
    let grant = Grant {
        id: "grant".into(),
        client_id: "app".into(),
        username: "member".into(),
        patient: "patient".into(),
        scope: "patient/*.rs".into(),
        created_at: start(),
        expires_at: start() + SignedDuration::from_hours(1),
        revoked: false,
    };
    let code = Code {
        hash: SecretHash::of("code"),
        grant_id: "grant".into(),
        client_id: "app".into(),
        redirect_uri: "https://app.example.org/callback".into(),
        challenge: Some("challenge".into()),
        challenge_method: Some("S256".into()),
        nonce: None,
        auth_time: start(),
        scope: "patient/*.rs".into(),
        expires_at: start() + SignedDuration::from_mins(1),
        used: false,
    };
    (grant, code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_of_many_writers_are_all_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let url = StoreUrl::Sqlite(folder.path().join("payer.sqlite"));
    let store = Arc::new(SqliteStore::open(&url).await.unwrap());
    let writers = (0..500).map(|number| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let token = token(&format!("token {number}"), TokenKind::Access, None);
            store.add_tokens(vec![token]).await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    store.close().await.unwrap();
    drop(store);

    let store = SqliteStore::open(&url).await.unwrap();
    for number in 0..500 {
        let text = format!("token {number}");
        let found = store.token(SecretHash::of(&text)).await.unwrap();
        assert_eq!(
            found.as_deref(),
            Some(&token(&text, TokenKind::Access, None))
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_and_a_refresh_token_have_one_winner() {
    let store = Arc::new(SqliteStore::open(&StoreUrl::Memory).await.unwrap());
    let (grant, code) = grant();
    store.put_grant(grant, code.clone()).await.unwrap();
    assert_eq!(store.code(code.hash).await.unwrap(), Some(code.clone()));
    let refresh = token("refresh", TokenKind::Refresh, Some("grant"));
    store.add_tokens(vec![refresh.clone()]).await.unwrap();

    let mut wins = (0, 0);
    let racers = (0..20).map(|number| {
        let (store, code, old) = (Arc::clone(&store), code.hash, refresh.hash);
        tokio::spawn(async move {
            let access = token(
                &format!("access {number}"),
                TokenKind::Access,
                Some("grant"),
            );
            let next = token(
                &format!("refresh {number}"),
                TokenKind::Refresh,
                Some("grant"),
            );
            let redeemed = store.redeem_code(code, vec![access]).await.unwrap();
            (redeemed, store.rotate(old, vec![next]).await.unwrap())
        })
    });
    for racer in racers.collect::<Vec<_>>() {
        let (redeemed, rotated) = racer.await.unwrap();
        wins.0 += usize::from(redeemed == Redeemed::First);
        wins.1 += usize::from(rotated == Redeemed::First);
    }
    assert_eq!(wins, (1, 1));
    let old = store.token(refresh.hash).await.unwrap().unwrap();
    assert_eq!(old.state, TokenState::Rotated);
    let unknown = store
        .redeem_code(SecretHash::of("other"), Vec::new())
        .await
        .unwrap();
    assert_eq!(unknown, Redeemed::Unknown);
}

#[tokio::test]
async fn a_revoked_grant_takes_its_tokens_and_codes_with_it() {
    let store = SqliteStore::open(&StoreUrl::Memory).await.unwrap();
    let (grant, code) = grant();
    store.put_grant(grant, code.clone()).await.unwrap();
    let access = token("access", TokenKind::Access, Some("grant"));
    let other = token("other", TokenKind::Access, None);
    store
        .add_tokens(vec![access.clone(), other.clone()])
        .await
        .unwrap();
    assert_eq!(store.grants_of("member").await.unwrap().len(), 1);

    assert_eq!(store.revoke_grant("grant").await.unwrap(), [access.hash]);
    let state = |token: Option<Arc<Token>>| token.unwrap().state;
    assert_eq!(
        state(store.token(access.hash).await.unwrap()),
        TokenState::Revoked
    );
    assert_eq!(
        state(store.token(other.hash).await.unwrap()),
        TokenState::Live
    );
    assert!(store.grants_of("member").await.unwrap().is_empty());
    let redeemed = store.redeem_code(code.hash, Vec::new()).await.unwrap();
    assert_eq!(redeemed, Redeemed::Again);
}

#[tokio::test]
async fn an_assertion_is_noted_once_a_client() {
    let store = SqliteStore::open(&StoreUrl::Memory).await.unwrap();
    assert!(store.use_assertion("a", "1", start()).await.unwrap());
    assert!(!store.use_assertion("a", "1", start()).await.unwrap());
    assert!(store.use_assertion("b", "1", start()).await.unwrap());
    store
        .purge(start() + SignedDuration::from_secs(1))
        .await
        .unwrap();
    assert!(store.use_assertion("a", "1", start()).await.unwrap());
}

#[tokio::test]
async fn resources_come_back_byte_for_byte_and_are_replaced_by_id() {
    let store = SqliteStore::open(&StoreUrl::Memory).await.unwrap();
    let resource = |id: &str, body: &str, deleted| StoredResource {
        api: Api::Directory,
        resource_type: "Practitioner".into(),
        id: id.into(),
        compartment: None,
        last_updated: start(),
        deleted,
        body: Bytes::copy_from_slice(body.as_bytes()),
    };
    let many = (0..1000)
        .map(|number| resource(&format!("{number:04}"), "{}", false))
        .collect();
    let load = |label: &str, resources| Loaded {
        label: label.into(),
        members: Vec::new(),
        resources,
    };
    store.load(load("first", many)).await.unwrap();
    let changed = vec![
        resource("0007", "{\"a\": 1.50 }", false),
        resource("0008", "", true),
    ];
    store.load(load("second", changed.clone())).await.unwrap();

    let mut all = Vec::new();
    store
        .each_resource(&mut |resource| all.push(resource))
        .await
        .unwrap();
    assert_eq!(all.len(), 1000);
    assert_eq!(all[7..9], changed);
    assert_eq!(store.deleted().await.unwrap(), changed[1..]);
    assert_eq!(store.loaded().await.unwrap(), ["first", "second"]);
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let store = SqliteStore::open(&StoreUrl::Memory).await.unwrap();
    store.close().await.unwrap();
    let error = store.members().await.unwrap_err().to_string();
    assert!(error.contains("closed"), "{error}");
    let error = store
        .add_tokens(vec![token("x", TokenKind::Access, None)])
        .await
        .unwrap_err();
    assert!(error.to_string().contains("closed"), "{error}");
}

#[tokio::test]
async fn a_purge_takes_what_expired_and_nothing_else() {
    let store = SqliteStore::open(&StoreUrl::Memory).await.unwrap();
    let gone = token("gone", TokenKind::Access, None);
    let mut kept = token("kept", TokenKind::Access, None);
    kept.expires_at += SignedDuration::from_hours(1);
    store
        .add_tokens(vec![gone.clone(), kept.clone()])
        .await
        .unwrap();
    store
        .purge(gone.expires_at + SignedDuration::from_secs(1))
        .await
        .unwrap();
    assert_eq!(store.token(gone.hash).await.unwrap(), None);
    assert_eq!(
        store.token(kept.hash).await.unwrap().as_deref(),
        Some(&kept)
    );
    let next = token("next", TokenKind::Access, None);
    store.add_tokens(vec![next.clone()]).await.unwrap();
    assert_eq!(
        store.token(next.hash).await.unwrap().as_deref(),
        Some(&next)
    );
}

#[tokio::test]
async fn a_file_of_the_first_version_keeps_its_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("payer.sqlite");
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true);
    let mut old = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(include_str!("../migrations/0001_state.sql"))
        .execute(&mut old)
        .await
        .unwrap();
    let token = token("of before", TokenKind::Access, None);
    sqlx::query(
        "INSERT INTO tokens (hash, kind, client_id, scope, issued_at, expires_at) \
         VALUES ($1, 0, $2, $3, $4, $5); \
         PRAGMA application_id = 1348029506; PRAGMA user_version = 1",
    )
    .bind(token.hash.encode())
    .bind(token.client_id.clone())
    .bind(token.scope.clone())
    .bind(token.issued_at.as_millisecond())
    .bind(token.expires_at.as_millisecond())
    .execute(&mut old)
    .await
    .unwrap();
    old.close().await.unwrap();

    let store = SqliteStore::open(&StoreUrl::Sqlite(file)).await.unwrap();
    assert_eq!(
        store.token(token.hash).await.unwrap().as_deref(),
        Some(&token)
    );
}
