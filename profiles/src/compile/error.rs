//! Why a pack cannot be made.

use std::path::PathBuf;

use thiserror::Error;

use crate::pack::PackError;
use crate::package::PackageError;

/// A pack that cannot be made.
#[derive(Debug, Error)]
pub enum CompileError {
    /// A package that cannot be read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A pack that cannot be written as one.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A file that cannot be written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}
