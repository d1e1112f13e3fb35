//! Facts of a CapabilityStatement that says what a guide asks of servers.

use super::fields::{extension, items, text, texts};
use crate::json::Node;
use crate::pack::{CapabilityFacts, CombinationFacts, Expectation};

const EXPECTATION: &str = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation";
const COMBINATION: &str =
    "http://hl7.org/fhir/StructureDefinition/capabilitystatement-search-parameter-combination";

/// Resource type and facts, for a statement of requirements of servers.
pub(super) fn capabilities(node: Node<'_>) -> Vec<(String, CapabilityFacts)> {
    if text(node, "kind").as_deref() != Some("requirements") {
        return Vec::new();
    }
    let servers =
        items(node, "rest").filter(|rest| text(*rest, "mode").as_deref() == Some("server"));
    servers
        .flat_map(|rest| items(rest, "resource"))
        .filter_map(resource)
        .collect()
}

fn expectation(node: Node<'_>) -> Expectation {
    match extension(node, EXPECTATION)
        .and_then(Node::as_str)
        .as_deref()
    {
        Some("SHALL") => Expectation::Shall,
        Some("SHOULD") => Expectation::Should,
        Some("SHOULD-NOT") => Expectation::ShouldNot,
        _ => Expectation::May,
    }
}

fn resource(node: Node<'_>) -> Option<(String, CapabilityFacts)> {
    let expected = |name: &'static str, key: &'static str| {
        items(node, name)
            .filter_map(move |item| Some((text(item, key)?, expectation(item))))
            .collect::<Vec<_>>()
    };
    let combinations = items(node, "extension")
        .filter(|found| text(*found, "url").as_deref() == Some(COMBINATION));
    let facts = CapabilityFacts {
        expectation: expectation(node),
        profiles: texts(node, "supportedProfile"),
        interactions: expected("interaction", "code"),
        parameters: items(node, "searchParam")
            .filter_map(|item| {
                Some((
                    text(item, "name")?,
                    text(item, "definition").unwrap_or_default(),
                    expectation(item),
                ))
            })
            .collect(),
        combinations: combinations.map(combination).collect(),
        includes: list(node, "searchInclude", "_searchInclude"),
        reverse_includes: list(node, "searchRevInclude", "_searchRevInclude"),
    };
    Some((text(node, "type")?, facts))
}

fn list(node: Node<'_>, name: &str, sibling: &str) -> Vec<(String, Expectation)> {
    let marks: Vec<Node<'_>> = items(node, sibling).collect();
    texts(node, name)
        .into_iter()
        .enumerate()
        .map(|(at, value)| {
            (
                value,
                marks
                    .get(at)
                    .map_or(Expectation::May, |mark| expectation(*mark)),
            )
        })
        .collect()
}

fn combination(node: Node<'_>) -> CombinationFacts {
    let named = |wanted: &'static str| {
        let found = items(node, "extension")
            .filter(move |part| text(*part, "url").as_deref() == Some(wanted));
        found.filter_map(|part| text(part, "valueString")).collect()
    };
    CombinationFacts {
        expectation: expectation(node),
        required: named("required"),
        optional: named("optional"),
    }
}
