//! The language of FHIR search, apart from what is searched and who asks: query strings, parameters, the values that they
//! take from a resource, and conditions on them (FHIR R4 search 3.1.1).
//!
//! Nothing here knows of HTTP, tokens or defects.
//!
//! # Adding a search parameter or a resource type
//!
//! CONTRIBUTING.md says it in full.
//!
//! 1. A `#[case]` of `observations_are_found` (or a test beside it) in `fhir/tests.rs`, judged by looking through the data:
//!    this is the test that fails first.
//! 2. Parameters are data: they come from the guides' definitions in `payerlab-profiles`, by [`SearchParameters`], and need
//!    no code here. A resource type is served when each dialect that serves it names it in its `resource_types`.
//! 3. A *type* of parameter that is not searched yet (FHIR R4 search 3.1.1.4.5) is a variant of
//!    [`ParameterKind`](parameter::ParameterKind), one of [`Value`](value::Value) for what a resource holds, one of
//!    [`Comparison`](comparison::Comparison) for what a query asks for, and a row in [`criterion::compile`].

pub(crate) mod comparison;
pub(crate) mod criterion;
pub(crate) mod date;
pub(crate) mod error;
pub(crate) mod granular;
pub(crate) mod indexed_resource;
pub(crate) mod parameter;
pub(crate) mod prefix;
pub(crate) mod query;
pub(crate) mod value;

pub(crate) use error::SearchError;
pub(crate) use indexed_resource::IndexedResource;
pub(crate) use parameter::SearchParameters;
