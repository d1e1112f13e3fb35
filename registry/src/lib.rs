//! Where a guide's package comes from: a file, the FHIR package cache of this machine, or a registry (FHIR NPM package
//! specification; FHIR Package Registry User Documentation).

mod cache;
mod load;
mod name;
mod version;

pub use cache::{Cache, CacheError, Cached};
pub use load::{LoadError, Loaded, load};
pub use name::{NameError, PackageId};
pub use version::{Range, VersionError};
