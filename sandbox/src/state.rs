//! What every handler is handed: the store, the clock, random numbers, the dialect, the defects, and the
//! addresses.

use std::ops::Deref;
use std::sync::Arc;

use crate::clock::Clock;
use crate::dialect::Dialect;
use crate::fault::DefectSet;
use crate::member::Throttle;
use crate::oauth::SigningKeys;
use crate::rng::Rng;
use crate::store::Store;

/// Shared by every request; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// The parts of an [`AppState`].
pub struct Shared {
    /// What outlives a request.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random numbers.
    pub rng: Arc<dyn Rng>,
    /// How the payer speaks.
    pub dialect: Arc<Dialect>,
    /// The key that signs ID tokens.
    pub keys: SigningKeys,
    /// Holds back who guesses passwords.
    pub throttle: Throttle,
    /// What goes wrong on purpose.
    pub defects: DefectSet,
    /// The addresses.
    pub urls: Urls,
}

/// The absolute addresses that documents and links name; none ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// The base of everything: the issuer.
    pub issuer: String,
    /// The base of the Patient Access API: `aud` of authorization requests.
    pub patient_access: String,
    /// The base of the Provider Directory API.
    pub directory: String,
    /// The path of the base URL, empty in most cases: what comes before the path of a page in links and redirects.
    pub base_path: String,
}

impl AppState {
    /// Puts the parts together.
    #[must_use]
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Urls {
    /// The path of a page as a browser must ask for it: links and redirects name no host, so that cookies stay with the
    /// name under which the browser came.
    #[must_use]
    pub fn local(&self, path: &str) -> String {
        format!("{}{path}", self.base_path)
    }

    /// The absolute address of a path that begins with a slash.
    #[must_use]
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }
}
