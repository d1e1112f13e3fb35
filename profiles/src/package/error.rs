//! Why a package cannot be read.

use std::path::PathBuf;

use thiserror::Error;

use crate::json::JsonError;

/// A package that cannot be read.
#[derive(Debug, Error)]
pub enum PackageError {
    /// A file or folder that cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A `.tgz` that is none, or is cut.
    #[error("{path} is not a readable .tgz: {source}")]
    Archive {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A JSON file that is none.
    #[error("{path}: {entry}: {source}")]
    Json {
        /// The package.
        path: PathBuf,
        /// The file inside the package.
        entry: String,
        /// Why.
        source: JsonError,
    },
    /// A package beyond any honest size.
    #[error("{path} unpacks to more than {} MiB", limit >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit, in bytes.
        limit: u64,
    },
    /// A package with more files than any honest one.
    #[error("{path} holds more than {limit} files")]
    TooManyFiles {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// An archive that holds what no package does.
    #[error("{path} is refused: its entry {entry:?} is {what}")]
    Refused {
        /// The file.
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
