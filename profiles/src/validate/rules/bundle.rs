//! Bundles: what is asked of them beyond bdl-1 to bdl-12 (FHIR R4 "Bundle", sections 2.36.4 and 2.36.5; "Documents",
//! section 3.3.1).

use std::collections::HashSet;

use super::identifier::is_absolute;
use crate::fhirpath::Neighbours;
use crate::json::Node;
use crate::validate::{Findings, IssueType, RuleId, Severity};

/// What a document's Composition refers to, and what the document then holds.
const OF_COMPOSITION: [&str; 4] = ["subject", "encounter", "author", "custodian"];

/// Checks a Bundle.
pub(crate) fn check(findings: &mut Findings<'_>, bundle: Node<'_>) {
    let kind = bundle.get("type").and_then(|node| node.as_str());
    for (index, entry) in items(bundle, "entry").enumerate() {
        findings.at("entry", Some(index), None, |findings| {
            full_url(findings, entry);
        });
    }
    links(findings, bundle);
    if kind.as_deref() == Some("document") {
        document(findings, bundle);
    }
}

fn items<'a>(node: Node<'a>, name: &str) -> impl Iterator<Item = Node<'a>> {
    node.get(name).into_iter().flat_map(Node::items)
}

/// `fullUrl` is absolute, and where it is the address on a server, it ends with the type and id of the resource.
fn full_url(findings: &mut Findings<'_>, entry: Node<'_>) {
    let Some(node) = entry.get("fullUrl") else {
        return;
    };
    let Some(url) = node.as_str() else { return };
    if !is_absolute(&url) {
        let message = format!("`{url}` is not absolute, so nothing can refer to the entry by it");
        return findings.error(Some(node), IssueType::Value, RuleId::BundleFullUrl, message);
    }
    let Some(resource) = entry.get("resource") else {
        return;
    };
    let text = |name: &str| resource.get(name).and_then(|node| node.as_str());
    let (Some(name), Some(id)) = (text("resourceType"), text("id")) else {
        return;
    };
    if !url.starts_with("http:") && !url.starts_with("https:") {
        return;
    }
    let path = url.split_once("/_history/").map_or(&*url, |(path, _)| path);
    let mut segments = path.rsplit('/');
    let (last, before) = (segments.next(), segments.next());
    if last != Some(&*id) || before != Some(&*name) {
        let message = format!("`{url}` is not the address of {name}/{id}, which the entry holds");
        findings.error(Some(node), IssueType::Value, RuleId::BundleFullUrl, message);
    }
}

/// A relation has one link.
fn links(findings: &mut Findings<'_>, bundle: Node<'_>) {
    let mut seen = HashSet::new();
    for (index, link) in items(bundle, "link").enumerate() {
        let Some(relation) = link.get("relation").and_then(|node| node.as_str()) else {
            continue;
        };
        if !seen.insert(relation.clone().into_owned()) {
            findings.at("link", Some(index), None, |findings| {
                let message = format!("there is a link `{relation}` already");
                findings.error(
                    Some(link),
                    IssueType::Structure,
                    RuleId::BundleLink,
                    message,
                );
            });
        }
    }
}

/// A document holds what its Composition refers to, and what does not belong to it should not be there.
fn document(findings: &mut Findings<'_>, bundle: Node<'_>) {
    let entries = Neighbours::of_bundle(bundle);
    let first = items(bundle, "entry").next();
    let Some(composition) = first.and_then(|entry| entry.get("resource")) else {
        return;
    };
    let mut wanted: Vec<(String, Node<'_>)> = Vec::new();
    for name in OF_COMPOSITION {
        if let Some(found) = composition.get(name) {
            let many = found.items().enumerate();
            wanted.extend(many.map(|(index, item)| (format!("{name}[{index}]"), item)));
            if found.is_object() {
                wanted.push((name.to_owned(), found));
            }
        }
    }
    for (index, section) in items(composition, "section").enumerate() {
        for (at, entry) in items(section, "entry").enumerate() {
            wanted.push((format!("section[{index}].entry[{at}]"), entry));
        }
    }
    for (path, holder) in wanted {
        let Some(reference) = holder.get("reference").and_then(|node| node.as_str()) else {
            continue;
        };
        if !reference.starts_with('#') && entries.find(&reference).is_none() {
            let path = format!("entry[0].resource.{path}");
            findings.at(&path, None, None, |findings| {
                let message = format!(
                    "the document does not hold {reference}, which its Composition refers to"
                );
                findings.error(
                    Some(holder),
                    IssueType::NotFound,
                    RuleId::BundleDocument,
                    message,
                );
            });
        }
    }
    unreached(findings, bundle, &entries);
}

/// Entries that nothing in the document leads to.
fn unreached(findings: &mut Findings<'_>, bundle: Node<'_>, entries: &Neighbours<'_>) {
    let resources: Vec<Node<'_>> = items(bundle, "entry")
        .filter_map(|entry| entry.get("resource"))
        .collect();
    let mut reached: HashSet<u32> = resources
        .first()
        .map(|node| node.index())
        .into_iter()
        .collect();
    let mut open: Vec<Node<'_>> = resources.first().copied().into_iter().collect();
    while let Some(node) = open.pop() {
        if let Some(reference) = node.get("reference").and_then(|node| node.as_str())
            && let Some(target) = entries.find(&reference).and_then(|found| found.node())
            && reached.insert(target.index())
        {
            open.push(target);
        }
        open.extend(node.members().map(|(_, member)| member));
        open.extend(node.items());
    }
    for (index, resource) in resources.iter().enumerate() {
        if !reached.contains(&resource.index()) {
            findings.at("entry", Some(index), None, |findings| {
                findings.issue(
                    Some(*resource),
                    Severity::Warning,
                    IssueType::Structure,
                    RuleId::BundleUnreached,
                    "no reference leads from the document's Composition to this entry".to_owned(),
                );
            });
        }
    }
}
