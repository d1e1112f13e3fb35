//! JSON read once into a flat arena, with everything a validator has to report kept: duplicate names, the text of
//! numbers, and where each value stands (RFC 8259; FHIR R4 "JSON Representation of Resources").

mod document;
mod error;
mod name;
mod node;
mod position;
mod string;
mod tokens;

pub use document::{Document, Limits};
pub use error::{JsonError, JsonFault};
pub(crate) use name::{Name, Names, hash as name_hash};
pub use node::{Items, Members, Node, NodeKind};
pub use position::{Lines, Position};
