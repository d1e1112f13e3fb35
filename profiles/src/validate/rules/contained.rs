//! Contained resources and narrative: dom-2 to dom-6 (FHIR R4 "DomainResource").

use std::collections::HashSet;

use crate::json::{Node, NodeKind};
use crate::validate::{Findings, IssueType, Place, RuleId, Severity};

pub(crate) fn check(findings: &mut Findings<'_>, resource: Node<'_>, place: Place) {
    let name = resource
        .get("resourceType")
        .and_then(|node| node.as_str())
        .unwrap_or_default();
    if place == Place::Contained {
        if let Some(inner) = resource.get("contained") {
            let message = "a contained resource contains no resources of its own".to_owned();
            findings.error(Some(inner), IssueType::Invariant, RuleId::Dom2, message);
        }
        let meta = |name: &str| resource.get("meta").and_then(|meta| meta.get(name));
        if let Some(node) = meta("versionId").or_else(|| meta("lastUpdated")) {
            let message = "a contained resource has no version and no time of change".to_owned();
            findings.error(Some(node), IssueType::Invariant, RuleId::Dom4, message);
        }
        if let Some(node) = meta("security") {
            let message = "a contained resource has no security label of its own".to_owned();
            findings.error(Some(node), IssueType::Invariant, RuleId::Dom5, message);
        }
    } else if !matches!(name.as_ref(), "Bundle" | "Binary" | "Parameters")
        && resource
            .get("text")
            .is_none_or(|text| text.get("div").is_none())
    {
        let message = "a resource should have a narrative that people can read".to_owned();
        findings.issue(
            Some(resource),
            Severity::Warning,
            IssueType::Invariant,
            RuleId::Dom6,
            message,
        );
    }
    if let Some(contained) = resource.get("contained") {
        references(findings, resource, contained);
    }
}

/// dom-3: what is contained is referred to, or refers to the resource around it.
fn references(findings: &mut Findings<'_>, resource: Node<'_>, contained: Node<'_>) {
    let mut local = HashSet::new();
    local_references(resource, &mut local);
    for (index, inner) in contained.items().enumerate() {
        let Some(id) = inner.get("id").and_then(|id| id.as_str()) else {
            findings.at("contained", Some(index), None, |findings| {
                let message =
                    "a contained resource has an id, or nothing can refer to it".to_owned();
                findings.error(
                    Some(inner),
                    IssueType::Required,
                    RuleId::ContainedId,
                    message,
                );
            });
            continue;
        };
        let mut own = HashSet::new();
        local_references(inner, &mut own);
        if !local.contains(&format!("#{id}")) && !own.contains("#") {
            findings.at("contained", Some(index), None, |findings| {
                let message = format!("nothing refers to the contained resource #{id}");
                findings.error(Some(inner), IssueType::Invariant, RuleId::Dom3, message);
            });
        }
    }
}

fn local_references(node: Node<'_>, found: &mut HashSet<String>) {
    match node.kind() {
        NodeKind::String => {
            if let Some(text) = node.as_str().filter(|text| text.starts_with('#')) {
                found.insert(text.into_owned());
            }
        }
        NodeKind::Object => node
            .members()
            .for_each(|(_, member)| local_references(member, found)),
        NodeKind::Array => node.items().for_each(|item| local_references(item, found)),
        _ => {}
    }
}
