//! What every handler is handed: the store, the clock, random numbers, the dialect, the defects, and the addresses; and
//! what pages and tokens share, each as a part of its own.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;

use crate::clock::Clock;
use crate::dialect::Dialect;
use crate::fault::DefectSet;
use crate::rng::Rng;
use crate::signing_keys::SigningKeys;
use crate::store::Store;
use crate::urls::Urls;
use crate::web::{Frame, Sessions, Throttle};

/// Shared by every request; cheap to clone.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Parts>);

/// What an [`AppState`] is made from.
pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) dialect: Arc<Dialect>,
    pub(crate) defects: DefectSet,
    pub(crate) urls: Urls,
}

struct Parts {
    shared: Shared,
    signing_keys: SigningKeys,
    frame: Frame,
    sessions: Sessions,
    throttle: Throttle,
}

impl AppState {
    /// Puts the parts together.
    #[must_use]
    pub(crate) fn new(shared: Shared) -> Self {
        let Shared {
            store,
            clock,
            rng,
            dialect,
            urls,
            ..
        } = &shared;
        Self(Arc::new(Parts {
            signing_keys: SigningKeys::new(Arc::clone(store), Arc::clone(clock), Arc::clone(rng)),
            frame: Frame {
                plan: dialect.title.clone(),
                base: urls.base_path.clone(),
            },
            sessions: Sessions {
                store: Arc::clone(store),
                clock: Arc::clone(clock),
                rng: Arc::clone(rng),
                seconds: dialect.lifetimes.session,
                secure: urls.issuer.starts_with("https:"),
            },
            throttle: Throttle::default(),
            shared,
        }))
    }

    pub(crate) fn signing_keys(&self) -> &SigningKeys {
        &self.0.signing_keys
    }

    pub(crate) fn frame(&self) -> &Frame {
        &self.0.frame
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0.shared
    }
}

impl FromRef<AppState> for Sessions {
    fn from_ref(state: &AppState) -> Self {
        state.0.sessions.clone()
    }
}
