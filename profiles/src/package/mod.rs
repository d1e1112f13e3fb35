//! FHIR packages: a guide's resources from a `.tgz` or a folder (FHIR NPM package specification).

mod archive;
mod contents;
mod error;
mod manifest;
mod reader;

pub use archive::each_file;
pub use contents::Package;
pub use error::PackageError;
pub use manifest::{Dependency, Manifest};
