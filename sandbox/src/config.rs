//! What a sandbox is started with, and what is known of it once it runs.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::data::DataOptions;
use crate::dialect::Dialect;
use crate::fault::Defect;
use crate::rng::{Rng, SystemRng};
use crate::store::StoreUrl;

/// How to start a sandbox. The default is the reference payer in memory on a free loopback port.
#[derive(Clone)]
pub struct Config {
    /// The dialect that it speaks: the name of a built-in one, or the path of a `.toml` file.
    pub payer: String,
    /// The address to listen at; port 0 for a free one.
    pub listen: SocketAddr,
    /// What documents, links and the issuer say, when the payer stands behind a proxy.
    pub public_url: Option<String>,
    /// Where state is kept.
    pub store: StoreUrl,
    /// The members and resources that it starts with.
    pub data: DataOptions,
    /// What to do wrong.
    pub defects: Vec<Defect>,
    /// Where every time is taken from.
    pub clock: Arc<dyn Clock>,
    /// Where codes, tokens and cookies are taken from.
    pub rng: Arc<dyn Rng>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            payer: Dialect::REFERENCE.into(),
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

/// The absolute URLs of the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Pages {
    pub start: String,
    pub login: String,
    pub consent: String,
    pub apps: String,
}
