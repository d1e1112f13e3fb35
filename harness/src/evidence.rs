//! What a scenario leaves behind besides its outcome: exchanges, warnings and notes.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::exchange_log::ExchangeLog;

/// A SHOULD that did not hold.
#[derive(Clone, Debug)]
pub(crate) struct Warning {
    pub step: String,
    pub expected: String,
    pub got: String,
}

/// The evidence of one scenario; the world that runs it and the recorder that reports it share it.
#[derive(Default)]
pub(crate) struct Evidence {
    pub log: Arc<ExchangeLog>,
    warnings: Mutex<Vec<Warning>>,
    notes: Mutex<Vec<String>>,
}

impl Evidence {
    pub(crate) fn warn(&self, step: &str, expected: String, got: String) {
        let warning = Warning {
            step: step.to_owned(),
            expected,
            got,
        };
        self.warnings.lock().push(warning);
    }

    /// Keeps a remark for the report, such as a budget that was reached.
    pub(crate) fn note(&self, text: impl Into<String>) {
        let text = text.into();
        let mut notes = self.notes.lock();
        if !notes.contains(&text) {
            notes.push(text);
        }
    }

    pub(crate) fn warnings(&self) -> Vec<Warning> {
        self.warnings.lock().clone()
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.lock().clone()
    }
}
