//! Everything that outlives a request: apps, members, grants, codes, tokens, sessions, keys and the loaded resources,
//! behind one trait. A write is durable when its future resolves.
//!
//! # Adding a store
//!
//! 1. A case for it in each test of `sandbox/tests/store.rs` and `durability.rs`, which fail first: they open a store by its
//!    [`StoreUrl`].
//! 2. A folder beside `sqlite/` that implements [`Store`], and a variant of [`StoreUrl`], which is what `--store` names.
//! 3. [`Sandbox::start`](crate::Sandbox::start) opens it.
//!
//! # Adding a migration
//!
//! 1. A test in `sandbox/tests/store.rs` that opens a store of the version before and finds its rows; it fails first.
//! 2. `sandbox/migrations/NNNN_what.sql`, and its line at the end of `MIGRATIONS` in `sqlite/open.rs`. A migration that was
//!    released is never changed.
//! 3. The field in `record.rs`, and the statements in the file of `sqlite/` that reads and writes it.

mod record;
mod sqlite;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
pub use record::{
    Api, ClientAuth, Code, Grant, Loaded, Member, Redeemed, RegisteredApp, Session, SigningKey,
    StoredResource, Token, TokenKind, TokenState,
};
pub use sqlite::{SqliteStore, StoreUrl};

use crate::rng::SecretHash;

/// Why the store could not do its work.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum StoreError {
    /// The file is there and is not a store of ours.
    #[error(
        "{path} is not a payerlab store; name a file that does not exist yet, or one that `payerlab serve` made"
    )]
    NotAStore { path: String },
    /// The file was written by a later version of the program.
    #[error(
        "{path} was written by a newer payerlab (store version {found}, this program knows {known})"
    )]
    TooNew {
        path: String,
        found: i64,
        known: i64,
    },
    /// Another process has the file open.
    #[error("{path} is in use by another process; stop that one first, or name another file")]
    InUse { path: String },
    /// The file cannot be opened.
    #[error("cannot open the store {path}: {reason}")]
    Open { path: String, reason: String },
    /// The database failed.
    #[error("the store failed: {0}")]
    Database(String),
    /// A row does not read back as what was written.
    #[error("the store holds a {what} that cannot be read: {reason}")]
    Corrupt { what: &'static str, reason: String },
}

/// The state of a payer. Every method is one transaction.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Adds members and resources, all or nothing; those with the same user name, or the same API, type and id, are
    /// replaced.
    async fn load(&self, data: Loaded) -> Result<(), StoreError>;
    /// What [`Loaded::label`]s were loaded so far.
    async fn loaded(&self) -> Result<Vec<String>, StoreError>;
    /// Hands every resource to `sink`, in the order of API, type and id.
    async fn each_resource(
        &self,
        sink: &mut (dyn FnMut(StoredResource) + Send),
    ) -> Result<(), StoreError>;
    /// The resources that were deleted.
    async fn deleted(&self) -> Result<Vec<StoredResource>, StoreError>;
    /// Every member, in the order in which they were loaded.
    async fn members(&self) -> Result<Vec<Member>, StoreError>;
    /// The member with this user name.
    async fn member(&self, username: &str) -> Result<Option<Member>, StoreError>;

    /// Adds an app, or replaces the one with the same client id.
    async fn put_app(&self, app: RegisteredApp) -> Result<(), StoreError>;
    /// The app with this client id.
    async fn app(&self, client_id: &str) -> Result<Option<Arc<RegisteredApp>>, StoreError>;
    /// Every app, in the order of client ids.
    async fn apps(&self) -> Result<Vec<RegisteredApp>, StoreError>;

    /// Adds a member's session.
    async fn put_session(&self, session: Session) -> Result<(), StoreError>;
    /// The session, expired or not.
    async fn session(&self, hash: SecretHash) -> Result<Option<Session>, StoreError>;
    /// Ends a session.
    async fn end_session(&self, hash: SecretHash) -> Result<(), StoreError>;

    /// Adds what a member granted and the code that the app is to redeem for it.
    async fn put_grant(&self, grant: Grant, code: Code) -> Result<(), StoreError>;
    /// The grant with this id.
    async fn grant(&self, id: &str) -> Result<Option<Grant>, StoreError>;
    /// A member's grants that were not revoked, newest first.
    async fn grants_of(&self, username: &str) -> Result<Vec<Grant>, StoreError>;
    /// Revokes a grant with all its codes and tokens; returns the hashes of its tokens.
    async fn revoke_grant(&self, id: &str) -> Result<Vec<SecretHash>, StoreError>;

    /// The code, used or not.
    async fn code(&self, hash: SecretHash) -> Result<Option<Code>, StoreError>;
    /// Marks the code as used and adds the tokens that it was redeemed for; of several callers only one succeeds.
    async fn redeem_code(
        &self,
        hash: SecretHash,
        tokens: Vec<Token>,
    ) -> Result<Redeemed, StoreError>;

    /// Adds tokens that no code and no refresh token is used up for.
    async fn add_tokens(&self, tokens: Vec<Token>) -> Result<(), StoreError>;
    /// The token, whatever its state.
    async fn token(&self, hash: SecretHash) -> Result<Option<Arc<Token>>, StoreError>;
    /// Revokes one token.
    async fn revoke_token(&self, hash: SecretHash) -> Result<(), StoreError>;
    /// Marks a refresh token as rotated out and adds its successors; of several callers only one succeeds.
    async fn rotate(
        &self,
        hash: SecretHash,
        successors: Vec<Token>,
    ) -> Result<Redeemed, StoreError>;

    /// Notes the `jti` of a client's assertion until `expires`; `false` when it was noted before.
    async fn use_assertion(
        &self,
        client_id: &str,
        jti: &str,
        expires: Timestamp,
    ) -> Result<bool, StoreError>;

    /// The newest signing key.
    async fn signing_key(&self) -> Result<Option<SigningKey>, StoreError>;
    /// Adds a signing key.
    async fn put_signing_key(&self, key: SigningKey) -> Result<(), StoreError>;

    /// Removes what expired before `before`: codes, tokens, sessions, assertions.
    async fn purge(&self, before: Timestamp) -> Result<(), StoreError>;
    /// Writes everything out and closes the database.
    async fn close(&self) -> Result<(), StoreError>;
}
