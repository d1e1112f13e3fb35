//! Where a guide's package comes from: a file, the FHIR package cache of this machine, or a registry (FHIR NPM package
//! specification; FHIR Package Registry User Documentation).

mod cache;
mod chain;
mod client;
mod download;
mod install;
mod load;
mod name;
mod unpack;
mod version;

pub use cache::{Cache, CacheError, Cached};
pub use chain::ChainError;
pub use client::{Client, ClientError};
pub use download::DownloadError;
pub use install::{InstallError, Installed, install};
pub use load::{LoadError, Loaded, load};
pub use name::{NameError, PackageId};
pub use unpack::UnpackError;
pub use version::{Range, VersionError};
