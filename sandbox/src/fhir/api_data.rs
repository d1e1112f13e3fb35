//! Where resources are in memory: a compartment for each member, and one for what belongs to no member.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::search::{IndexedResource, SearchParameters};

/// Resources by type, in the order in which they came, and by id.
#[derive(Debug, Default)]
pub(super) struct Compartment {
    by_type: HashMap<Arc<str>, Vec<Arc<IndexedResource>>>,
    by_id: HashMap<String, Vec<Arc<IndexedResource>>>,
}

impl Compartment {
    fn put(&mut self, stored: &Arc<IndexedResource>) {
        let list = self
            .by_type
            .entry(Arc::clone(&stored.resource_type))
            .or_default();
        let same_id = self.by_id.entry(stored.id.clone()).or_default();
        if let Some(earlier) = same_id
            .iter_mut()
            .find(|other| other.resource_type == stored.resource_type)
        {
            *earlier = Arc::clone(stored);
            list.retain(|other| other.id != stored.id);
        } else {
            same_id.push(Arc::clone(stored));
        }
        if !stored.deleted {
            list.push(Arc::clone(stored));
        }
    }

    /// A resource by type and id, deleted or not.
    #[must_use]
    pub(super) fn get(&self, resource_type: &str, id: &str) -> Option<&Arc<IndexedResource>> {
        self.by_id
            .get(id)?
            .iter()
            .find(|stored| &*stored.resource_type == resource_type)
    }

    /// Every type in the compartment with its resources that are not deleted.
    pub(super) fn types(&self) -> impl Iterator<Item = (&str, &[Arc<IndexedResource>])> {
        self.by_type
            .iter()
            .map(|(name, list)| (&**name, list.as_slice()))
    }

    /// The resources of a type that are not deleted.
    #[must_use]
    pub(super) fn of_type(&self, resource_type: &str) -> &[Arc<IndexedResource>] {
        self.by_type.get(resource_type).map_or(&[], Vec::as_slice)
    }
}

/// The data of one FHIR API: its search parameters and its compartments.
#[derive(Debug)]
pub(super) struct ApiData {
    /// The search parameters of every type that it serves.
    pub(super) parameters: Arc<SearchParameters>,
    /// What belongs to no member: practitioners, organizations; the whole of a directory.
    pub(super) shared: Compartment,
    /// One compartment for each member, by the id of the `Patient`, in the order in which they came: a search across members
    /// has the same order after every start.
    pub(super) members: IndexMap<String, Compartment>,
}

impl ApiData {
    /// An API without resources.
    #[must_use]
    pub(super) fn new(parameters: Arc<SearchParameters>) -> Self {
        Self {
            parameters,
            shared: Compartment::default(),
            members: IndexMap::new(),
        }
    }

    /// Puts a resource into the compartment of the member with this `Patient`, or else into the shared one.
    pub(super) fn put(&mut self, stored: IndexedResource, compartment: Option<&str>) {
        let stored = Arc::new(stored);
        match compartment {
            None => self.shared.put(&stored),
            Some(patient) => match self.members.get_mut(patient) {
                Some(compartment) => compartment.put(&stored),
                None => self
                    .members
                    .entry(patient.to_owned())
                    .or_default()
                    .put(&stored),
            },
        }
    }
}
