//! Why a pack cannot be made.

use std::path::PathBuf;

use thiserror::Error;

use crate::pack::PackError;
use crate::package::PackageError;
use crate::snapshot::SnapshotError;

/// A pack that cannot be made.
#[derive(Debug, Error)]
pub enum CompileError {
    /// A package that cannot be read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A snapshot that is beyond making: its profiles are based on each other, or it would be too large.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
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
