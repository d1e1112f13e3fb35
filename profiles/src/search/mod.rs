//! Search parameters: what each is called, what it searches and with which modifiers (FHIR R4 "Search", "SearchParameter").

mod definitions;
mod implied;
mod parameter;

pub use definitions::Definitions;
pub use parameter::{Component, SearchParamType, SearchParameter};
