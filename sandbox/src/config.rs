//! What a sandbox is started with, and what is known of it once it runs.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::data::DataOptions;
use crate::fault::Defect;
use crate::rng::{Rng, SystemRng};
use crate::store::StoreUrl;

/// How to start a sandbox. The default is the reference payer in memory on a free loopback port.
#[derive(Clone)]
pub struct Config {
    /// The dialect.
    pub payer: String,
    /// The address to listen at; port 0 for a free one.
    pub listen: SocketAddr,
    /// What documents, links and the issuer say, when the payer stands behind a proxy.
    pub public_url: Option<String>,
    /// Where state is kept.
    pub store: StoreUrl,
    /// The data.
    pub data: DataOptions,
    /// What to do wrong.
    pub defects: Vec<Defect>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random numbers.
    pub rng: Arc<dyn Rng>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            payer: "reference".into(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            store: StoreUrl::Memory,
            data: DataOptions::default(),
            defects: Vec::new(),
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng),
        }
    }
}

/// A registered app with its published credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// What a target file calls it: `public`, `confidential`, `second`, `jwt`, `short-lived`, `backend`, `directory`.
    pub role: String,
    /// `client_id`
    pub client_id: String,
    /// Its name on the pages.
    pub name: String,
    /// Its secret, when it has one.
    pub secret: Option<String>,
    /// Its private key, PKCS #8 in PEM, when it signs assertions.
    pub private_key_pem: Option<String>,
    /// The `kid` of that key.
    pub key_id: Option<String>,
    /// The JWS algorithm of that key.
    pub algorithm: Option<String>,
    /// Its redirect URIs.
    pub redirect_uris: Vec<String>,
    /// The scopes that it may ask for.
    pub scopes: Vec<String>,
    /// Its grant types.
    pub grant_types: Vec<String>,
}

/// Where the pages are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// The start page.
    pub start: String,
    /// Sign-in.
    pub login: String,
    /// Consent.
    pub consent: String,
    /// Connected apps.
    pub apps: String,
}
