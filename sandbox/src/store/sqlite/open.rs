//! Opening a database: is it ours, is it free, are its tables up to date?

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use crate::store::StoreError;

/// Where the state is kept: `memory`, or `sqlite:FILE`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum StoreUrl {
    /// In memory, gone when the payer stops.
    #[default]
    Memory,
    /// In a file, which is made when it is not there.
    Sqlite(PathBuf),
}

/// A `--store` that names no kind of store.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no store: write `memory` or `sqlite:FILE`")]
pub struct UnknownStore(String);

impl FromStr for StoreUrl {
    type Err = UnknownStore;

    fn from_str(text: &str) -> Result<Self, UnknownStore> {
        match text.strip_prefix("sqlite:") {
            Some(file) if !file.is_empty() => Ok(Self::Sqlite(file.into())),
            None if text == "memory" => Ok(Self::Memory),
            _ => Err(UnknownStore(text.to_owned())),
        }
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
        }
    }
}

/// `PRAGMA application_id` of our files: "PYLB".
const APPLICATION_ID: i64 = 0x5059_4C42;

/// The migrations, oldest first; `PRAGMA user_version` counts those that were applied.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/0001_state.sql"),
    include_str!("../../../migrations/0002_token_numbers.sql"),
];

/// Opens the database and brings its tables up to date.
pub(super) async fn open(url: &StoreUrl) -> Result<SqliteConnection, StoreError> {
    let (options, path) = match url {
        StoreUrl::Memory => (
            SqliteConnectOptions::new().in_memory(true),
            "memory".to_owned(),
        ),
        StoreUrl::Sqlite(file) => (on_disk(file), file.display().to_string()),
    };
    let options = options
        .foreign_keys(true)
        .busy_timeout(Duration::from_millis(500))
        .command_buffer_size(256)
        .row_buffer_size(256);
    let mut connection = SqliteConnection::connect_with(&options)
        .await
        .map_err(|error| explain(&path, &error))?;
    migrate(&mut connection, &path).await?;
    Ok(connection)
}

fn on_disk(file: &Path) -> SqliteConnectOptions {
    // EXCLUSIVE: a second process must not change what this one has cached.
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .locking_mode(SqliteLockingMode::Exclusive)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        // Writing the log back costs an fsync. What is appended to one table touches few pages, however long the log is.
        .pragma("wal_autocheckpoint", "8000")
}

async fn migrate(connection: &mut SqliteConnection, path: &str) -> Result<(), StoreError> {
    let explain = |error: sqlx::Error| explain(path, &error);
    let number = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql);
    let application = number("PRAGMA application_id");
    let application = application
        .fetch_one(&mut *connection)
        .await
        .map_err(explain)?;
    let tables = number("SELECT count(*) FROM sqlite_schema");
    let tables = tables.fetch_one(&mut *connection).await.map_err(explain)?;
    if application != APPLICATION_ID && (application != 0 || tables != 0) {
        return Err(StoreError::NotAStore {
            path: path.to_owned(),
        });
    }
    let version = number("PRAGMA user_version");
    let version = version.fetch_one(&mut *connection).await.map_err(explain)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if version > known {
        return Err(StoreError::TooNew {
            path: path.to_owned(),
            found: version,
            known,
        });
    }
    let missing = MIGRATIONS
        .iter()
        .skip(usize::try_from(version).unwrap_or(0));
    let mut change = connection.begin().await.map_err(explain)?;
    for migration in missing {
        sqlx::raw_sql(*migration)
            .execute(&mut *change)
            .await
            .map_err(explain)?;
    }
    let stamp = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {known}");
    let stamp = sqlx::AssertSqlSafe(stamp);
    sqlx::raw_sql(stamp)
        .execute(&mut *change)
        .await
        .map_err(explain)?;
    change.commit().await.map_err(explain)
}

/// Tells apart what a person must do about it; the numbers are SQLite's primary result codes.
fn explain(path: &str, error: &sqlx::Error) -> StoreError {
    let path = path.to_owned();
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    match code
        .and_then(|code| code.parse::<u32>().ok())
        .map(|code| code & 0xFF)
    {
        Some(26) => StoreError::NotAStore { path },
        Some(5 | 6) => StoreError::InUse { path },
        _ => StoreError::Open {
            path,
            reason: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_parse_back() {
        for text in ["memory", "sqlite:payer.sqlite", "sqlite:/a/b"] {
            assert_eq!(text.parse::<StoreUrl>().unwrap().to_string(), text);
        }
        for text in ["", "sqlite:", "postgres://x", "memory:"] {
            let error = text.parse::<StoreUrl>().unwrap_err();
            assert!(
                error
                    .to_string()
                    .contains("write `memory` or `sqlite:FILE`")
            );
        }
    }
}
