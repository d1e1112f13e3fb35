//! The JSON shape of FHIR: objects, arrays, nulls and the `_` siblings of primitives (FHIR R4 "JSON Representation of
//! Resources", section 2.6.2).

use crate::json::Node;
use crate::validate::{Findings, IssueType, RuleId};

fn structure(findings: &mut Findings<'_>, at: Option<Node<'_>>, rule: RuleId, message: &str) {
    findings.error(at, IssueType::Structure, rule, message.to_owned());
}

/// A complex element is an object, and not an empty one.
pub(crate) fn object(findings: &mut Findings<'_>, node: Node<'_>) -> bool {
    if !node.is_object() {
        structure(
            findings,
            Some(node),
            RuleId::JsonObject,
            "an object is expected here",
        );
        return false;
    }
    if node.members().next().is_none() {
        structure(
            findings,
            Some(node),
            RuleId::Ele1,
            "an element has a value or children, so an object is never empty",
        );
        return false;
    }
    true
}

/// An id is neither a value nor a child (ele-1).
pub(crate) fn not_only_id(findings: &mut Findings<'_>, node: Node<'_>) {
    let mut members = node.members();
    if members.next().is_some_and(|(name, _)| name == "id") && members.next().is_none() {
        structure(
            findings,
            Some(node),
            RuleId::Ele1,
            "an element has a value or children besides its id",
        );
    }
}

/// A name that the type does not have.
pub(crate) fn unknown(findings: &mut Findings<'_>, name: &str, node: Node<'_>) {
    let path = findings.path().to_owned();
    findings.at(name, None, None, |findings| {
        findings.error(
            Some(node),
            IssueType::Structure,
            RuleId::UnknownProperty,
            format!("{path} has no element of the name {name}"),
        );
    });
}

/// An element that does not repeat: no array, no null.
pub(crate) fn single(
    findings: &mut Findings<'_>,
    value: Option<Node<'_>>,
    sibling: Option<Node<'_>>,
) -> bool {
    for node in [value, sibling].into_iter().flatten() {
        if node.is_array() {
            structure(
                findings,
                Some(node),
                RuleId::JsonSingle,
                "this element does not repeat, so it is no array",
            );
            return false;
        }
        if node.is_null() {
            structure(
                findings,
                Some(node),
                RuleId::JsonNull,
                "an element without a value is left out, not null",
            );
            return false;
        }
    }
    true
}

/// An element that repeats: an array that is not empty, and a sibling that goes with it.
pub(crate) fn list(
    findings: &mut Findings<'_>,
    value: Option<Node<'_>>,
    sibling: Option<Node<'_>>,
) -> bool {
    for node in [value, sibling].into_iter().flatten() {
        if !node.is_array() {
            structure(
                findings,
                Some(node),
                RuleId::JsonArray,
                "this element may repeat, so it is an array",
            );
            return false;
        }
        if node.items().next().is_none() {
            structure(
                findings,
                Some(node),
                RuleId::JsonEmptyArray,
                "an array is never empty",
            );
            return false;
        }
    }
    if let (Some(value), Some(sibling)) = (value, sibling)
        && value.items().count() != sibling.items().count()
    {
        structure(
            findings,
            Some(sibling),
            RuleId::JsonSibling,
            "the array under the name with _ has as many items as the other",
        );
        return false;
    }
    true
}

/// An item of an array: null only where the other array has something.
pub(crate) fn item(
    findings: &mut Findings<'_>,
    value: Option<Node<'_>>,
    sibling: Option<Node<'_>>,
) -> bool {
    let there = |node: Option<Node<'_>>| node.is_some_and(|node| !node.is_null());
    if !there(value) && !there(sibling) {
        structure(
            findings,
            value.or(sibling),
            RuleId::JsonNull,
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
            findings,
            Some(node),
            RuleId::JsonNestedArray,
            "FHIR has no arrays inside arrays",
        );
        return false;
    }
    true
}
