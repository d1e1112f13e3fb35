//! Access tokens in memory, over the store: a FHIR request is judged without SQL.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use parking_lot::RwLock;

use crate::rng::SecretHash;
use crate::store::Token;

/// How many tokens are kept in memory; beyond that the map starts anew and fills from the store.
const LARGEST: usize = 100_000;

/// What was read or written lately.
#[derive(Default)]
pub(super) struct TokenCache {
    tokens: RwLock<HashMap<SecretHash, Arc<Token>>>,
    /// Counts the beginnings and ends of changes: whoever read the store while one went on must not keep what it read.
    changes: AtomicU64,
}

/// The count of changes when a read began.
pub(super) struct Reading(u64);

/// A change in the store that makes tokens die; ends when dropped.
pub(super) struct Change<'c>(&'c AtomicU64);

impl Drop for Change<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl TokenCache {
    pub(super) fn get(&self, hash: SecretHash) -> Option<Arc<Token>> {
        let tokens = self.tokens.read();
        tokens.get(&hash).cloned()
    }

    pub(super) fn change(&self) -> Change<'_> {
        self.changes.fetch_add(1, Ordering::SeqCst);
        Change(&self.changes)
    }

    pub(super) fn reading(&self) -> Reading {
        Reading(self.changes.load(Ordering::SeqCst))
    }

    /// Keeps tokens that were just issued: nobody else knows them yet, so nothing can have revoked them.
    pub(super) fn keep(&self, issued: Vec<Token>) {
        let mut tokens = self.tokens.write();
        if tokens.len() >= LARGEST {
            tokens.clear();
        }
        tokens.extend(
            issued
                .into_iter()
                .map(|token| (token.hash, Arc::new(token))),
        );
    }

    /// Keeps a token that was read, unless something changed since the reading began.
    pub(super) fn keep_read(&self, reading: &Reading, token: Token) -> Arc<Token> {
        let token = Arc::new(token);
        let mut tokens = self.tokens.write();
        // An odd count cannot be told from an even one when changes overlap, so only "none since" counts, and a
        // change that was under way at the beginning ends later and counts too.
        if tokens.len() < LARGEST && self.changes.load(Ordering::SeqCst) == reading.0 {
            tokens.insert(token.hash, Arc::clone(&token));
        }
        token
    }

    pub(super) fn forget(&self, hashes: &[SecretHash]) {
        let mut tokens = self.tokens.write();
        for hash in hashes {
            tokens.remove(hash);
        }
    }

    pub(super) fn purge(&self, before: Timestamp) {
        let mut tokens = self.tokens.write();
        tokens.retain(|_, token| token.expires_at >= before);
    }
}
