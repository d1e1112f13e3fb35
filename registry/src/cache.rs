//! The FHIR package cache: a folder that the tools of a person share, with a folder `NAME#VERSION` for each package (FHIR
//! Package Cache).

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use thiserror::Error;

use crate::name::{PackageId, is_name};
use crate::version::compare;

/// A package cache that cannot be used.
#[derive(Debug, Error)]
pub enum CacheError {
    /// Nothing tells where it is.
    #[error(
        "there is no home folder to look for .fhir/packages in; name the package cache with --package-cache DIR"
    )]
    Nowhere,
    /// It cannot be read.
    #[error("cannot read the package cache {path}: {source}")]
    Unreadable {
        /// The cache's folder.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
}

/// A package cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    root: PathBuf,
}

/// A package in a cache.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Cached {
    /// The package's name.
    pub name: String,
    pub version: String,
    /// The folder `NAME#VERSION`; its files are in the folder `package` inside.
    pub path: PathBuf,
}

impl Cache {
    /// The cache in `folder`, or else the person's own, `~/.fhir/packages`. It need not be there yet.
    ///
    /// # Errors
    /// [`CacheError::Nowhere`] when there is neither a folder nor a home.
    pub fn locate(folder: Option<&Path>) -> Result<Self, CacheError> {
        if let Some(folder) = folder {
            return Ok(Self {
                root: folder.to_owned(),
            });
        }
        let home = env::home_dir()
            .filter(|home| !home.as_os_str().is_empty())
            .ok_or(CacheError::Nowhere)?;
        Ok(Self {
            root: home.join(".fhir").join("packages"),
        })
    }

    /// The cache's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The packages in it, by name and then by version, the older first. A cache that is not there holds none.
    ///
    /// # Errors
    /// [`CacheError::Unreadable`] when the folder cannot be read.
    pub fn list(&self) -> Result<Vec<Cached>, CacheError> {
        let unreadable = |source| CacheError::Unreadable {
            path: self.root.clone(),
            source,
        };
        let entries = match fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            let Some(folder) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            // What a tool is still writing has no manifest, or a name of another form.
            let Some((name, version)) = folder.split_once('#') else {
                continue;
            };
            if is_name(name) && path.join("package").join("package.json").is_file() {
                found.push(Cached {
                    name: name.to_owned(),
                    version: version.to_owned(),
                    path,
                });
            }
        }
        found.sort_by(|left, right| {
            let by_name = left.name.cmp(&right.name);
            by_name.then_with(|| compare(&left.version, &right.version))
        });
        Ok(found)
    }

    /// The newest package in it that will do.
    ///
    /// # Errors
    /// As [`Cache::list`].
    pub fn find(&self, wanted: &PackageId) -> Result<Option<Cached>, CacheError> {
        let mut named = self.list()?;
        named.retain(|cached| cached.name == wanted.name);
        let newest = wanted
            .range
            .newest(named.iter().map(|cached| cached.version.as_str()))
            .map(str::to_owned);
        Ok(named
            .into_iter()
            .find(|cached| Some(&cached.version) == newest.as_ref()))
    }

    /// Where the package of this name and version belongs.
    pub(crate) fn place(&self, name: &str, version: &str) -> PathBuf {
        self.root.join(format!("{name}#{version}"))
    }
}
