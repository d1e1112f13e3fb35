//! Sessions, grants and codes.

use jiff::Timestamp;
use sqlx::{Connection, SqliteConnection};

use super::data::millis;
use super::index::TokenIndex;
use super::{row, tokens};
use crate::rng::SecretHash;
use crate::store::{Code, Grant, Redeemed, Session, StoreError, Token};

pub(super) async fn put_session(
    connection: &mut SqliteConnection,
    session: &Session,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR REPLACE INTO sessions (hash, username, signed_in_at, expires_at) \
         VALUES ($1, $2, $3, $4)",
    )
    .bind(session.hash.encode())
    .bind(session.username.as_str())
    .bind(millis(session.signed_in_at))
    .bind(millis(session.expires_at))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn session(
    connection: &mut SqliteConnection,
    hash: SecretHash,
) -> Result<Option<Session>, StoreError> {
    let found = sqlx::query("SELECT * FROM sessions WHERE hash = $1")
        .bind(hash.encode())
        .fetch_optional(connection)
        .await?;
    found.map(|row| row::session(&row)).transpose()
}

pub(super) async fn end_session(
    connection: &mut SqliteConnection,
    hash: SecretHash,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE hash = $1")
        .bind(hash.encode())
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn put_grant(
    connection: &mut SqliteConnection,
    grant: &Grant,
    code: &Code,
) -> Result<(), StoreError> {
    let mut change = connection.begin().await?;
    sqlx::query(
        "INSERT INTO grants \
         (id, client_id, username, patient, scope, created_at, expires_at, revoked) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(grant.id.as_str())
    .bind(grant.client_id.as_str())
    .bind(grant.username.as_str())
    .bind(grant.patient.as_str())
    .bind(grant.scope.as_str())
    .bind(millis(grant.created_at))
    .bind(millis(grant.expires_at))
    .bind(grant.revoked)
    .execute(&mut *change)
    .await?;
    sqlx::query(
        "INSERT INTO codes \
         (hash, grant_id, client_id, redirect_uri, challenge, challenge_method, nonce, auth_time, \
          scope, expires_at, used) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(code.hash.encode())
    .bind(code.grant_id.as_str())
    .bind(code.client_id.as_str())
    .bind(code.redirect_uri.as_str())
    .bind(code.challenge.as_deref())
    .bind(code.challenge_method.as_deref())
    .bind(code.nonce.as_deref())
    .bind(millis(code.auth_time))
    .bind(code.scope.as_str())
    .bind(millis(code.expires_at))
    .bind(code.used)
    .execute(&mut *change)
    .await?;
    Ok(change.commit().await?)
}

pub(super) async fn grant(
    connection: &mut SqliteConnection,
    id: &str,
) -> Result<Option<Grant>, StoreError> {
    let found = sqlx::query("SELECT * FROM grants WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    found.map(|row| row::grant(&row)).transpose()
}

pub(super) async fn grants_of(
    connection: &mut SqliteConnection,
    username: &str,
) -> Result<Vec<Grant>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM grants WHERE username = $1 AND revoked = 0 ORDER BY created_at DESC, id",
    )
    .bind(username)
    .fetch_all(connection)
    .await?;
    rows.iter().map(row::grant).collect()
}

pub(super) async fn revoke_grant(
    connection: &mut SqliteConnection,
    id: &str,
) -> Result<Vec<SecretHash>, StoreError> {
    let mut change = connection.begin().await?;
    sqlx::query("UPDATE grants SET revoked = 1 WHERE id = $1")
        .bind(id)
        .execute(&mut *change)
        .await?;
    sqlx::query("UPDATE codes SET used = 1 WHERE grant_id = $1")
        .bind(id)
        .execute(&mut *change)
        .await?;
    let rows = sqlx::query("UPDATE tokens SET state = 2 WHERE grant_id = $1 RETURNING hash")
        .bind(id)
        .fetch_all(&mut *change)
        .await?;
    change.commit().await?;
    rows.iter().map(|row| row::hash(row, "hash")).collect()
}

pub(super) async fn code(
    connection: &mut SqliteConnection,
    hash: SecretHash,
) -> Result<Option<Code>, StoreError> {
    let found = sqlx::query("SELECT * FROM codes WHERE hash = $1")
        .bind(hash.encode())
        .fetch_optional(connection)
        .await?;
    found.map(|row| row::code(&row)).transpose()
}

pub(super) async fn redeem_code(
    connection: &mut SqliteConnection,
    index: &TokenIndex,
    hash: SecretHash,
    issued: &[Token],
) -> Result<Redeemed, StoreError> {
    let mut change = connection.begin().await?;
    let taken = sqlx::query("UPDATE codes SET used = 1 WHERE hash = $1 AND used = 0")
        .bind(hash.encode())
        .execute(&mut *change)
        .await?;
    if taken.rows_affected() == 0 {
        let known = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM codes WHERE hash = $1")
            .bind(hash.encode())
            .fetch_one(&mut *change)
            .await?;
        return Ok(if known == 0 {
            Redeemed::Unknown
        } else {
            Redeemed::Again
        });
    }
    let first = tokens::insert(&mut change, index, issued).await?;
    change.commit().await?;
    index.add(first, issued.iter().map(|token| token.hash));
    Ok(Redeemed::First)
}

/// Removes what expired; gives the tokens that are gone.
pub(super) async fn purge(
    connection: &mut SqliteConnection,
    before: Timestamp,
) -> Result<Vec<SecretHash>, StoreError> {
    let mut change = connection.begin().await?;
    let rows = sqlx::query("DELETE FROM tokens WHERE expires_at < $1 RETURNING hash")
        .bind(millis(before))
        .fetch_all(&mut *change)
        .await?;
    for statement in [
        "DELETE FROM codes WHERE expires_at < $1",
        "DELETE FROM sessions WHERE expires_at < $1",
        "DELETE FROM assertions WHERE expires_at < $1",
    ] {
        sqlx::query(statement)
            .bind(millis(before))
            .execute(&mut *change)
            .await?;
    }
    change.commit().await?;
    rows.iter().map(|row| row::hash(row, "hash")).collect()
}
