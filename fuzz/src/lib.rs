//! What the fuzz targets run. The same functions run every kept seed in `cli/tests/seeds.rs`.

pub mod fhirpath;
pub mod json;
pub mod package;
#[cfg(feature = "search")]
pub mod search;
