//! The rules, one file per kind of rule.

pub(crate) mod binding;
pub(crate) mod bundle;
pub(crate) mod cardinality;
pub(crate) mod contained;
pub(crate) mod extension;
pub(crate) mod fixed;
pub(crate) mod identifier;
pub(crate) mod invariant;
pub(crate) mod narrative;
pub(crate) mod primitive;
pub(crate) mod profiles;
pub(crate) mod reference;
pub(crate) mod shape;
pub(crate) mod slice_membership;
pub(crate) mod slicing;
pub(crate) mod types;

pub(crate) use primitive::Primitive;
