//! FHIR packages: a guide's resources from a `.tgz` or a folder (FHIR NPM package specification).

mod contents;
mod error;
mod reader;

pub use contents::Package;
pub use error::PackageError;
