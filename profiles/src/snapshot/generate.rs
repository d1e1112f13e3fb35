//! Making a snapshot: the elements of what a profile is based on, changed as its differential says (FHIR R4 "Profiling
//! FHIR", section 5.1.0.5).

use super::choice::{self, Names};
use super::error::SnapshotError;
use super::merge::merge;
use super::source::Structures;
use super::tree::{Branch, is_too_deep, steps};
use super::{extension, unfold};
use crate::compile::{items, number, text};
use crate::json::Node;
use crate::pack::{SlicingRules, Structure, TypeFacts};

/// The largest official snapshots have some 1,500 elements.
const MAX_ELEMENTS: usize = 20_000;

/// Gives `structure`, of which `node` is the StructureDefinition, its elements.
pub(super) fn generate(
    structures: &Structures<'_>,
    mut structure: Structure,
    node: Node<'_>,
) -> Result<Structure, SnapshotError> {
    let Some(base) = &structure.base else {
        return Err(SnapshotError::NoBase {
            profile: structure.url,
        });
    };
    let Some(found) = structures.find(base)? else {
        return Err(SnapshotError::UnknownBase {
            profile: structure.url,
            base: base.clone(),
        });
    };
    let changes: Vec<Node<'_>> = node
        .get("differential")
        .map(|differential| items(differential, "element").collect())
        .unwrap_or_default();
    if changes.len().max(found.elements.len()) > MAX_ELEMENTS {
        return Err(SnapshotError::TooLarge {
            profile: structure.url,
            limit: MAX_ELEMENTS,
        });
    }
    let root = structures.tree(&structure.url, &found)?;
    let ids = ids(&changes);
    let mut snapshot = Snapshot {
        structures,
        profile: &structure.url,
        type_name: &structure.type_name,
        base,
        extends: !structure.profile,
        names: Names::of(&ids),
        size: root.size(),
    };
    let (mut tree, mut before) = (root.clone(), root);
    for (id, change) in ids.iter().zip(changes) {
        let place = Place {
            now: &mut tree,
            before: &mut before,
        };
        let min = number(change, "min").unwrap_or(0);
        let element = snapshot.reach(place, id, min)?;
        merge(&mut element.facts, change);
        extension::inherit(structures, &mut element.facts, change);
    }
    structure.elements = tree.into_elements();
    Ok(structure)
}

/// The ids of a differential's elements without the type before them. Where one has none, its path and slice name tell it:
/// an element is inside of the one before it that its path continues.
fn ids(changes: &[Node<'_>]) -> Vec<String> {
    let mut way: Vec<(String, String)> = Vec::new();
    let mut found = Vec::new();
    for change in changes {
        let path = text(*change, "path").unwrap_or_default();
        way.retain(|(outer, _)| {
            path.strip_prefix(outer.as_str())
                .is_some_and(|rest| rest.starts_with('.'))
        });
        let id = text(*change, "id").unwrap_or_else(|| {
            let mut id = match way.last() {
                Some((outer, id)) => format!("{id}{}", &path[outer.len()..]),
                None => path.clone(),
            };
            if let Some(slice) = text(*change, "sliceName") {
                id.push(':');
                id.push_str(&slice);
            }
            id
        });
        found.push(id.split_once('.').map_or("", |(_, id)| id).to_owned());
        if !is_too_deep(&path) {
            way.push((path, id));
        }
    }
    found
}

struct Snapshot<'s, 'p> {
    structures: &'s Structures<'p>,
    profile: &'s str,
    type_name: &'s str,
    base: &'s str,
    /// Whether the structure defines a type, and so may add elements.
    extends: bool,
    names: Names,
    /// How many elements there are so far.
    size: usize,
}

/// An element beside what it is before this differential changes it: a slice is made of that, since what is said of all
/// items is said of those of a slice anyway.
struct Place<'t> {
    now: &'t mut Branch,
    before: &'t mut Branch,
}

impl Snapshot<'_, '_> {
    /// The element of this id; what it stands in is unfolded and what it divides is sliced on the way.
    /// `min` is how often the differential asks for it.
    fn reach<'t>(
        &mut self,
        tree: Place<'t>,
        id: &str,
        min: u32,
    ) -> Result<&'t mut Branch, SnapshotError> {
        let unknown = SnapshotError::UnknownElement {
            profile: self.profile.to_owned(),
            element: id.chars().take(200).collect(),
            base: self.base.to_owned(),
        };
        if is_too_deep(id) {
            return Err(unknown);
        }
        let mut at = tree;
        let (mut passed, mut in_slice) = (0, false);
        for (name, slice) in steps(id) {
            let parent = &id[..passed];
            passed +=
                name.len() + slice.map_or(0, |slice| slice.len() + 1) + usize::from(passed > 0);
            if at.now.children.is_empty() {
                self.unfold(&mut at)?;
            }
            let chosen = match at.now.child(name) {
                Some(_) => None,
                None => choice::renamed(at.now, name),
            };
            let own = chosen.as_ref().map_or(name, |(choice, _)| choice.as_str());
            if self.extends && at.now.child(own).is_none() {
                at.now.children.push(Branch::named(own));
            }
            let Some(inner) = at.inside(own) else {
                return Err(unknown);
            };
            at = inner;
            let min = if passed == id.len() { min } else { 0 };
            // Some name the slice of a choice twice, in the path and as a slice.
            let slice = slice.filter(|slice| chosen.is_none() || *slice != name);
            if let Some((_, code)) = chosen {
                let sliced = at.now.facts.slicing.is_some()
                    || !at.now.slices.is_empty()
                    || self.names.several(parent, at.now);
                // A choice that must be of a type can be of no other; the HL7 validator holds the items of a slice to the
                // type that is named, too.
                if !sliced && (min > 0 || in_slice) {
                    at.now.facts.types.retain(|facts| facts.code == code);
                } else {
                    at = self.slice(at, name, min)?;
                }
            }
            if let Some(slice) = slice {
                at = self.slice(at, slice, min)?;
                in_slice = true;
            }
        }
        Ok(at.now)
    }

    fn unfold(&mut self, at: &mut Place<'_>) -> Result<(), SnapshotError> {
        let children = unfold::children(self.structures, self.profile, self.type_name, at.now)?;
        self.grow(children.iter().map(Branch::size).sum())?;
        // Shared content that is changed is no longer shared.
        if at.now.facts.content.take().is_some() {
            at.now.facts.types = vec![TypeFacts {
                code: "BackboneElement".to_owned(),
                ..TypeFacts::default()
            }];
        }
        for element in [&mut *at.before, &mut *at.now] {
            element.children.clone_from(&children);
            element.unfolded = true;
        }
        Ok(())
    }

    /// The slice of this name, which is made when it is not there.
    fn slice<'t>(
        &mut self,
        at: Place<'t>,
        name: &str,
        min: u32,
    ) -> Result<Place<'t>, SnapshotError> {
        let unknown = SnapshotError::UnknownElement {
            profile: self.profile.to_owned(),
            element: name.chars().take(200).collect(),
            base: self.base.to_owned(),
        };
        let Place { now, before } = at;
        if now.slice_mut(name).is_none() {
            let divided = name
                .rsplit_once('/')
                .and_then(|(outer, _)| before.slice_mut(outer));
            let divided = match divided {
                Some(divided) => &*divided,
                None => &*before,
            };
            self.grow(divided.size())?;
            let made = new_slice(divided, name);
            let implied = match now.name.as_str() {
                "extension" | "modifierExtension" => Some(choice::extensions()),
                choice if choice.ends_with("[x]") => Some(choice::slicing(SlicingRules::Open)),
                _ => None,
            };
            now.facts.slicing = now.facts.slicing.take().or(implied);
            before.add_slice(made.clone());
            now.add_slice(made);
        }
        if min > 0 {
            choice::settle(now, name);
        }
        match (now.slice_mut(name), before.slice_mut(name)) {
            (Some(now), Some(before)) => Ok(Place { now, before }),
            _ => Err(unknown),
        }
    }

    fn grow(&mut self, by: usize) -> Result<(), SnapshotError> {
        self.size += by;
        if self.size > MAX_ELEMENTS {
            return Err(SnapshotError::TooLarge {
                profile: self.profile.to_owned(),
                limit: MAX_ELEMENTS,
            });
        }
        Ok(())
    }
}

impl<'t> Place<'t> {
    /// The element of this name inside of this one.
    fn inside(self, name: &str) -> Option<Self> {
        let now = self.now.child_mut(name)?;
        let before = &mut self.before.children;
        let at = match before.iter().position(|child| child.name == name) {
            Some(at) => at,
            None => {
                before.push(now.clone());
                before.len() - 1
            }
        };
        Some(Self {
            now,
            before: before.get_mut(at)?,
        })
    }
}

/// A slice as it is before the differential says more: what it divides, but nothing that must be there.
fn new_slice(divided: &Branch, name: &str) -> Branch {
    let mut slice = divided.pristine();
    slice.slices = Vec::new();
    slice.added = true;
    slice.facts.min = 0;
    slice.facts.slicing = None;
    if let Some(code) = choice::type_of_slice(divided, name) {
        slice.facts.types.retain(|kept| kept.code == code);
    }
    slice.slice = Some(name.to_owned());
    slice
}
