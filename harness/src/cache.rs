//! What scenarios share so that a run takes seconds: made once, with its exchanges kept as evidence for each that uses it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell};

use crate::client::RecordingClient;
use crate::exchange::Exchange;
use crate::outcome::{StepEnd, StepResult};

struct Cached<T> {
    value: StepResult<T>,
    log: Vec<Arc<Exchange>>,
}

/// Values made at most once per key in a run.
pub(crate) struct RunCache<K, T>(Mutex<HashMap<K, Arc<OnceCell<Cached<T>>>>>);

impl<K, T> Default for RunCache<K, T> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Eq + Hash + Clone, T: Clone> RunCache<K, T> {
    /// The value of `key`; `make` makes it on the first call. Every call adds the exchanges that made the value to the log of
    /// `client`, so that each scenario shows them as evidence. A network error is not kept: the next call tries again.
    pub(crate) async fn get(
        &self,
        key: &K,
        client: &RecordingClient,
        make: impl AsyncFnOnce(RecordingClient) -> StepResult<T>,
    ) -> StepResult<T> {
        let cell = self.0.lock().await.entry(key.clone()).or_default().clone();
        let kept = cell
            .get_or_try_init(async || {
                let recording = client.with_new_log();
                let value = make(recording.clone()).await;
                let log = recording.log.all();
                if let Err(stop @ StepEnd::Error { .. }) = value {
                    client.log.extend(&log);
                    return Err(stop);
                }
                Ok(Cached { value, log })
            })
            .await?;
        client.log.extend(&kept.log);
        kept.value.clone()
    }

    /// Forgets the value of each key for which `dead` is true.
    pub(crate) async fn forget_all(&self, dead: impl Fn(&K) -> bool) {
        self.0.lock().await.retain(|key, _| !dead(key));
    }

    /// Forgets the value of `key`.
    pub(crate) async fn forget(&self, key: &K) {
        self.0.lock().await.remove(key);
    }
}
