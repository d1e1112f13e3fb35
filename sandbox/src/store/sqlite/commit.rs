//! Group commit: requests that issue tokens at the same time share one statement and one commit.

use std::fmt::Write as _;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::index::TokenIndex;
use super::{Shared, lock, tokens};
use crate::store::{StoreError, Token};

/// How many requests share one commit at the most.
const LARGEST_GROUP: usize = 512;

struct Waiting {
    tokens: Vec<Token>,
    /// The row of each token, made by the request's own task and not by the one that writes.
    rows: String,
    done: oneshot::Sender<Result<Vec<Token>, StoreError>>,
}

/// A handle on the task that writes tokens. The task ends when the last handle is dropped.
pub(super) struct GroupCommit(mpsc::UnboundedSender<Waiting>);

impl GroupCommit {
    pub(super) fn start(connection: Shared, index: Arc<TokenIndex>) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(run(connection, index, receiver));
        Self(sender)
    }

    /// Gives the tokens back once they are durable.
    pub(super) async fn write(&self, tokens: Vec<Token>) -> Result<Vec<Token>, StoreError> {
        let mut rows = String::with_capacity(256 * tokens.len());
        for token in &tokens {
            let separator = if rows.is_empty() { "" } else { "," };
            let _ = write!(rows, "{separator}{}", tokens::row_json(token));
        }
        let (done, answer) = oneshot::channel();
        let closed = || StoreError::Database("it is closed".into());
        self.0
            .send(Waiting { tokens, rows, done })
            .map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

async fn run(
    connection: Shared,
    index: Arc<TokenIndex>,
    mut queue: mpsc::UnboundedReceiver<Waiting>,
) {
    let mut group = Vec::with_capacity(LARGEST_GROUP);
    while queue.recv_many(&mut group, LARGEST_GROUP).await > 0 {
        let mut rows = String::with_capacity(2 + group.len() * 256);
        rows.push('[');
        for waiting in &group {
            if rows.len() > 1 {
                rows.push(',');
            }
            rows.push_str(&waiting.rows);
        }
        rows.push(']');
        let outcome = match lock(&connection).await {
            Ok(mut connection) => {
                let issued = || group.iter().flat_map(|waiting| &waiting.tokens);
                let first = index.reserve(issued().count());
                let written = tokens::insert_rows(&mut connection, first, rows).await;
                written.map(|()| index.add(first, issued().map(|token| token.hash)))
            }
            Err(error) => Err(error),
        };
        let failure = outcome.err().map(|error| error.to_string());
        for Waiting { tokens, done, .. } in group.drain(..) {
            // A caller that has gone away needs no answer.
            let _ = done.send(match &failure {
                None => Ok(tokens),
                Some(reason) => Err(StoreError::Database(reason.clone())),
            });
        }
    }
}
