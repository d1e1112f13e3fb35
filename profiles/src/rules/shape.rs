//! The JSON shape of FHIR: objects, arrays, nulls and the `_` siblings of primitives (FHIR R4 "JSON Representation of
//! Resources", section 2.6.2).

use crate::json::Node;
use crate::validate::{IssueType, Walk};

fn structure(walk: &mut Walk<'_>, at: Option<Node<'_>>, rule: &str, message: &str) {
    walk.error(at, IssueType::Structure, rule, message.to_owned());
}

/// A complex element is an object, and not an empty one.
pub(crate) fn object(walk: &mut Walk<'_>, node: Node<'_>) -> bool {
    if !node.is_object() {
        structure(
            walk,
            Some(node),
            "json-object",
            "an object is expected here",
        );
        return false;
    }
    if node.members().next().is_none() {
        structure(
            walk,
            Some(node),
            "ele-1",
            "an element has a value or children, so an object is never empty",
        );
        return false;
    }
    true
}

/// An id is neither a value nor a child (ele-1).
pub(crate) fn not_only_id(walk: &mut Walk<'_>, node: Node<'_>) {
    let mut members = node.members();
    if members.next().is_some_and(|(name, _)| name == "id") && members.next().is_none() {
        structure(
            walk,
            Some(node),
            "ele-1",
            "an element has a value or children besides its id",
        );
    }
}

/// A name that the type does not have.
pub(crate) fn unknown(walk: &mut Walk<'_>, name: &str, node: Node<'_>) {
    let path = walk.path().to_owned();
    walk.at(name, None, None, |walk| {
        walk.error(
            Some(node),
            IssueType::Structure,
            "unknown-property",
            format!("{path} has no element of the name {name}"),
        );
    });
}

/// An element that does not repeat: no array, no null.
pub(crate) fn single(
    walk: &mut Walk<'_>,
    value: Option<Node<'_>>,
    sibling: Option<Node<'_>>,
) -> bool {
    for node in [value, sibling].into_iter().flatten() {
        if node.is_array() {
            structure(
                walk,
                Some(node),
                "json-single",
                "this element does not repeat, so it is no array",
            );
            return false;
        }
        if node.is_null() {
            structure(
                walk,
                Some(node),
                "json-null",
                "an element without a value is left out, not null",
            );
            return false;
        }
    }
    true
}

/// An element that repeats: an array that is not empty, and a sibling that goes with it.
pub(crate) fn list(
    walk: &mut Walk<'_>,
    value: Option<Node<'_>>,
    sibling: Option<Node<'_>>,
) -> bool {
    for node in [value, sibling].into_iter().flatten() {
        if !node.is_array() {
            structure(
                walk,
                Some(node),
                "json-array",
                "this element may repeat, so it is an array",
            );
            return false;
        }
        if node.items().next().is_none() {
            structure(
                walk,
                Some(node),
                "json-empty-array",
                "an array is never empty",
            );
            return false;
        }
    }
    if let (Some(value), Some(sibling)) = (value, sibling)
        && value.items().count() != sibling.items().count()
    {
        structure(
            walk,
            Some(sibling),
            "json-sibling",
            "the array under the name with _ has as many items as the other",
        );
        return false;
    }
    true
}

/// An item of an array: null only where the other array has something.
pub(crate) fn item(
    walk: &mut Walk<'_>,
    value: Option<Node<'_>>,
    sibling: Option<Node<'_>>,
) -> bool {
    let there = |node: Option<Node<'_>>| node.is_some_and(|node| !node.is_null());
    if !there(value) && !there(sibling) {
        structure(
            walk,
            value.or(sibling),
            "json-null",
            "an item of an array is null only where its sibling is not",
        );
        return false;
    }
    if let Some(node) = [value, sibling]
        .into_iter()
        .flatten()
        .find(|node| node.is_array())
    {
        structure(
            walk,
            Some(node),
            "json-nested-array",
            "FHIR has no arrays inside arrays",
        );
        return false;
    }
    true
}
