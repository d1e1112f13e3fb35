//! The world of one scenario: what it has so far, and the run that it belongs to.

use std::{cell::RefCell, convert::Infallible, fmt, sync::Arc};

use crate::{client::Wire, evidence::Evidence, run::Run};

thread_local! {
    /// The run of this thread. Cucumber makes worlds without arguments, and a run has a thread of its own.
    static RUN: RefCell<Option<Arc<Run>>> = const { RefCell::new(None) };
}

/// Makes `run` the one that this thread's worlds belong to.
pub(crate) fn enter(run: Arc<Run>) {
    RUN.with_borrow_mut(|current| *current = Some(run));
}

/// The world of one scenario.
pub struct World {
    pub(crate) run: Arc<Run>,
    pub(crate) evidence: Arc<Evidence>,
    pub(crate) wire: Wire,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

impl cucumber::World for World {
    type Error = Infallible;

    async fn new() -> Result<Self, Infallible> {
        let run = RUN.with_borrow(|current| {
            current
                .clone()
                .expect("a world is made on a run's own thread only")
        });
        let evidence = Arc::new(Evidence::default());
        let wire = Wire {
            client: run.client.clone(),
            trail: evidence.trail.clone(),
        };
        Ok(Self {
            run,
            evidence,
            wire,
        })
    }
}
