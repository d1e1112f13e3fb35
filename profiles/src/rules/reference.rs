//! Targets of references (FHIR R4 "References", "ElementDefinition.type.targetProfile").

use crate::fhirpath::{Element, contained};
use crate::schema::r4;
use crate::validate::{IssueType, Rule, Walk};

pub(crate) fn check(walk: &mut Walk<'_>, rule: &Rule, element: Element<'_>) {
    if element.type_name() != Some("Reference") {
        return;
    }
    let Some(node) = element.node() else { return };
    let targets: Vec<&String> = rule
        .types
        .iter()
        .filter(|found| found.facts.code == "Reference")
        .flat_map(|found| &found.facts.targets)
        .collect();
    if targets.is_empty() {
        return;
    }
    let Some(found) = target_type(walk, element) else {
        return;
    };
    let registry = walk.registry();
    let mut allowed = Vec::new();
    for target in targets {
        match registry.target_type(target) {
            // A profile that no pack carries may be of any type.
            None => return,
            Some(name) if *name == "Resource" || *name == found => return,
            Some(name) => allowed.push(name.as_ref().clone()),
        }
    }
    allowed.sort_unstable();
    allowed.dedup();
    let message = format!(
        "the reference leads to a {found}, and only these are allowed: {}",
        allowed.join(", ")
    );
    walk.error(
        Some(node),
        IssueType::Structure,
        "reference-target",
        message,
    );
}

/// The resource type that a reference leads to, as far as it can be told without following it.
fn target_type(walk: &Walk<'_>, element: Element<'_>) -> Option<String> {
    let node = element.node()?;
    let reference = node.get("reference").and_then(|node| node.as_str());
    if let Some(reference) = &reference {
        if reference.starts_with('#') || reference.starts_with("urn:") {
            let context = walk.context()?;
            return contained(reference, context)?
                .type_name()
                .map(str::to_owned);
        }
        if let Some(found) = named_type(reference) {
            return Some(found.to_owned());
        }
    }
    let stated = node.get("type").and_then(|node| node.as_str())?;
    r4().is_resource(&stated).then(|| stated.into_owned())
}

/// The type in `Patient/1`, `https://example.org/fhir/Patient/1/_history/2` or `Patient?identifier=x`.
fn named_type(reference: &str) -> Option<&str> {
    let conditional = reference.split_once('?').map(|(path, _)| path);
    let path = conditional.unwrap_or(reference);
    let path = path.split_once("/_history/").map_or(path, |(path, _)| path);
    let path = path.split(['#', '|']).next().unwrap_or(path);
    let mut segments = path.rsplit('/');
    let last = segments.next()?;
    let name = if conditional.is_some() {
        last
    } else {
        segments.next()?
    };
    r4().is_resource(name).then_some(name)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::named_type;

    #[rstest]
    #[case("Patient/1", Some("Patient"))]
    #[case("https://example.org/fhir/Patient/1/_history/2", Some("Patient"))]
    #[case("Patient?identifier=a|b", Some("Patient"))]
    #[case("https://example.org/files/1", None)]
    #[case("1", None)]
    fn types_in_references(#[case] reference: &str, #[case] expected: Option<&str>) {
        assert_eq!(named_type(reference), expected);
    }
}
