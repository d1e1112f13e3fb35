//! Why data cannot be loaded: always with the file, and the line where there is one.

use std::path::PathBuf;

use thiserror::Error;

/// A file that cannot be loaded. Nothing of what was to be loaded with it is.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum DataError {
    /// A file or folder that cannot be read.
    #[error("{}: {reason}; nothing was loaded", path.display())]
    Read { path: PathBuf, reason: String },
    /// A place in a file that is no resource this payer can serve.
    #[error("{}:{line}: {reason}; nothing was loaded", path.display())]
    Resource {
        path: PathBuf,
        line: usize,
        reason: String,
    },
}
