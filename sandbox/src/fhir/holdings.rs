//! Where resources stand in memory: one shelf a member's compartment, one for what belongs to no member.

use std::collections::HashMap;
use std::sync::Arc;

use super::parameter::Registry;
use super::resource::Stored;

/// Resources by type, in the order in which they came, and by id.
#[derive(Debug, Default)]
pub struct Shelf {
    by_type: HashMap<Arc<str>, Vec<Arc<Stored>>>,
    by_id: HashMap<String, Vec<Arc<Stored>>>,
}

impl Shelf {
    fn put(&mut self, stored: &Arc<Stored>) {
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
    pub fn get(&self, resource_type: &str, id: &str) -> Option<&Arc<Stored>> {
        self.by_id
            .get(id)?
            .iter()
            .find(|stored| &*stored.resource_type == resource_type)
    }

    /// Every type on the shelf with its resources that are not deleted.
    pub fn types(&self) -> impl Iterator<Item = (&str, &[Arc<Stored>])> {
        self.by_type
            .iter()
            .map(|(name, list)| (&**name, list.as_slice()))
    }

    /// The resources of a type that are not deleted.
    #[must_use]
    pub fn of_type(&self, resource_type: &str) -> &[Arc<Stored>] {
        self.by_type.get(resource_type).map_or(&[], Vec::as_slice)
    }
}

/// What one FHIR API holds: its search parameters and its shelves.
#[derive(Debug)]
pub struct Holdings {
    /// The search parameters of every type that it serves.
    pub registry: Arc<Registry>,
    /// What belongs to no member: practitioners, organizations; the whole of a directory.
    pub shared: Shelf,
    /// A shelf a member, by the id of the `Patient`.
    pub members: HashMap<String, Shelf>,
}

impl Holdings {
    /// An API without resources.
    #[must_use]
    pub fn new(registry: Arc<Registry>) -> Self {
        Self {
            registry,
            shared: Shelf::default(),
            members: HashMap::new(),
        }
    }

    /// Puts a resource on the shelf of the member in whose compartment it is, or else on the shared one.
    pub fn put(&mut self, stored: Stored, compartment: Option<&str>) {
        let stored = Arc::new(stored);
        match compartment {
            None => self.shared.put(&stored),
            Some(patient) => match self.members.get_mut(patient) {
                Some(shelf) => shelf.put(&stored),
                None => self
                    .members
                    .entry(patient.to_owned())
                    .or_default()
                    .put(&stored),
            },
        }
    }
}
