//! Listings: all resources of a type that a member's token, or the directory, shows; what searches are held against.

use std::collections::BTreeMap;
use std::sync::Arc;

use payerlab_matching::Knowledge;
use payerlab_profiles::json::Node;

use super::resource::FetchedResource;

/// Resources of a type, and whether they are all there are.
#[derive(Clone)]
pub(crate) struct Listing {
    pub resources: Arc<Vec<FetchedResource>>,
    pub whole: bool,
}

impl Listing {
    pub(crate) fn nodes(&self) -> Vec<Node<'_>> {
        self.resources
            .iter()
            .filter_map(FetchedResource::node)
            .collect()
    }
}

/// What else is known for judging chained searches; it owns what [`Knowledge`] borrows.
pub(crate) struct SearchKnowledge {
    pub base: String,
    pub targets: BTreeMap<String, FetchedResource>,
    pub listings: BTreeMap<String, Listing>,
}

impl SearchKnowledge {
    /// Runs `judge` with the knowledge.
    pub(crate) fn with<T>(&self, judge: impl FnOnce(Knowledge<'_>) -> T) -> T {
        let targets = self
            .targets
            .iter()
            .filter_map(|(name, found)| Some((name.clone(), found.node()?)))
            .collect();
        let listings = self
            .listings
            .iter()
            .map(|(resource_type, listing)| (resource_type.clone(), listing.nodes()))
            .collect();
        judge(Knowledge {
            base: &self.base,
            targets: &targets,
            listings: &listings,
        })
    }
}

/// Whether resources of that type stand in a patient's compartment (FHIR R4, CompartmentDefinition/patient).
pub(crate) fn in_compartment(resource_type: &str) -> bool {
    payerlab_profiles::compartment::patient()
        .get(resource_type)
        .is_some_and(|codes| !codes.is_empty())
        && !matches!(
            resource_type,
            "Practitioner" | "PractitionerRole" | "Organization" | "Location"
        )
}

/// Calls `visit` with every `reference` text of a resource.
pub(crate) fn references(node: Node<'_>, visit: &mut dyn FnMut(&str)) {
    if node.is_array() {
        node.items().for_each(|item| references(item, visit));
    } else if node.is_object() {
        for (name, value) in node.members() {
            if name == "reference"
                && let Some(text) = value.as_str()
            {
                visit(&text);
            }
            references(value, visit);
        }
    }
}
