//! Asking a registry which versions of a package there are (FHIR Package Registry, `GET {registry}/{name}`; npm "package
//! metadata").

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde::Deserialize;
use thiserror::Error;
use url::{Host, Url};

use crate::name::PackageId;
use crate::version::{Range, compare, is_plain};

/// The list of versions of the packages with the most has some hundred kilobytes.
const MAX_LISTING: usize = 64 << 20;
/// A server that is silent for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);
/// Breaks that are worth trying again after are over in a moment.
const PAUSE: Duration = Duration::from_millis(500);

/// A registry that gives no answer that can be used.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum ClientError {
    /// Its address is none.
    #[error(
        "{text:?} is no address of a registry: {why}; give one such as https://registry.example.org"
    )]
    Address {
        /// What was given.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is no way to ask.
    #[error("cannot make an HTTP client: {0}")]
    Client(String),
    /// Nobody answers.
    #[error("cannot reach {url}: {why}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What the HTTP client says, as text.
        why: String,
    },
    /// It does not know the package.
    #[error("the registry {registry} has no package {name}")]
    UnknownPackage { registry: String, name: String },
    /// It knows no such version.
    #[error("the registry {registry} has no version {wanted} of {name}; it has {}", listed(.versions))]
    UnknownVersion {
        registry: String,
        name: String,
        /// The version or range that is wanted.
        wanted: String,
        /// The versions that there are, the newest first.
        versions: Vec<String>,
    },
    /// It answers with an error.
    #[error("{url} answers with status {status}")]
    Status {
        /// What was asked for.
        url: String,
        status: StatusCode,
    },
    /// It answers with something else.
    #[error("{url} answers with no list of versions: {why}; is it a FHIR package registry?")]
    Unreadable {
        /// What was asked for.
        url: String,
        /// What is wrong with it.
        why: String,
    },
}

impl ClientError {
    /// Whether the registry is well but lacks what was asked for.
    pub fn is_absence(&self) -> bool {
        matches!(
            self,
            Self::UnknownPackage { .. } | Self::UnknownVersion { .. }
        )
    }
}

fn listed(versions: &[String]) -> String {
    match versions {
        [] => "none".to_owned(),
        [first @ .., _] if versions.len() > 12 => {
            format!(
                "{} and {} more",
                first[..11].join(", "),
                versions.len() - 11
            )
        }
        all => all.join(", "),
    }
}

/// A registry.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    base: Url,
    pub(crate) pause: Duration,
}

/// Where the archive of a package is, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tarball {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) url: Url,
    /// SHA-1 in hexadecimal digits.
    pub(crate) shasum: Option<String>,
    /// Subresource integrity: `sha512-` and the sum in base64.
    pub(crate) integrity: Option<String>,
}

impl Tarball {
    /// Whether the registry says what the archive must be.
    pub(crate) fn has_checksum(&self) -> bool {
        self.shasum.is_some() || self.integrity.is_some()
    }
}

#[derive(Debug, Deserialize)]
struct Listing {
    #[serde(rename = "dist-tags", default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    versions: BTreeMap<String, Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    #[serde(default)]
    dist: Option<Dist>,
}

#[derive(Debug, Default, Deserialize)]
struct Dist {
    tarball: Option<String>,
    shasum: Option<String>,
    integrity: Option<String>,
}

impl Client {
    /// A client for the registry at this address.
    ///
    /// # Errors
    /// [`ClientError::Address`] when it is no `http` or `https` URL.
    pub fn new(registry: &str) -> Result<Self, ClientError> {
        let bad = |why: &str| ClientError::Address {
            text: registry.chars().take(200).collect(),
            why: why.to_owned(),
        };
        let mut base = Url::parse(registry).map_err(|error| bad(&error.to_string()))?;
        if !matches!(base.scheme(), "http" | "https") || base.host().is_none() {
            return Err(bad("it is neither http nor https"));
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let loopback = match base.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let builder = || {
            // An archive that is unpacked on the way could not be resumed.
            let builder = reqwest::Client::builder()
                .user_agent(concat!("payerlab/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(SILENCE)
                .read_timeout(SILENCE)
                .no_gzip();
            if loopback {
                builder.no_proxy()
            } else {
                builder
            }
        };
        // A provider installed by the embedding program is as good as ours.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        // A machine without a store of root certificates can still use a registry over plain HTTP.
        let http = builder()
            .build()
            .or_else(|_| builder().tls_certs_only([]).build())
            .map_err(|error| ClientError::Client(deepest(&error)))?;
        Ok(Self {
            http,
            base,
            pause: PAUSE,
        })
    }

    /// The same, waiting so long before it tries again what broke.
    #[must_use]
    pub fn with_pause(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }

    /// The archive of the newest version that will do.
    pub(crate) async fn locate(&self, wanted: &PackageId) -> Result<Tarball, ClientError> {
        let url = self.join(&wanted.name)?;
        let answer = self.get(&url).await?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Err(ClientError::UnknownPackage {
                registry: self.base.to_string(),
                name: wanted.name.clone(),
            });
        }
        if !answer.status().is_success() {
            return Err(ClientError::Status {
                status: answer.status(),
                url: url.to_string(),
            });
        }
        let unreadable = |why: String| ClientError::Unreadable {
            url: url.to_string(),
            why,
        };
        let body = whole(&url, answer).await?;
        let mut listing: Listing =
            serde_json::from_slice(&body).map_err(|error| unreadable(error.to_string()))?;
        let tagged = match wanted.range {
            // What the registry calls the latest is its choice, not ours.
            Range::Latest => listing.tags.remove("latest"),
            _ => None,
        };
        let chosen = tagged
            .filter(|version| listing.versions.contains_key(version))
            .or_else(|| {
                let versions = listing.versions.keys().map(String::as_str);
                wanted.range.newest(versions).map(str::to_owned)
            });
        let Some((version, listed)) =
            chosen.and_then(|version| listing.versions.remove_entry(&version))
        else {
            let mut versions: Vec<String> = listing.versions.into_keys().collect();
            versions.sort_by(|left, right| compare(right, left));
            return Err(ClientError::UnknownVersion {
                registry: self.base.to_string(),
                name: wanted.name.clone(),
                wanted: wanted.range.to_string(),
                versions,
            });
        };
        // The version becomes part of a folder's name.
        if !is_plain(&version) {
            return Err(unreadable(format!("{version:?} is no version")));
        }
        let dist = listed.dist.unwrap_or_default();
        let tarball = match &dist.tarball {
            Some(tarball) => url
                .join(tarball)
                .map_err(|error| unreadable(format!("{tarball:?}: {error}")))?,
            None => self.join(&format!("{}/{version}", wanted.name))?,
        };
        if !matches!(tarball.scheme(), "http" | "https") {
            return Err(unreadable(format!("{tarball} is no web address")));
        }
        Ok(Tarball {
            name: wanted.name.clone(),
            version,
            url: tarball,
            shasum: dist.shasum,
            integrity: dist.integrity,
        })
    }

    fn join(&self, path: &str) -> Result<Url, ClientError> {
        self.base.join(path).map_err(|error| ClientError::Address {
            text: self.base.to_string(),
            why: error.to_string(),
        })
    }

    async fn get(&self, url: &Url) -> Result<Response, ClientError> {
        let request = self
            .http
            .get(url.clone())
            .header("accept", "application/json");
        request
            .send()
            .await
            .map_err(|error| unreachable(url, &error))
    }
}

pub(crate) fn unreachable(url: &Url, error: &reqwest::Error) -> ClientError {
    ClientError::Unreachable {
        url: url.to_string(),
        why: deepest(error),
    }
}

async fn whole(url: &Url, mut answer: Response) -> Result<Vec<u8>, ClientError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| unreachable(url, &error))?
    {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_LISTING {
            return Err(ClientError::Unreadable {
                url: url.to_string(),
                why: format!("it has more than {} MiB", MAX_LISTING >> 20),
            });
        }
    }
    Ok(body)
}

/// What went wrong furthest down: "connection refused" instead of "error sending request".
fn deepest(error: &(dyn std::error::Error + 'static)) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}
