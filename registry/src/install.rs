//! Adding packages to the cache, with all that they depend on (FHIR NPM package specification, "Package dependencies").

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use payerlab_profiles::pack::Guide;
use payerlab_profiles::package::{Dependency, Manifest, PackageError};
use thiserror::Error;

use crate::cache::{Cache, CacheError};
use crate::chain::{self, CORE, ChainError};
use crate::client::{Client, ClientError};
use crate::download::{DownloadError, download};
use crate::name::PackageId;
use crate::unpack::{UnpackError, unpack};
use crate::version::Range;

/// Packages that cannot be added.
#[derive(Debug, Error)]
pub enum InstallError {
    /// The cache cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The registry does not give what is asked for.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// An archive does not come.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// An archive does not hold what it should.
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    /// A package in the cache is broken.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The cache cannot be made.
    #[error("cannot make the package cache {path}: {source}")]
    Io {
        /// The cache's folder.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// What it depends on leads nowhere.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl InstallError {
    /// Whether the registry, or where it keeps its archives, does not answer, in contrast to answering with a refusal.
    pub fn is_out_of_reach(&self) -> bool {
        matches!(
            self,
            Self::Client(ClientError::Unreachable { .. })
                | Self::Download(
                    DownloadError::Client(ClientError::Unreachable { .. })
                        | DownloadError::Broken { .. }
                )
        )
    }
}

/// What was done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Installed {
    /// `name@version` of the packages that are new in the cache, in the order in which they came.
    pub added: Vec<String>,
    /// `name@version` of those that were there already or are built in.
    pub present: Vec<String>,
    /// Dependencies that the registry does not have. One line each.
    pub notes: Vec<String>,
}

/// A package whose dependencies are being added.
struct Open {
    label: String,
    rest: Vec<Dependency>,
}

/// Adds the packages to the cache, and what they depend on. What is built in or in the cache already is not fetched; a
/// dependency that the registry does not have is noted and passed over.
///
/// # Errors
/// [`InstallError`] for the first package that cannot be added; those before it stay.
pub async fn install(
    client: &Client,
    cache: &Cache,
    wanted: &[PackageId],
) -> Result<Installed, InstallError> {
    fs::create_dir_all(cache.root()).map_err(|source| InstallError::Io {
        path: cache.root().to_owned(),
        source,
    })?;
    let mut done = Installed::default();
    let mut seen = BTreeSet::new();
    for wanted in wanted {
        let mut way: Vec<Open> = Vec::new();
        if let Some(open) = add(client, cache, wanted, &mut done).await? {
            enter(open, &mut way, &mut seen)?;
        }
        while let Some(open) = way.last_mut() {
            let Some(next) = open.rest.pop() else {
                way.pop();
                continue;
            };
            let of = open.label.clone();
            if let Some(open) = dependency(client, cache, &of, &next, &mut done).await? {
                enter(open, &mut way, &mut seen)?;
            }
        }
    }
    Ok(done)
}

/// Goes on with what a package depends on, unless that was done before.
fn enter(open: Open, way: &mut Vec<Open>, seen: &mut BTreeSet<String>) -> Result<(), ChainError> {
    chain::extend(way.iter().map(|other| other.label.as_str()), &open.label)?;
    if seen.insert(open.label.clone()) {
        way.push(open);
    }
    Ok(())
}

async fn dependency(
    client: &Client,
    cache: &Cache,
    of: &str,
    needed: &Dependency,
    done: &mut Installed,
) -> Result<Option<Open>, InstallError> {
    if needed.name == CORE {
        return Ok(None);
    }
    let wanted = match PackageId::new(&needed.name, &needed.version) {
        Ok(wanted) => wanted,
        Err(error) => {
            done.notes
                .push(format!("{of} depends on what names no release: {error}"));
            return Ok(None);
        }
    };
    match add(client, cache, &wanted, done).await {
        Err(InstallError::Client(error)) if error.is_absence() => {
            done.notes
                .push(format!("{of} depends on {wanted}, but {error}"));
            Ok(None)
        }
        other => other,
    }
}

/// Makes sure that a package is there; none when nothing of it is left to do.
async fn add(
    client: &Client,
    cache: &Cache,
    wanted: &PackageId,
    done: &mut Installed,
) -> Result<Option<Open>, InstallError> {
    if let Some(built_in) = built_in(wanted) {
        note_once(&mut done.present, built_in);
        return Ok(None);
    }
    // Only an exact version is known to be the right one without asking.
    if let Range::Exact(version) = &wanted.range
        && let Some(open) = cached(cache, &wanted.name, version)?
    {
        if !done.added.contains(&open.label) {
            note_once(&mut done.present, open.label.clone());
        }
        return Ok(Some(open));
    }
    let tarball = client.locate(wanted).await?;
    let label = format!("{}@{}", tarball.name, tarball.version);
    if let Some(open) = cached(cache, &tarball.name, &tarball.version)? {
        if !done.added.contains(&label) {
            note_once(&mut done.present, label);
        }
        return Ok(Some(open));
    }
    let part = part(cache, &tarball.name, &tarball.version);
    download(client, &tarball, &part).await?;
    let unpacked = unpack(cache, &part, &tarball.name, &tarball.version);
    let _ = fs::remove_file(&part);
    let manifest = unpacked?;
    if !tarball.has_checksum() {
        done.notes.push(format!(
            "{label}: the registry gives no checksum, so what came was not compared with one"
        ));
    }
    done.added.push(label.clone());
    Ok(Some(open(label, manifest)))
}

fn note_once(list: &mut Vec<String>, label: String) {
    if !list.contains(&label) {
        list.push(label);
    }
}

fn open(label: String, manifest: Manifest) -> Open {
    let mut rest = manifest.dependencies;
    // They are taken from the end.
    rest.reverse();
    Open { label, rest }
}

fn built_in(wanted: &PackageId) -> Option<String> {
    let guides = Guide::ALL.into_iter().map(Guide::package);
    let versions = guides
        .filter(|(name, _)| *name == wanted.name)
        .map(|(_, version)| version);
    match wanted.range {
        // The registry may have a newer one.
        Range::Latest => None,
        _ => wanted
            .range
            .newest(versions)
            .map(|version| format!("{}@{version}", wanted.name)),
    }
}

fn cached(cache: &Cache, name: &str, version: &str) -> Result<Option<Open>, InstallError> {
    let place = cache.place(name, version);
    if !place.join("package").join("package.json").is_file() {
        return Ok(None);
    }
    let manifest = Manifest::read(&place)?;
    Ok(Some(open(format!("{name}@{version}"), manifest)))
}

/// The file that a download is resumed from.
fn part(cache: &Cache, name: &str, version: &str) -> PathBuf {
    Path::join(cache.root(), format!(".{name}#{version}.tgz.part"))
}
