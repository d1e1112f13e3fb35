//! Why a package cannot be read.

use std::path::PathBuf;

use thiserror::Error;

use crate::json::JsonError;

/// A package that cannot be read.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum PackageError {
    /// A file or folder that cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        source: std::io::Error,
    },
    /// A `.tgz` that is none, or is cut.
    #[error("{path} is not a readable .tgz: {source}")]
    Archive {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A JSON file that is none.
    #[error("{path}: {entry}: {source}")]
    Json {
        path: PathBuf,
        /// The file inside the package.
        entry: String,
        source: JsonError,
    },
    /// A package beyond any honest size.
    #[error("{path} unpacks to more than {} MiB", limit >> 20)]
    TooLarge {
        path: PathBuf,
        /// The limit, in bytes.
        limit: u64,
    },
    /// A package with more files than any honest one.
    #[error("{path} holds more than {limit} files")]
    TooManyFiles { path: PathBuf, limit: usize },
    /// An archive that holds what no package does.
    #[error("{path} is refused: its entry {entry:?} is {what}")]
    Refused {
        path: PathBuf,
        /// Name of the entry.
        entry: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Nothing tells the package's name and version.
    #[error(
        "{path} is no FHIR package: it has no package.json, and no ImplementationGuide that tells its name and version"
    )]
    Unnamed {
        /// The file or folder.
        path: PathBuf,
    },
}

impl PackageError {
    /// The same with another name for the package: what a person asked for, where the file is one that is gone by then.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        let path = PathBuf::from(name);
        match self {
            Self::Io { source, .. } => Self::Io { path, source },
            Self::Archive { source, .. } => Self::Archive { path, source },
            Self::Json { entry, source, .. } => Self::Json {
                path,
                entry,
                source,
            },
            Self::TooLarge { limit, .. } => Self::TooLarge { path, limit },
            Self::TooManyFiles { limit, .. } => Self::TooManyFiles { path, limit },
            Self::Refused { entry, what, .. } => Self::Refused { path, entry, what },
            Self::Unnamed { .. } => Self::Unnamed { path },
        }
    }
}
