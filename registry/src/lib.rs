//! Where a guide's package comes from: a file, the FHIR package cache of this machine, or a registry (FHIR NPM package
//! specification; FHIR Package Registry User Documentation).
//!
//! ```
//! use payerlab_registry::{Cache, load};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let cache = Cache::locate(Some(folder.path())).unwrap();
//! // CARIN Blue Button and US Core, on which it depends, are built in.
//! let loaded = load(&["hl7.fhir.us.carin-bb@2.0.0".to_owned()], &cache).unwrap();
//! assert_eq!(loaded.packs[0].name(), "hl7.fhir.us.carin-bb");
//! // What is neither built in nor in the cache is an error that says what to do.
//! let error = load(&["hl7.fhir.us.mcode@3.0.0".to_owned()], &cache).unwrap_err();
//! assert!(error.to_string().contains("payerlab ig add"), "{error}");
//! ```

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
