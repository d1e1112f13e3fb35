//! The types of FHIR R4: which elements each has and of which types they are.

mod catalog;
mod type_info;

pub use catalog::{Catalog, r4};
pub use type_info::{Property, TypeInfo, Variant};
