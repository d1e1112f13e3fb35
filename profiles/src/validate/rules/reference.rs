//! Targets of references (FHIR R4 "References", "ElementDefinition.type.targetProfile").

use std::sync::Arc;

use super::primitive::{id_fault, uri_fault};
use crate::fhirpath::{Context, Element, contained};
use crate::json::Node;
use crate::schema::r4;
use crate::swar;
use crate::validate::{Findings, IssueType, Rule, RuleId, STRUCTURES, TypeRule, Walk};

/// A literal reference is a URL, though its type is string, and ends with an id where it names a resource type (FHIR R4
/// "Literal References").
pub(crate) fn form(findings: &mut Findings<'_>, node: Node<'_>) {
    let Some(literal) = node.get("reference") else {
        return;
    };
    let Some(text) = literal.as_str() else { return };
    if let Some(fault) = uri_fault(&text).or_else(|| relative_fault(&text)) {
        let message = format!("`{text}` is no reference: {fault}");
        let at = Some(literal);
        findings.error_at(
            "reference",
            at,
            IssueType::Value,
            RuleId::ReferenceForm,
            message,
        );
    }
}

/// What is wrong with the ids in `Patient/1` or `Patient/1/_history/2`; none when nothing is, and for other URLs.
fn relative_fault(reference: &str) -> Option<&'static str> {
    let (name, path) = reference.split_once('/')?;
    resource_type(name)?;
    let (id, version) = path
        .split_once("/_history/")
        .map_or((path, None), |(id, version)| (id, Some(version)));
    let fault = |id| id_fault(id).map(|_| "its ids are 1 to 64 letters, digits, hyphens and dots");
    fault(id).or_else(|| fault(version?))
}

pub(crate) fn check<'a>(walk: &mut Walk<'a>, rule: &Rule, element: Element<'a>) {
    if element.type_name() != Some("Reference") {
        return;
    }
    let (Some(node), Some(context)) = (element.node(), walk.context()) else {
        return;
    };
    let Some(type_rule) = rule
        .types
        .iter()
        .find(|found| found.facts.code == "Reference" && !found.facts.targets.is_empty())
    else {
        return;
    };
    // A profile that no pack carries may be of any type.
    let Some(allowed) = type_rule.target_types(walk.definitions()) else {
        return;
    };
    let reference = node.get("reference").and_then(Node::as_str);
    let target = target(context, reference.as_deref());
    let found = match target {
        Some(target) => target.type_name(),
        None => told_type(node, reference.as_deref()),
    };
    stated(&mut walk.findings, element, allowed);
    let Some(found) = found else { return };
    if !allowed
        .iter()
        .any(|name| **name == *found || **name == "Resource")
    {
        let mut allowed: Vec<&str> = allowed.iter().map(|name| name.as_str()).collect();
        allowed.sort_unstable();
        allowed.dedup();
        let message = format!(
            "the reference leads to a {found}, and only these are allowed: {}",
            allowed.join(", ")
        );
        return walk.findings.error(
            Some(node),
            IssueType::Structure,
            RuleId::ReferenceTarget,
            message,
        );
    }
    if let Some(target) = target {
        profiles(walk, type_rule, node, target, found);
    }
}

/// The type that a reference states is one that is allowed, and the one that the reference shows.
fn stated(findings: &mut Findings<'_>, element: Element<'_>, allowed: &[Arc<String>]) {
    let Some(node) = element.node() else { return };
    let text = |name: &str| node.get(name).and_then(|node| node.as_str());
    let Some(stated) = text("type") else { return };
    let name = stated.strip_prefix(STRUCTURES).unwrap_or(&stated);
    let shown = text("reference");
    let shown = shown.as_deref().and_then(named_type);
    let message = if let Some(shown) = shown.filter(|shown| *shown != name) {
        format!("the reference leads to a {shown}, and says that it is a {name}")
    } else if shown.is_none()
        && !r4().is_resource(name)
        && !allowed.iter().any(|allowed| **allowed == "Resource")
    {
        format!("{name} is no type that may be referred to here")
    } else {
        return;
    };
    findings.error(
        Some(node),
        IssueType::Structure,
        RuleId::ReferenceType,
        message,
    );
}

/// What a reference leads to meets one of the profiles that are asked of it.
fn profiles<'a>(
    walk: &mut Walk<'a>,
    type_rule: &TypeRule,
    node: Node<'a>,
    target: Element<'a>,
    found: &str,
) {
    let is_contained = node
        .get("reference")
        .and_then(|reference| reference.as_str())
        .is_some_and(|reference| reference.starts_with('#'));
    // What claims one of the profiles is held to it where it stands, and what is wrong is said there.
    let claims = |url: &String| {
        let claimed = target
            .node()
            .and_then(|node| node.get("meta")?.get("profile"));
        let mut claimed = claimed.into_iter().flat_map(Node::items);
        let plain = url.split('|').next();
        claimed.any(|own| {
            own.as_str()
                .is_some_and(|own| own.split('|').next() == plain)
        })
    };
    if type_rule.facts.targets.iter().any(claims) {
        return;
    }
    let definitions = walk.definitions();
    for url in &type_rule.facts.targets {
        if url
            .strip_prefix(STRUCTURES)
            .is_some_and(|name| name == found || name == "Resource")
        {
            return;
        }
        let Some(profile) = definitions.profile(url) else {
            return walk.findings.unchecked(format!("profile {url}"));
        };
        if profile.type_name == found && walk.target_meets(target, is_contained, &profile) {
            return;
        }
    }
    let message = format!(
        "the reference leads to a {found} that meets none of the profiles asked of it: {}",
        type_rule.facts.targets.join(", ")
    );
    walk.findings.error(
        Some(node),
        IssueType::Structure,
        RuleId::ReferenceTargetProfile,
        message,
    );
}

/// The resource that a reference leads to, where it is at hand.
fn target<'a>(context: &Context<'a>, reference: Option<&str>) -> Option<Element<'a>> {
    contained(reference?, context)
}

/// The resource type that a reference leads to, as far as it can be told.
pub(crate) fn target_type<'a>(context: &Context<'a>, element: Element<'a>) -> Option<&'static str> {
    let node = element.node()?;
    let reference = node.get("reference").and_then(Node::as_str);
    match target(context, reference.as_deref()) {
        Some(target) => target.type_name(),
        None => told_type(node, reference.as_deref()),
    }
}

/// The resource type that a reference shows or states.
fn told_type(node: Node<'_>, reference: Option<&str>) -> Option<&'static str> {
    reference.and_then(named_type).or_else(|| {
        let stated = node.get("type").and_then(Node::as_str)?;
        resource_type(stated.strip_prefix(STRUCTURES).unwrap_or(&stated))
    })
}

/// The type in `Patient/1`, `https://example.org/fhir/Patient/1/_history/2` or `Patient?identifier=x`.
fn named_type(reference: &str) -> Option<&'static str> {
    let conditional = swar::find(b'?', reference.as_bytes()).map(|end| &reference[..end]);
    let path = conditional.unwrap_or(reference);
    if path.starts_with('#') || path.starts_with("urn:") {
        return None;
    }
    let path = without_version(path);
    let end = path.bytes().position(|byte| matches!(byte, b'#' | b'|'));
    let (before, last) = last_segment(&path[..end.unwrap_or(path.len())]);
    let name = match conditional {
        Some(_) => last,
        // Without an id it is the URL of something else.
        None if last.is_empty() => return None,
        None => last_segment(before).1,
    };
    resource_type(name)
}

/// What stands before and after the last slash; nothing stands before it where there is none.
fn last_segment(path: &str) -> (&str, &str) {
    match path.bytes().rposition(|byte| byte == b'/') {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => ("", path),
    }
}

fn without_version(path: &str) -> &str {
    // Few references have a version, and most have no character that it needs.
    if swar::find(b'_', path.as_bytes()).is_none() {
        return path;
    }
    path.split_once("/_history/").map_or(path, |(path, _)| path)
}

/// The name of a resource type that can be sent.
fn resource_type(name: &str) -> Option<&'static str> {
    let info = r4().type_info(name)?;
    (info.is_resource() && !info.is_abstract()).then(|| info.name())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{named_type, relative_fault};

    #[rstest]
    #[case("Patient/1", Some("Patient"))]
    #[case("https://example.org/fhir/Patient/1/_history/2", Some("Patient"))]
    #[case("Patient?identifier=a|b", Some("Patient"))]
    #[case("https://example.org/files/1", None)]
    #[case("1", None)]
    #[case("Patient/", None)]
    fn types_in_references(#[case] reference: &str, #[case] expected: Option<&str>) {
        assert_eq!(named_type(reference), expected);
    }

    #[rstest]
    #[case("Patient/1", true)]
    #[case("Patient/1/_history/a-2.3", true)]
    #[case("Patient/", true)]
    #[case("Patient/a_b", false)]
    #[case("Patient/1/_history/a_b", false)]
    #[case("Patient/1/name", false)]
    #[case("Nobody/a_b", true)]
    #[case("https://example.org/Patient/a_b", true)]
    #[case("#a_b", true)]
    fn ids_in_references(#[case] reference: &str, #[case] fine: bool) {
        assert_eq!(relative_fault(reference).is_none(), fine);
    }
}
