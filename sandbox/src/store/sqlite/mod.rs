//! The store on SQLite, in a file or in memory.
//!
//! One connection, one owner: the file is locked while the payer runs, so what is cached here is true. Tokens are
//! written by one task that joins all that wait into one statement, hence one commit for many requests; WAL with
//! `synchronous=NORMAL` makes a commit survive the death of the process.

mod cache;
mod commit;
mod data;
mod grants;
mod index;
mod open;
mod row;
mod tokens;

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use cache::TokenCache;
use commit::GroupCommit;
use index::TokenIndex;
use jiff::Timestamp;
pub use open::StoreUrl;
use parking_lot::RwLock;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use super::{
    Code, Grant, Loaded, Member, Redeemed, RegisteredApp, Session, SigningKey, Store, StoreError,
    StoredResource, Token,
};
use crate::rng::SecretHash;

/// A [`Store`] on one SQLite database.
pub struct SqliteStore {
    connection: Shared,
    tokens: TokenCache,
    apps: RwLock<HashMap<String, Arc<RegisteredApp>>>,
    commit: GroupCommit,
    index: Arc<TokenIndex>,
}

/// The one connection; none once it is closed.
type Shared = Arc<Mutex<Option<SqliteConnection>>>;

impl SqliteStore {
    /// Opens the store, makes it when it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// When the file is not a store, is newer than the program, is in use, or cannot be opened.
    pub async fn open(url: &StoreUrl) -> Result<Self, StoreError> {
        let mut connection = open::open(url).await?;
        let index = Arc::new(TokenIndex::read(&mut connection).await?);
        let connection = Arc::new(Mutex::new(Some(connection)));
        let commit = GroupCommit::start(Arc::clone(&connection), Arc::clone(&index));
        Ok(Self {
            connection,
            tokens: TokenCache::default(),
            apps: RwLock::default(),
            commit,
            index,
        })
    }

    async fn lock(&self) -> Result<MappedMutexGuard<'_, SqliteConnection>, StoreError> {
        lock(&self.connection).await
    }
}

async fn lock(shared: &Shared) -> Result<MappedMutexGuard<'_, SqliteConnection>, StoreError> {
    MutexGuard::try_map(shared.lock().await, Option::as_mut)
        .map_err(|_| StoreError::Database("it is closed".into()))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.to_string())
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn load(&self, data: Loaded) -> Result<(), StoreError> {
        data::load(&mut *self.lock().await?, data).await
    }

    async fn loaded(&self) -> Result<Vec<String>, StoreError> {
        data::loaded(&mut *self.lock().await?).await
    }

    async fn each_resource(
        &self,
        sink: &mut (dyn FnMut(StoredResource) + Send),
    ) -> Result<(), StoreError> {
        data::each_resource(&mut *self.lock().await?, sink).await
    }

    async fn deleted(&self) -> Result<Vec<StoredResource>, StoreError> {
        data::deleted(&mut *self.lock().await?).await
    }

    async fn members(&self) -> Result<Vec<Member>, StoreError> {
        data::members(&mut *self.lock().await?).await
    }

    async fn member(&self, username: &str) -> Result<Option<Member>, StoreError> {
        data::member(&mut *self.lock().await?, username).await
    }

    async fn put_app(&self, app: RegisteredApp) -> Result<(), StoreError> {
        let mut connection = self.lock().await?;
        data::put_app(&mut connection, &app).await?;
        // Under the connection's lock, so that no reader puts back what it read before.
        self.apps.write().remove(&app.client_id);
        Ok(())
    }

    async fn app(&self, client_id: &str) -> Result<Option<Arc<RegisteredApp>>, StoreError> {
        let known = self.apps.read().get(client_id).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let mut connection = self.lock().await?;
        let found = data::app(&mut connection, client_id).await?.map(Arc::new);
        if let Some(app) = &found {
            let mut apps = self.apps.write();
            apps.insert(client_id.to_owned(), Arc::clone(app));
        }
        Ok(found)
    }

    async fn apps(&self) -> Result<Vec<RegisteredApp>, StoreError> {
        data::apps(&mut *self.lock().await?).await
    }

    async fn put_session(&self, session: Session) -> Result<(), StoreError> {
        grants::put_session(&mut *self.lock().await?, &session).await
    }

    async fn session(&self, hash: SecretHash) -> Result<Option<Session>, StoreError> {
        grants::session(&mut *self.lock().await?, hash).await
    }

    async fn end_session(&self, hash: SecretHash) -> Result<(), StoreError> {
        grants::end_session(&mut *self.lock().await?, hash).await
    }

    async fn put_grant(&self, grant: Grant, code: Code) -> Result<(), StoreError> {
        grants::put_grant(&mut *self.lock().await?, &grant, &code).await
    }

    async fn grant(&self, id: &str) -> Result<Option<Grant>, StoreError> {
        grants::grant(&mut *self.lock().await?, id).await
    }

    async fn grants_of(&self, username: &str) -> Result<Vec<Grant>, StoreError> {
        grants::grants_of(&mut *self.lock().await?, username).await
    }

    async fn revoke_grant(&self, id: &str) -> Result<Vec<SecretHash>, StoreError> {
        let _change = self.tokens.change();
        let revoked = grants::revoke_grant(&mut *self.lock().await?, id).await?;
        self.tokens.forget(&revoked);
        Ok(revoked)
    }

    async fn code(&self, hash: SecretHash) -> Result<Option<Code>, StoreError> {
        grants::code(&mut *self.lock().await?, hash).await
    }

    async fn redeem_code(
        &self,
        hash: SecretHash,
        tokens: Vec<Token>,
    ) -> Result<Redeemed, StoreError> {
        grants::redeem_code(&mut *self.lock().await?, &self.index, hash, &tokens).await
    }

    async fn add_tokens(&self, tokens: Vec<Token>) -> Result<(), StoreError> {
        let kept = self.commit.write(tokens).await?;
        self.tokens.keep(kept);
        Ok(())
    }

    async fn token(&self, hash: SecretHash) -> Result<Option<Arc<Token>>, StoreError> {
        if let Some(token) = self.tokens.get(hash) {
            return Ok(Some(token));
        }
        let reading = self.tokens.reading();
        let Some(number) = self.index.number(hash) else {
            return Ok(None);
        };
        let found = tokens::token(&mut *self.lock().await?, number).await?;
        Ok(found.map(|token| self.tokens.keep_read(&reading, token)))
    }

    async fn revoke_token(&self, hash: SecretHash) -> Result<(), StoreError> {
        let _change = self.tokens.change();
        let Some(number) = self.index.number(hash) else {
            return Ok(());
        };
        tokens::revoke(&mut *self.lock().await?, number).await?;
        self.tokens.forget(&[hash]);
        Ok(())
    }

    async fn rotate(
        &self,
        hash: SecretHash,
        successors: Vec<Token>,
    ) -> Result<Redeemed, StoreError> {
        let _change = self.tokens.change();
        let Some(number) = self.index.number(hash) else {
            return Ok(Redeemed::Unknown);
        };
        let mut connection = self.lock().await?;
        let outcome = tokens::rotate(&mut connection, &self.index, number, &successors).await?;
        drop(connection);
        self.tokens.forget(&[hash]);
        Ok(outcome)
    }

    async fn use_assertion(
        &self,
        client_id: &str,
        jti: &str,
        expires: Timestamp,
    ) -> Result<bool, StoreError> {
        tokens::use_assertion(&mut *self.lock().await?, client_id, jti, expires).await
    }

    async fn signing_key(&self) -> Result<Option<SigningKey>, StoreError> {
        tokens::signing_key(&mut *self.lock().await?).await
    }

    async fn put_signing_key(&self, key: SigningKey) -> Result<(), StoreError> {
        tokens::put_signing_key(&mut *self.lock().await?, &key).await
    }

    async fn purge(&self, before: Timestamp) -> Result<(), StoreError> {
        self.tokens.purge(before);
        let gone = grants::purge(&mut *self.lock().await?, before).await?;
        self.index.remove(&gone);
        Ok(())
    }

    async fn close(&self) -> Result<(), StoreError> {
        match self.connection.lock().await.take() {
            Some(connection) => Ok(connection.close().await?),
            None => Ok(()),
        }
    }
}
