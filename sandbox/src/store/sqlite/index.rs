//! Where each token's row stands: the index by hash, in memory.
//!
//! Rows are numbered in the order in which tokens are issued, so that a commit touches the last page of one table. An index by
//! hash in the file would add a page for every token, since hashes are random, and would split often; each split makes SQLite
//! walk its whole page cache. The file has one owner, so the index in memory is the only one that is needed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};

use futures::TryStreamExt;
use parking_lot::RwLock;
use sqlx::{Row, SqliteConnection};

use super::row;
use crate::rng::SecretHash;
use crate::store::StoreError;

/// A power of two: a map that grows moves its part of the tokens only.
const PARTS: usize = 64;

type Part = RwLock<HashMap<SecretHash, i64>>;

/// The number of every token's row.
pub(super) struct TokenIndex {
    parts: [Part; PARTS],
    next: AtomicI64,
}

impl TokenIndex {
    /// Reads the numbers of all tokens that the store holds.
    pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let index = Self {
            parts: std::array::from_fn(|_| Part::default()),
            next: AtomicI64::new(1),
        };
        let mut rows = sqlx::query("SELECT number, hash FROM tokens").fetch(connection);
        while let Some(found) = rows.try_next().await? {
            let number: i64 = found.try_get("number")?;
            index.add(number, [row::hash(&found, "hash")?]);
            index.next.fetch_max(number + 1, Ordering::Relaxed);
        }
        drop(rows);
        Ok(index)
    }

    fn part(&self, hash: SecretHash) -> &Part {
        &self.parts[usize::from(hash.first_byte()) % PARTS]
    }

    /// Numbers for `count` new rows, the first of them.
    pub(super) fn reserve(&self, count: usize) -> i64 {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.next.fetch_add(count, Ordering::Relaxed)
    }

    /// Adds tokens whose rows are written: they stand one after the other, from `first` on.
    pub(super) fn add(&self, first: i64, hashes: impl IntoIterator<Item = SecretHash>) {
        for (number, hash) in (first..).zip(hashes) {
            let mut part = self.part(hash).write();
            part.insert(hash, number);
        }
    }

    /// The number of a token's row; none when there is no such token.
    pub(super) fn number(&self, hash: SecretHash) -> Option<i64> {
        let part = self.part(hash).read();
        part.get(&hash).copied()
    }

    /// Takes out tokens whose rows are gone.
    pub(super) fn remove(&self, hashes: &[SecretHash]) {
        for hash in hashes {
            let mut part = self.part(*hash).write();
            part.remove(hash);
        }
    }
}
