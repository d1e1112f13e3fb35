//! Making a snapshot: the elements of what a profile is based on, changed as its differential says (FHIR R4 "Profiling
//! FHIR", section 5.1.0.5).

use crate::compile::{items, text};
use crate::json::Node;
use crate::pack::{SlicingRules, Structure};

use super::choice::{self, Names};
use super::error::SnapshotError;
use super::merge::merge;
use super::source::Structures;
use super::tree::{Branch, is_too_deep, steps};
use super::unfold;

/// The largest official snapshots have some 1,500 elements.
const MAX_ELEMENTS: usize = 50_000;

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
    let root = Branch::of(found.elements.clone());
    let changes: Vec<Node<'_>> = node
        .get("differential")
        .map(|differential| items(differential, "element").collect())
        .unwrap_or_default();
    let ids = ids(&changes);
    let mut snapshot = Snapshot {
        structures,
        profile: &structure.url,
        base,
        extends: !structure.profile,
        names: Names::of(&ids),
        size: root.size(),
        original: root.clone(),
    };
    let mut tree = root;
    for (id, change) in ids.iter().zip(changes) {
        let element = snapshot.reach(&mut tree, id)?;
        merge(&mut element.facts, change);
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
        let id = text(*change, "id").unwrap_or_else(|| {
            way.retain(|(outer, _)| {
                path.strip_prefix(outer.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
            });
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
        way.push((path, id));
    }
    found
}

struct Snapshot<'s, 'p> {
    structures: &'s Structures<'p>,
    profile: &'s str,
    base: &'s str,
    /// Whether the structure defines a type, and so may add elements.
    extends: bool,
    names: Names,
    /// How many elements there are so far.
    size: usize,
    /// What the profile is based on, unchanged.
    original: Branch,
}

impl Snapshot<'_, '_> {
    /// The element of this id; what it stands in is unfolded and what it divides is sliced on the way.
    fn reach<'t>(
        &mut self,
        tree: &'t mut Branch,
        id: &str,
    ) -> Result<&'t mut Branch, SnapshotError> {
        let unknown = || SnapshotError::UnknownElement {
            profile: self.profile.to_owned(),
            element: id.chars().take(200).collect(),
            base: self.base.to_owned(),
        };
        if is_too_deep(id) {
            return Err(unknown());
        }
        let missing = unknown();
        let mut at = tree;
        let mut passed = 0;
        for (name, slice) in steps(id) {
            let parent = &id[..passed];
            passed +=
                name.len() + slice.map_or(0, |slice| slice.len() + 1) + usize::from(passed > 0);
            if at.children.is_empty() {
                self.unfold(at)?;
            }
            at = match at.children.iter().position(|child| child.name == name) {
                Some(found) => &mut at.children[found],
                None => match choice::renamed(at, name) {
                    Some((found, code)) => {
                        self.chosen(parent, &mut at.children[found], name, &code)?
                    }
                    None if self.extends => {
                        at.children.push(Branch {
                            name: name.to_owned(),
                            ..Branch::default()
                        });
                        let last = at.children.len() - 1;
                        &mut at.children[last]
                    }
                    None => return Err(missing),
                },
            };
            if let Some(slice) = slice {
                at = self.slice(at, slice)?;
            }
        }
        Ok(at)
    }

    fn unfold(&mut self, element: &mut Branch) -> Result<(), SnapshotError> {
        element.children = unfold::children(self.structures, &self.original, element)?;
        self.grow(element.size() - 1)?;
        // Shared content that is changed is no longer shared.
        if element.facts.content.take().is_some() {
            element.facts.types = vec![crate::pack::TypeFacts {
                code: "BackboneElement".to_owned(),
                ..crate::pack::TypeFacts::default()
            }];
        }
        Ok(())
    }

    /// What `valueQuantity` stands for: the choice narrowed to that type, or a slice of it where others stand beside.
    fn chosen<'t>(
        &mut self,
        parent: &str,
        element: &'t mut Branch,
        name: &str,
        code: &str,
    ) -> Result<&'t mut Branch, SnapshotError> {
        let sliced = element.facts.slicing.is_some()
            || !element.slices.is_empty()
            || self.names.several(parent, element);
        if sliced {
            return self.slice(element, name);
        }
        element.facts.types.retain(|facts| facts.code == code);
        Ok(element)
    }

    /// The slice of this name, which is made when it is not there.
    fn slice<'t>(
        &mut self,
        element: &'t mut Branch,
        name: &str,
    ) -> Result<&'t mut Branch, SnapshotError> {
        if element.slice_mut(name).is_none() {
            let made = new_slice(element, name);
            self.grow(made.size())?;
            let implied = match element.name.as_str() {
                "extension" | "modifierExtension" => Some(choice::extensions()),
                choice if choice.ends_with("[x]") => Some(choice::slicing(SlicingRules::Open)),
                _ => None,
            };
            element.facts.slicing = element.facts.slicing.take().or(implied);
            element.add_slice(made);
        }
        element
            .slice_mut(name)
            .ok_or_else(|| SnapshotError::UnknownElement {
                profile: self.profile.to_owned(),
                element: name.to_owned(),
                base: self.base.to_owned(),
            })
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

/// A slice as it is before the differential says more: what it divides, but nothing that must be there.
fn new_slice(element: &mut Branch, name: &str) -> Branch {
    let outer = name.rsplit_once('/').map(|(outer, _)| outer.to_owned());
    let divided = match outer {
        Some(outer) if element.slice_mut(&outer).is_some() => element.slice_mut(&outer),
        _ => None,
    };
    let divided = match divided {
        Some(divided) => divided.clone(),
        None => element.clone(),
    };
    let mut facts = divided.facts;
    facts.min = 0;
    facts.slicing = None;
    if let Some(code) = choice::type_of_slice(element, name) {
        facts.types.retain(|kept| kept.code == code);
    }
    Branch {
        name: divided.name,
        slice: Some(name.to_owned()),
        facts,
        children: divided.children,
        slices: Vec::new(),
    }
}
