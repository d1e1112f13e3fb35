//! What scenarios share so that a run takes seconds: made once, with its exchanges kept as evidence for each that uses it.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use tokio::sync::{Mutex, OnceCell};

use crate::{
    client::Wire,
    exchange::Exchange,
    outcome::{Stop, Verdict},
};

struct Kept<T> {
    value: Verdict<T>,
    trail: Vec<Arc<Exchange>>,
}

/// Things made at most once a key.
pub(crate) struct Shared<K, T>(Mutex<HashMap<K, Arc<OnceCell<Kept<T>>>>>);

impl<K, T> Default for Shared<K, T> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Eq + Hash + Clone, T: Clone> Shared<K, T> {
    /// The thing of that key, made by `make` if nobody made it yet. What was asked of the payer for it joins the trail of
    /// the scenario that asks. A network error is not kept: the next scenario tries again.
    pub async fn get(
        &self,
        key: &K,
        wire: &Wire,
        make: impl AsyncFnOnce(Wire) -> Verdict<T>,
    ) -> Verdict<T> {
        let cell = self.0.lock().await.entry(key.clone()).or_default().clone();
        let kept = cell
            .get_or_try_init(async || {
                let apart = wire.apart();
                let value = make(apart.clone()).await;
                let trail = apart.trail.all();
                if let Err(stop @ Stop::Broke { .. }) = value {
                    wire.trail.extend(&trail);
                    return Err(stop);
                }
                Ok(Kept { value, trail })
            })
            .await?;
        wire.trail.extend(&kept.trail);
        kept.value.clone()
    }

    /// Forgets the things of all keys that `dead` says.
    pub async fn forget_all(&self, dead: impl Fn(&K) -> bool) {
        self.0.lock().await.retain(|key, _| !dead(key));
    }

    /// Forgets the thing of that key.
    pub async fn forget(&self, key: &K) {
        self.0.lock().await.remove(key);
    }
}
