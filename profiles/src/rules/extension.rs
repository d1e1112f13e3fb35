//! Extensions: one value or nested ones, and what their definitions ask (FHIR R4 "Extensibility", ext-1).

use crate::fhirpath::Element;
use crate::validate::{IssueType, Walk};

pub(crate) fn check<'a>(walk: &mut Walk<'a>, element: Element<'a>) {
    let Some(node) = element.node() else { return };
    let nested = node.get("extension").is_some();
    let valued = node
        .members()
        .any(|(name, _)| name.trim_start_matches('_').starts_with("value"));
    if nested == valued {
        let message = "an extension has either a value or extensions of its own".to_owned();
        walk.error(Some(node), IssueType::Invariant, "ext-1", message);
    }
    let Some(url) = node.get("url").and_then(|url| url.as_str()) else {
        return;
    };
    // Inside a complex extension the names are relative, and its definition knows them.
    if !url.contains(':') {
        return;
    }
    match walk
        .registry()
        .profile(&url)
        .filter(|found| found.type_name == "Extension" && found.constrains)
    {
        Some(definition) => {
            walk.for_profile(&definition.url.clone(), |walk| {
                walk.element_rules(&definition, definition.root(), element);
                walk.constrained(&definition, definition.root(), element);
            });
        }
        None => walk.unchecked(format!("extension {url}")),
    }
}
