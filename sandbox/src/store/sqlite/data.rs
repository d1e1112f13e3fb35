//! What was loaded: resources, members, apps.

use bytes::Bytes;
use futures::TryStreamExt;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, QueryBuilder, Row, SqliteConnection};

use super::row;
use crate::store::{Api, Loaded, Member, RegisteredApp, StoreError, StoredResource};

/// Rows in one statement: 7 parameters each, of the 32,766 that SQLite allows.
const ROWS: usize = 400;

pub(super) async fn load(
    connection: &mut SqliteConnection,
    data: Loaded,
) -> Result<(), StoreError> {
    let mut change = connection.begin().await?;
    for chunk in data.resources.chunks(ROWS) {
        let mut insert = QueryBuilder::new(
            "INSERT OR REPLACE INTO resources \
             (api, resource_type, id, compartment, last_updated, deleted, body) ",
        );
        insert.push_values(chunk, |mut row, resource| {
            row.push_bind(api_name(resource.api))
                .push_bind(resource.resource_type.as_str())
                .push_bind(resource.id.as_str())
                .push_bind(resource.compartment.as_deref())
                .push_bind(resource.last_updated.as_millisecond())
                .push_bind(resource.deleted)
                .push_bind(resource.body.as_ref());
        });
        insert.build().execute(&mut *change).await?;
    }
    for chunk in data.members.chunks(ROWS) {
        let mut insert = QueryBuilder::new("INSERT OR REPLACE INTO members (username, body) ");
        let bodies = chunk.iter().map(to_json).collect::<Result<Vec<_>, _>>()?;
        insert.push_values(chunk.iter().zip(bodies), |mut row, (member, body)| {
            row.push_bind(member.username.as_str()).push_bind(body);
        });
        insert.build().execute(&mut *change).await?;
    }
    sqlx::query("INSERT OR REPLACE INTO loaded (label) VALUES ($1)")
        .bind(data.label)
        .execute(&mut *change)
        .await?;
    Ok(change.commit().await?)
}

pub(super) async fn loaded(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT label FROM loaded ORDER BY label")
            .fetch_all(connection)
            .await?,
    )
}

pub(super) async fn each_resource(
    connection: &mut SqliteConnection,
    sink: &mut (dyn FnMut(StoredResource) + Send),
) -> Result<(), StoreError> {
    let mut rows = sqlx::query(
        "SELECT api, resource_type, id, compartment, last_updated, deleted, body \
         FROM resources ORDER BY api, resource_type, id",
    )
    .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        sink(resource(&row)?);
    }
    Ok(())
}

pub(super) async fn deleted(
    connection: &mut SqliteConnection,
) -> Result<Vec<StoredResource>, StoreError> {
    let rows = sqlx::query(
        "SELECT api, resource_type, id, compartment, last_updated, deleted, body \
         FROM resources WHERE deleted = 1 ORDER BY api, resource_type, id",
    );
    rows.fetch_all(connection)
        .await?
        .iter()
        .map(resource)
        .collect()
}

fn resource(row: &SqliteRow) -> Result<StoredResource, StoreError> {
    Ok(StoredResource {
        api: api_of(row.try_get("api")?),
        resource_type: row.try_get("resource_type")?,
        id: row.try_get("id")?,
        compartment: row.try_get("compartment")?,
        last_updated: row::time(row, "last_updated")?,
        deleted: row.try_get("deleted")?,
        body: Bytes::from(row.try_get::<Vec<u8>, _>("body")?),
    })
}

fn api_name(api: Api) -> &'static str {
    match api {
        Api::PatientAccess => "patient-access",
        Api::Directory => "directory",
    }
}

fn api_of(name: &str) -> Api {
    if name == "directory" {
        Api::Directory
    } else {
        Api::PatientAccess
    }
}

pub(super) async fn members(connection: &mut SqliteConnection) -> Result<Vec<Member>, StoreError> {
    let rows: Vec<String> = sqlx::query_scalar("SELECT body FROM members ORDER BY number")
        .fetch_all(connection)
        .await?;
    rows.iter().map(|body| from_json("member", body)).collect()
}

pub(super) async fn member(
    connection: &mut SqliteConnection,
    username: &str,
) -> Result<Option<Member>, StoreError> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM members WHERE username = $1")
        .bind(username)
        .fetch_optional(connection)
        .await?;
    body.map(|body| from_json("member", &body)).transpose()
}

pub(super) async fn put_app(
    connection: &mut SqliteConnection,
    app: &RegisteredApp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT OR REPLACE INTO apps (client_id, body) VALUES ($1, $2)")
        .bind(app.client_id.as_str())
        .bind(to_json(app)?)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn app(
    connection: &mut SqliteConnection,
    client_id: &str,
) -> Result<Option<RegisteredApp>, StoreError> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM apps WHERE client_id = $1")
        .bind(client_id)
        .fetch_optional(connection)
        .await?;
    body.map(|body| from_json("app", &body)).transpose()
}

pub(super) async fn apps(
    connection: &mut SqliteConnection,
) -> Result<Vec<RegisteredApp>, StoreError> {
    let rows: Vec<String> = sqlx::query_scalar("SELECT body FROM apps ORDER BY client_id")
        .fetch_all(connection)
        .await?;
    rows.iter().map(|body| from_json("app", body)).collect()
}

fn to_json<T: Serialize>(record: &T) -> Result<String, StoreError> {
    serde_json::to_string(record)
        .map_err(|error| StoreError::Database(format!("a record cannot be written: {error}")))
}

fn from_json<T: DeserializeOwned>(what: &'static str, body: &str) -> Result<T, StoreError> {
    serde_json::from_str(body).map_err(|error| StoreError::Corrupt {
        what,
        reason: error.to_string(),
    })
}

/// Milliseconds since 1970, as times are kept.
pub(super) fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}
