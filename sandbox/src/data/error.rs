//! Why data cannot be loaded: always with the file, and the line where there is one.

use std::path::PathBuf;

use thiserror::Error;

/// A file that cannot be loaded. Nothing of what was to be loaded with it is.
#[derive(Debug, Error)]
pub enum DataError {
    /// A file or folder that cannot be read.
    #[error("{}: {reason}; nothing was loaded", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said, or what was missing.
        reason: String,
    },
    /// A place in a file that is no resource this payer can serve.
    #[error("{}:{line}: {reason}; nothing was loaded", path.display())]
    Resource {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
}
