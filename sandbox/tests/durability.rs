//! State in a SQLite file outlives the payer; a file that is not a store is left alone.

mod support;

use payerlab_sandbox::store::{SqliteStore, StoreUrl};
use payerlab_sandbox::{Config, Sandbox, StartError};
use support::Payer;

#[tokio::test]
async fn tokens_sessions_grants_and_keys_outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = StoreUrl::Sqlite(folder.path().join("payer.sqlite"));
    let payer = Payer::on(store.clone(), &[]).await;
    let tokens = payer.tokens("confidential").await;
    let system = payer.client_credentials("backend", "system/*.rs").await;
    let dead = payer
        .client_credentials("backend", "system/*.rs")
        .await
        .text("access_token");
    payer.revoke("backend", &dead).await;
    let unused = payer.code("public", &[]).await;
    let keys = payer.get("/oauth/jwks").await.body;
    let members = payer.running.members.clone();
    payer.running.shutdown().await.unwrap();

    let payer = Payer::on(store, &[]).await;
    assert_eq!(payer.running.members, members);
    assert_eq!(payer.get("/oauth/jwks").await.body, keys);
    assert!(payer.is_active(&tokens.text("access_token")).await);
    assert!(payer.is_active(&system.text("access_token")).await);
    assert!(!payer.is_active(&dead).await);
    assert_eq!(payer.redeem("public", &unused, &[]).await.status, 200);
    let refreshed = payer
        .refresh("confidential", &tokens.text("refresh_token"), &[])
        .await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.body);
}

#[tokio::test]
async fn a_file_that_is_not_a_store_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "these are my notes, and they are longer than a SQLite header is\n".repeat(9),
    )
    .unwrap();
    let before = std::fs::read(&text).unwrap();
    let config = Config {
        store: StoreUrl::Sqlite(text.clone()),
        ..Config::default()
    };
    let error = Sandbox::start(config)
        .await
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("notes.txt is not a payerlab store"),
        "{error}"
    );
    assert_eq!(std::fs::read(&text).unwrap(), before);

    let missing = folder.path().join("no/such/folder/payer.sqlite");
    let config = Config {
        store: StoreUrl::Sqlite(missing),
        ..Config::default()
    };
    let error = Sandbox::start(config)
        .await
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(error.contains("cannot open the store"), "{error}");
}

#[tokio::test]
async fn one_file_serves_one_payer_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let url = StoreUrl::Sqlite(folder.path().join("payer.sqlite"));
    let first = SqliteStore::open(&url).await.unwrap();
    let error = SqliteStore::open(&url)
        .await
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(error.contains("in use by another process"), "{error}");
    drop(first);
}

#[tokio::test]
async fn a_port_in_use_is_told() {
    let payer = Payer::start().await;
    let config = Config {
        listen: payer.running.addr,
        ..Config::default()
    };
    let error = Sandbox::start(config).await.map(|_| ()).unwrap_err();
    assert!(matches!(error, StartError::PortInUse { .. }), "{error}");
}
