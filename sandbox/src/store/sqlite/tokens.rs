//! Tokens, client assertions, signing keys.

use jiff::Timestamp;
use sqlx::{Connection, SqliteConnection};

use super::data::millis;
use super::index::TokenIndex;
use super::row;
use crate::store::{Redeemed, SigningKey, StoreError, Token, TokenKind, TokenState};

/// A token as one JSON array, in the order of [`insert_rows`].
pub(super) fn row_json(token: &Token) -> String {
    let kind = match token.kind {
        TokenKind::Access => 0,
        TokenKind::Refresh => 1,
    };
    let state = match token.state {
        TokenState::Live => 0,
        TokenState::Rotated => 1,
        TokenState::Revoked => 2,
    };
    serde_json::json!([
        token.hash.encode(),
        kind,
        token.grant_id,
        token.client_id,
        token.username,
        token.patient,
        token.scope,
        millis(token.issued_at),
        millis(token.expires_at),
        state,
    ])
    .to_string()
}

/// Inserts the tokens of a JSON array of [`row_json`]s, numbered from `first` on: one prepared statement, however many there
/// are.
pub(super) async fn insert_rows(
    connection: &mut SqliteConnection,
    first: i64,
    rows: String,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO tokens \
         (number, hash, kind, grant_id, client_id, username, patient, scope, issued_at, expires_at, \
          state) \
         SELECT $1 + key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, \
                value ->> 6, value ->> 7, value ->> 8, value ->> 9 \
         FROM json_each($2)",
    )
    .bind(first)
    .bind(rows)
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts tokens; gives the number of the first one's row, for the index.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    index: &TokenIndex,
    tokens: &[Token],
) -> Result<i64, StoreError> {
    let first = index.reserve(tokens.len());
    let rows: Vec<String> = tokens.iter().map(row_json).collect();
    insert_rows(connection, first, format!("[{}]", rows.join(","))).await?;
    Ok(first)
}

pub(super) async fn token(
    connection: &mut SqliteConnection,
    number: i64,
) -> Result<Option<Token>, StoreError> {
    let found = sqlx::query("SELECT * FROM tokens WHERE number = $1")
        .bind(number)
        .fetch_optional(connection)
        .await?;
    found.map(|row| row::token(&row)).transpose()
}

pub(super) async fn revoke(
    connection: &mut SqliteConnection,
    number: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE tokens SET state = 2 WHERE number = $1")
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn rotate(
    connection: &mut SqliteConnection,
    index: &TokenIndex,
    number: i64,
    successors: &[Token],
) -> Result<Redeemed, StoreError> {
    let mut change = connection.begin().await?;
    let taken = sqlx::query("UPDATE tokens SET state = 1 WHERE number = $1 AND state = 0")
        .bind(number)
        .execute(&mut *change)
        .await?;
    if taken.rows_affected() == 0 {
        return Ok(Redeemed::Again);
    }
    let first = insert(&mut change, index, successors).await?;
    change.commit().await?;
    index.add(first, successors.iter().map(|token| token.hash));
    Ok(Redeemed::First)
}

pub(super) async fn use_assertion(
    connection: &mut SqliteConnection,
    client_id: &str,
    jti: &str,
    expires: Timestamp,
) -> Result<bool, StoreError> {
    let noted = sqlx::query(
        "INSERT INTO assertions (client_id, jti, expires_at) VALUES ($1, $2, $3) \
         ON CONFLICT DO NOTHING",
    )
    .bind(client_id)
    .bind(jti)
    .bind(millis(expires))
    .execute(connection)
    .await?;
    Ok(noted.rows_affected() == 1)
}

pub(super) async fn signing_key(
    connection: &mut SqliteConnection,
) -> Result<Option<SigningKey>, StoreError> {
    let found = sqlx::query("SELECT * FROM signing_keys ORDER BY created_at DESC, kid LIMIT 1")
        .fetch_optional(connection)
        .await?;
    found.map(|row| row::signing_key(&row)).transpose()
}

pub(super) async fn put_signing_key(
    connection: &mut SqliteConnection,
    key: &SigningKey,
) -> Result<(), StoreError> {
    sqlx::query("INSERT OR REPLACE INTO signing_keys (kid, pem, created_at) VALUES ($1, $2, $3)")
        .bind(key.kid.as_str())
        .bind(key.pem.as_str())
        .bind(millis(key.created_at))
        .execute(connection)
        .await?;
    Ok(())
}
