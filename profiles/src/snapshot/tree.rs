//! The elements of a structure as a tree: children inside, slices beside (FHIR R4 "ElementDefinition", element ids).

use crate::pack::ElementFacts;

/// An element with what is inside of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Branch {
    /// The element's own name: `value[x]`.
    pub(super) name: String,
    /// Its name as a slice; that of a slice of a slice has a `/`.
    pub(super) slice: Option<String>,
    /// What is known of it; the id is written when the tree is made a list again.
    pub(super) facts: ElementFacts,
    pub(super) children: Vec<Branch>,
    /// Whether the children are those of its type, and not of the structure itself.
    pub(super) unfolded: bool,
    /// Whether it is a slice that the differential at hand makes.
    pub(super) added: bool,
    /// Its slices, each with the slices of that slice.
    pub(super) slices: Vec<Branch>,
}

/// No element of FHIR stands deeper than a dozen, and no slice divides as many; an id that does is not followed.
const MAX_DEPTH: usize = 64;

/// Whether an id is deeper than that of any honest element.
pub(super) fn is_too_deep(id: &str) -> bool {
    id.matches(['.', '/']).count() > MAX_DEPTH
}

/// The names on the way from the root to an element, with the slice of each.
pub(super) fn steps(id: &str) -> Vec<(&str, Option<&str>)> {
    id.split('.')
        .filter(|part| !part.is_empty())
        .map(|part| match part.split_once(':') {
            Some((name, slice)) => (name, Some(slice)),
            None => (part, None),
        })
        .collect()
}

impl Branch {
    /// The tree of a snapshot's elements; an element whose parent is missing is left out.
    pub(super) fn of(elements: Vec<ElementFacts>) -> Self {
        let mut root = Self::default();
        for facts in elements {
            let id = facts.id.clone();
            if is_too_deep(&id) {
                continue;
            }
            let steps = steps(&id);
            let Some((last, way)) = steps.split_last() else {
                root.facts = facts;
                continue;
            };
            let mut at = Some(&mut root);
            for (name, slice) in way {
                at = at
                    .and_then(|branch| branch.child_mut(name))
                    .and_then(|child| match slice {
                        Some(slice) => child.slice_mut(slice),
                        None => Some(child),
                    });
            }
            if let Some(parent) = at {
                parent.put(last.0, last.1, facts);
            }
        }
        root
    }

    /// An element of which nothing is known but its name.
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    fn put(&mut self, name: &str, slice: Option<&str>, facts: ElementFacts) {
        let made = Self {
            name: name.to_owned(),
            slice: slice.map(str::to_owned),
            facts,
            ..Self::default()
        };
        match (self.child_mut(name), &made.slice) {
            (Some(child), None) => child.facts = made.facts,
            (Some(child), Some(_)) => child.add_slice(made),
            (None, _) => self.children.push(made),
        }
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn child_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.children.iter_mut().find(|child| child.name == name)
    }

    /// Adds a slice, a slice of a slice to the slice that it divides.
    pub(super) fn add_slice(&mut self, slice: Self) {
        let divided = self
            .slices
            .iter_mut()
            .find(|other| slice.divides(other.slice.as_deref()));
        match divided {
            Some(divided) => divided.add_slice(slice),
            None => self.slices.push(slice),
        }
    }

    fn divides(&self, other: Option<&str>) -> bool {
        let name = self.slice.as_deref().unwrap_or_default();
        other.is_some_and(|other| {
            name.strip_prefix(other)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// The slice of this name; a slice of a slice is found in the slice that it divides.
    pub(super) fn slice_mut(&mut self, name: &str) -> Option<&mut Self> {
        let at = self.slices.iter().position(|slice| {
            let own = slice.slice.as_deref().unwrap_or_default();
            name.strip_prefix(own)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })?;
        let found = &mut self.slices[at];
        if found.slice.as_deref() == Some(name) {
            Some(found)
        } else {
            found.slice_mut(name)
        }
    }

    /// What is inside of it, and of its slices, as it is before a differential walks through it.
    pub(super) fn pristine(&self) -> Self {
        let kept = |inside: &[Self]| inside.iter().map(Self::pristine).collect();
        Self {
            name: self.name.clone(),
            slice: self.slice.clone(),
            facts: self.facts.clone(),
            children: if self.unfolded {
                Vec::new()
            } else {
                kept(&self.children)
            },
            slices: self
                .slices
                .iter()
                .filter(|slice| !slice.added)
                .map(Self::pristine)
                .collect(),
            ..Self::default()
        }
    }

    /// How many elements there are, this one included.
    pub(super) fn size(&self) -> usize {
        let inside = self.children.iter().chain(&self.slices);
        1 + inside.map(Self::size).sum::<usize>()
    }

    /// The elements in the order of a snapshot: an element, what is inside of it, its slices.
    pub(super) fn into_elements(self) -> Vec<ElementFacts> {
        let mut elements = Vec::new();
        self.list("", &mut elements);
        elements
    }

    fn list(self, parent: &str, elements: &mut Vec<ElementFacts>) {
        let mut id = match (parent, self.name.as_str()) {
            ("", name) => name.to_owned(),
            (parent, name) => format!("{parent}.{name}"),
        };
        if let Some(slice) = &self.slice {
            id.push(':');
            id.push_str(slice);
        }
        elements.push(ElementFacts {
            id: id.clone(),
            ..self.facts
        });
        for child in self.children {
            child.list(&id, elements);
        }
        for slice in self.slices {
            slice.list(parent, elements);
        }
    }
}
