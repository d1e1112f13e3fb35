//! FHIRPath 2.0 with the functions that FHIR R4 adds, over the arena of a JSON document.

mod ast;
mod context;
mod decimal;
mod element;
mod equality;
mod error;
mod evaluate;
mod expression;
mod functions;
mod item;
mod lexer;
mod neighbours;
mod operator;
mod parser;
mod quantity;
mod temporal;
mod types;
mod unit;

pub use context::{Context, Environment, Standalone, contained};
pub use decimal::Decimal;
pub use element::Element;
pub use error::FhirPathError;
pub use expression::Expression;
pub use item::{Item, Value};
pub use neighbours::Neighbours;
pub use quantity::Quantity;
pub use temporal::{Precision, Temporal, TemporalKind};
