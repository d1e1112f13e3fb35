//! Starting and stopping a payer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::built_in_apps::{self, BuiltInApp};
use crate::config::{Config, Pages};
use crate::data::{self, DataError};
use crate::dialect::{Dialect, DialectError, Quirk};
use crate::fhir::Apis;
use crate::serve;
use crate::state::{AppState, Shared};
use crate::store::{Member, SqliteStore, Store, StoreError, StoredResource};
use crate::urls::Urls;

/// How long requests that are under way may take when the payer stops. `payerlab serve` ends the process a little later.
const DRAIN: Duration = Duration::from_secs(5);

/// How often what has expired is removed from the store.
const PURGE_EVERY: Duration = Duration::from_secs(600);

/// How long what has expired is kept, so that its reuse is still noticed.
const KEEP_EXPIRED: SignedDuration = SignedDuration::from_hours(1);

/// The mock payer, before it runs.
pub struct Sandbox;

/// A payer that runs.
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The addresses that its documents name.
    pub urls: Urls,
    /// Where the pages are.
    pub pages: Pages,
    /// Who can sign in, in the order of loading.
    pub members: Vec<Member>,
    /// The built-in apps.
    pub apps: Vec<BuiltInApp>,
    /// The name of its dialect.
    pub payer: String,
    /// The requirements that the payer does not meet, by its documentation.
    pub quirks: Vec<Quirk>,
    /// What was deleted, without bodies: for whoever wants to see a 410.
    pub deleted: Vec<StoredResource>,
    store: Arc<dyn Store>,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
}

/// Why a payer does not start.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum StartError {
    /// Another program listens there.
    #[error(
        "port {port} at {ip} is in use; stop what listens there, or choose another with --listen"
    )]
    PortInUse { ip: std::net::IpAddr, port: u16 },
    /// The address cannot be listened at.
    #[error("cannot listen at {addr}: {reason}")]
    Listen {
        addr: SocketAddr,
        reason: std::io::Error,
    },
    /// The public URL is not one.
    #[error(
        "the public URL `{0}` must be http:// or https:// with a host, without query or fragment"
    )]
    PublicUrl(String),
    /// There is no such payer.
    #[error(transparent)]
    Dialect(#[from] DialectError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data cannot be loaded.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl Sandbox {
    /// Opens the store, loads the data, registers the built-in apps and listens.
    ///
    /// # Errors
    /// When one of these fails; the message says what to do.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let dialect = Dialect::open(&config.payer)?;
        let listener = bind(config.listen).await?;
        let listens_at = |reason| StartError::Listen {
            addr: config.listen,
            reason,
        };
        let addr = listener.local_addr().map_err(listens_at)?;
        let urls = urls(&dialect, &config, addr)?;
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&config.store).await?);

        load(&config, &dialect, &store).await?;
        built_in_apps::register(&dialect.apps, &*store).await?;
        let apps = dialect.apps.clone();
        let payer = dialect.name.clone();
        let quirks = dialect.quirks.clone();
        let own = quirks.iter().map(|quirk| quirk.defect);
        let defects = config.defects.iter().copied().chain(own).collect();
        let apis = Apis::open(&*store, &urls, &dialect, defects).await?;
        let state = AppState::new(Shared {
            store: Arc::clone(&store),
            clock: config.clock,
            rng: config.rng,
            dialect: Arc::new(dialect),
            defects,
            urls: urls.clone(),
        });

        let (stop, stopped) = watch::channel(false);
        tokio::spawn(housekeeping(state.clone(), stopped.clone()));
        let router = serve::router(&state, &Arc::new(apis));
        // Small answers must not wait for the acknowledgement of the last ones.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let drain = until(stopped);
        let server = axum::serve(listener, router).with_graceful_shutdown(drain);
        Ok(Running {
            addr,
            pages: pages(&urls),
            urls,
            members: store.members().await?,
            apps,
            payer,
            quirks,
            deleted: store.deleted().await?,
            store,
            stop,
            server: tokio::spawn(server.into_future()),
        })
    }
}

impl Running {
    /// Stops listening, lets requests that are under way end, and closes the store.
    ///
    /// # Errors
    /// When the store cannot be closed.
    pub async fn shutdown(self) -> Result<(), StartError> {
        self.stop.send_replace(true);
        let mut server = self.server;
        if tokio::time::timeout(DRAIN, &mut server).await.is_err() {
            server.abort();
        }
        Ok(self.store.close().await?)
    }
}

async fn bind(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr)
        .await
        .map_err(|reason| match reason.kind() {
            std::io::ErrorKind::AddrInUse => StartError::PortInUse {
                ip: addr.ip(),
                port: addr.port(),
            },
            _ => StartError::Listen { addr, reason },
        })
}

/// The addresses that documents name: the public ones when given, else those of the socket.
fn urls(dialect: &Dialect, config: &Config, addr: SocketAddr) -> Result<Urls, StartError> {
    let mut base_path = String::new();
    let base = match &config.public_url {
        None if addr.ip().is_unspecified() => format!("http://127.0.0.1:{}", addr.port()),
        None => format!("http://{addr}"),
        Some(text) => {
            let wrong = || StartError::PublicUrl(text.clone());
            let url = url::Url::parse(text).map_err(|_| wrong())?;
            let plain = url.query().is_none() && url.fragment().is_none();
            if !["http", "https"].contains(&url.scheme()) || url.host().is_none() || !plain {
                return Err(wrong());
            }
            base_path = url.path().trim_end_matches('/').to_owned();
            text.trim_end_matches('/').to_owned()
        }
    };
    Ok(Urls {
        patient_access: format!("{base}{}", dialect.paths.patient_access),
        directory: format!("{base}{}", dialect.paths.directory),
        issuer: base,
        base_path,
    })
}

fn pages(urls: &Urls) -> Pages {
    Pages {
        start: urls.endpoint("/"),
        login: urls.endpoint("/member/login"),
        consent: urls.endpoint("/member/consent"),
        apps: urls.endpoint("/member/apps"),
    }
}

async fn load(
    config: &Config,
    dialect: &Dialect,
    store: &Arc<dyn Store>,
) -> Result<(), StartError> {
    let already = store.loaded().await?;
    for part in data::load(&config.data, &already, dialect, config.clock.now())? {
        store.load(part).await?;
    }
    Ok(())
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the payer was dropped, which is the end too.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// What a payer does beside answering, until it stops.
async fn housekeeping(state: AppState, stopped: watch::Receiver<bool>) {
    let work = async {
        tokio::join!(state.signing_keys().prepare(), purge(&state));
    };
    tokio::select! {
        () = until(stopped) => {}
        () = work => {}
    }
}

async fn purge(state: &AppState) {
    let mut ticks = tokio::time::interval(PURGE_EVERY);
    loop {
        ticks.tick().await;
        let before = state.clock.now() - KEEP_EXPIRED;
        if let Err(error) = state.store.purge(before).await {
            tracing::warn!(%error, "what has expired stays in the store for now");
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        Some("https://payer.example.org/sandbox/"),
        Some("https://payer.example.org/sandbox")
    )]
    #[case(None, Some("http://127.0.0.1:80"))]
    #[case(Some("payer.example.org"), None)]
    #[case(Some("ftp://payer.example.org"), None)]
    #[case(Some("https://payer.example.org/?a=b"), None)]
    fn issuers(#[case] public_url: Option<&str>, #[case] issuer: Option<&str>) {
        let dialect = Dialect::named("reference").unwrap();
        let config = Config {
            public_url: public_url.map(str::to_owned),
            ..Config::default()
        };
        let urls = urls(&dialect, &config, "0.0.0.0:80".parse().unwrap());
        assert_eq!(urls.ok().map(|urls| urls.issuer).as_deref(), issuer);
    }
}
