//! What the payer's CapabilityStatement declares.

use std::sync::Arc;

use serde_json::Value;

/// A CapabilityStatement as it was read.
#[derive(Clone)]
pub(crate) struct CapabilityStatement(Arc<Value>);

impl CapabilityStatement {
    pub(crate) fn new(statement: Value) -> Self {
        Self(Arc::new(statement))
    }

    fn resource(&self, resource_type: &str) -> Option<&Value> {
        self.0
            .get("rest")?
            .as_array()?
            .iter()
            .filter_map(|rest| rest.get("resource").and_then(Value::as_array))
            .flatten()
            .find(|resource| resource.get("type").and_then(Value::as_str) == Some(resource_type))
    }

    fn has(&self, resource_type: &str, list: &str, member: &str, wanted: &str) -> bool {
        self.resource(resource_type)
            .and_then(|resource| resource.get(list)?.as_array())
            .is_some_and(|items| {
                items
                    .iter()
                    .any(|item| item.get(member).and_then(Value::as_str) == Some(wanted))
            })
    }

    /// Whether it has the resource type at all.
    pub(crate) fn offers(&self, resource_type: &str) -> bool {
        self.resource(resource_type).is_some()
    }

    pub(crate) fn declares_search(&self, resource_type: &str, code: &str) -> bool {
        self.has(resource_type, "searchParam", "name", code)
            || matches!(code, "_id" | "_lastUpdated") && self.offers(resource_type)
    }

    pub(crate) fn declares_interaction(&self, resource_type: &str, interaction: &str) -> bool {
        self.has(resource_type, "interaction", "code", interaction)
    }
}
