//! The order of a search's matches: `_sort` (FHIR R4 search 3.1.1.5.1).

use std::cmp::Ordering;
use std::sync::Arc;

use crate::search::IndexedResource;
use crate::search::parameter::Parameter;
use crate::search::value::Value;

/// One key of the order.
pub(super) enum SortKey {
    /// `_id`
    Id,
    /// `_lastUpdated`
    LastUpdated,
    /// The least value of a search parameter; resources without one come last.
    Parameter(Arc<Parameter>),
}

impl SortKey {
    pub(super) fn compare(&self, one: &IndexedResource, other: &IndexedResource) -> Ordering {
        match self {
            Self::Id => one.id.cmp(&other.id),
            Self::LastUpdated => one.last_updated.cmp(&other.last_updated),
            Self::Parameter(parameter) => {
                let key = |stored: &IndexedResource| {
                    stored
                        .values(parameter.id)
                        .filter_map(sort_key)
                        .min_by(compare_keys)
                };
                match (key(one), key(other)) {
                    (Some(one), Some(other)) => compare_keys(&one, &other),
                    (one, other) => other.is_some().cmp(&one.is_some()),
                }
            }
        }
    }
}

fn sort_key(value: &Value) -> Option<(f64, String)> {
    Some(match value {
        #[expect(
            clippy::cast_precision_loss,
            reason = "an order of dates to the microsecond until the year 2255"
        )]
        Value::Date(range) => (range.start as f64, String::new()),
        Value::Number(number) | Value::Quantity { value: number, .. } => (*number, String::new()),
        Value::Text { folded, .. } => (0.0, folded.to_string()),
        Value::Token { code, .. } => (0.0, code.to_string()),
        Value::Local { id, .. } => (0.0, id.to_string()),
        Value::Url(url) => (0.0, url.to_string()),
        Value::Words(_) | Value::TypedIdentifier { .. } => return None,
    })
}

fn compare_keys(one: &(f64, String), other: &(f64, String)) -> Ordering {
    one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1))
}
