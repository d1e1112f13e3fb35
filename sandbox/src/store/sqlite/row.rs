//! From rows to records.

use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Type};

use crate::rng::SecretHash;
use crate::store::{Code, Grant, Session, SigningKey, StoreError, Token, TokenKind, TokenState};

fn get<'r, T>(row: &'r SqliteRow, column: &str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, Sqlite> + Type<Sqlite>,
{
    Ok(row.try_get(column)?)
}

/// A time, kept as milliseconds.
pub(super) fn time(row: &SqliteRow, column: &str) -> Result<Timestamp, StoreError> {
    let milliseconds = get(row, column)?;
    Timestamp::from_millisecond(milliseconds).map_err(|error| StoreError::Corrupt {
        what: "time",
        reason: error.to_string(),
    })
}

/// A hash, kept in base64url.
pub(super) fn hash(row: &SqliteRow, column: &str) -> Result<SecretHash, StoreError> {
    let text: &str = get(row, column)?;
    SecretHash::decode(text).ok_or_else(|| StoreError::Corrupt {
        what: "hash",
        reason: "it is not base64url".into(),
    })
}

pub(super) fn session(row: &SqliteRow) -> Result<Session, StoreError> {
    Ok(Session {
        hash: hash(row, "hash")?,
        username: get(row, "username")?,
        signed_in_at: time(row, "signed_in_at")?,
        expires_at: time(row, "expires_at")?,
    })
}

pub(super) fn grant(row: &SqliteRow) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: get(row, "id")?,
        client_id: get(row, "client_id")?,
        username: get(row, "username")?,
        patient: get(row, "patient")?,
        scope: get(row, "scope")?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        revoked: get(row, "revoked")?,
    })
}

pub(super) fn code(row: &SqliteRow) -> Result<Code, StoreError> {
    Ok(Code {
        hash: hash(row, "hash")?,
        grant_id: get(row, "grant_id")?,
        client_id: get(row, "client_id")?,
        redirect_uri: get(row, "redirect_uri")?,
        challenge: get(row, "challenge")?,
        challenge_method: get(row, "challenge_method")?,
        nonce: get(row, "nonce")?,
        auth_time: time(row, "auth_time")?,
        scope: get(row, "scope")?,
        expires_at: time(row, "expires_at")?,
        used: get(row, "used")?,
    })
}

pub(super) fn token(row: &SqliteRow) -> Result<Token, StoreError> {
    Ok(Token {
        hash: hash(row, "hash")?,
        kind: if get::<i64>(row, "kind")? == 0 {
            TokenKind::Access
        } else {
            TokenKind::Refresh
        },
        grant_id: get(row, "grant_id")?,
        client_id: get(row, "client_id")?,
        username: get(row, "username")?,
        patient: get(row, "patient")?,
        scope: get(row, "scope")?,
        issued_at: time(row, "issued_at")?,
        expires_at: time(row, "expires_at")?,
        state: match get::<i64>(row, "state")? {
            0 => TokenState::Live,
            1 => TokenState::Rotated,
            _ => TokenState::Revoked,
        },
    })
}

pub(super) fn signing_key(row: &SqliteRow) -> Result<SigningKey, StoreError> {
    Ok(SigningKey {
        kid: get(row, "kid")?,
        pem: get(row, "pem")?,
        created_at: time(row, "created_at")?,
    })
}
