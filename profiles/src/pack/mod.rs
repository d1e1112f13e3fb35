//! Packs: the machine-readable facts of one guide version, compressed in blocks and decoded only where they are asked for.

mod container;
mod embedded;
mod facts;

pub use container::{Pack, PackBuilder, PackError, Section};
pub use embedded::{Guide, embedded};
pub use facts::{
    Binding, Constraint, Discriminator, ElementFacts, Severity, SlicingFacts, SlicingRules,
    Strength, Structure, StructureKind, TypeFacts, TypedJson,
};
