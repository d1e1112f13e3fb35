//! What an element that is an extension takes over from the extension's own definition (FHIR R4 "Defining Extensions").

use super::merge::add_constraints;
use super::source::Structures;
use crate::compile::{constraints, items};
use crate::json::Node;
use crate::pack::ElementFacts;

/// Adds the invariants of the extension that `change` names, and drops what an extension cannot have.
pub(super) fn inherit(structures: &Structures<'_>, facts: &mut ElementFacts, change: Node<'_>) {
    let [only] = facts.types.as_slice() else {
        return;
    };
    if only.code != "Extension" {
        return;
    }
    // An extension holds a value that may be bound; it is none itself.
    facts.binding = None;
    if change.get("type").is_none() {
        return;
    }
    if let [profile] = only.profiles.as_slice() {
        add_constraints(&mut facts.constraints, structures.root_constraints(profile));
    }
}

/// The invariants that an own StructureDefinition has at its root. Its snapshot is not made for that: an extension may
/// hold itself.
pub(super) fn root_constraints(node: Node<'_>) -> Vec<crate::pack::Constraint> {
    let view = |name: &str| {
        node.get(name)
            .into_iter()
            .flat_map(|view| items(view, "element"))
    };
    let mut found = Vec::new();
    for root in [view("snapshot").next(), view("differential").next()] {
        let at_root = root.filter(|root| {
            root.get("path")
                .and_then(Node::as_str)
                .is_some_and(|path| !path.contains('.'))
        });
        add_constraints(&mut found, at_root.map(constraints).unwrap_or_default());
    }
    found
}
