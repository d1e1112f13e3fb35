//! Why a package cannot be read.

use std::path::PathBuf;

use thiserror::Error;

use crate::json::JsonError;

/// A package that cannot be read.
#[derive(Debug, Error)]
pub enum PackageError {
    /// A file or folder that cannot be read.
    #[error("{path}: {source}")]
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
    #[error("{path}: {source}")]
    Json {
        /// The file inside the package.
        path: String,
        /// Why.
        source: JsonError,
    },
    /// A package beyond any honest size.
    #[error("{path} unpacks to more than {limit} bytes")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
    /// Nothing tells the package's name and version.
    #[error("{path} has no package.json and no FHIR definitions that tell its name and version")]
    Unnamed {
        /// The file or folder.
        path: PathBuf,
    },
}
