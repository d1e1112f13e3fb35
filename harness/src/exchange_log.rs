//! The exchanges of one scenario, or of one thing that scenarios share.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::exchange::Exchange;

/// Exchanges in the order in which they were made.
#[derive(Default)]
pub(crate) struct ExchangeLog(Mutex<Vec<Arc<Exchange>>>);

impl ExchangeLog {
    pub(crate) fn push(&self, exchange: Arc<Exchange>) {
        self.0.lock().push(exchange);
    }

    /// Appends what is not there yet.
    pub(crate) fn extend(&self, exchanges: &[Arc<Exchange>]) {
        let mut own = self.0.lock();
        for exchange in exchanges {
            if !own.iter().any(|have| Arc::ptr_eq(have, exchange)) {
                own.push(exchange.clone());
            }
        }
    }

    pub(crate) fn all(&self) -> Vec<Arc<Exchange>> {
        self.0.lock().clone()
    }
}
