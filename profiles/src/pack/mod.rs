//! Packs: the machine-readable facts of one guide version, compressed in blocks and decoded only where they are asked for.

mod capability_facts;
mod container;
mod embedded;
mod facts;
mod search_facts;
mod terminology_facts;

pub use capability_facts::{CapabilityFacts, CombinationFacts, Expectation};
pub use container::{Pack, PackBuilder, PackError, Section};
pub use embedded::{Guide, embedded};
pub use facts::{
    Binding, Constraint, Discriminator, ElementFacts, Severity, SlicingFacts, SlicingRules,
    Strength, Structure, StructureKind, TypeFacts, TypedJson,
};
pub use search_facts::{CompartmentFacts, SearchFacts};
pub use terminology_facts::{CodeSystemFacts, IncludeFacts, ValueSetFacts};
