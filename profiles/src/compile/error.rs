//! Why a pack cannot be made.

use std::path::PathBuf;

use thiserror::Error;

use crate::pack::PackError;
use crate::package::PackageError;
use crate::snapshot::SnapshotError;

/// A pack that cannot be made.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
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
        path: PathBuf,
        source: std::io::Error,
    },
}
