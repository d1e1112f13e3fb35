//! The query of a granular scope, `patient/Observation.rs?category=laboratory` (SMART App Launch 2.0, scopes).

use super::criterion::{self, Criterion};
use super::parameter::SearchParameters;
use super::query::{self, ParameterName};

/// Compiles the query of a granular scope; `None` where it says what cannot be searched, so that it grants nothing.
#[must_use]
pub(crate) fn conditions(
    parameters: &SearchParameters,
    resource_type: &str,
    query: &str,
) -> Option<Vec<Criterion>> {
    let pairs = query::decode(query.as_bytes()).ok()?;
    pairs
        .iter()
        .map(|pair| {
            let name = ParameterName::parse(&pair.name).ok()??;
            if !name.hops.is_empty() {
                return None;
            }
            let parameter = parameters.find(resource_type, name.code)?;
            criterion::compile(&parameter, name.modifier, &pair.value, parameters.base()).ok()
        })
        .collect()
}
