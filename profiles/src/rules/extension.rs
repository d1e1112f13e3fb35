//! Extensions: one value or nested ones, and what their definitions ask (FHIR R4 "Extensibility", ext-1).

use crate::fhirpath::Element;
use crate::json::Node;
use crate::validate::{IssueType, Profile, Walk};

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
            place(walk, &definition, node);
            walk.for_profile(&definition.url.clone(), |walk| {
                walk.element_rules(&definition, definition.root(), element);
                walk.constrained(&definition, definition.root(), element);
            });
        }
        None => walk.unchecked(format!("extension {url}")),
    }
}

/// An extension stands where its definition allows it (FHIR R4 "StructureDefinition.context").
fn place(walk: &mut Walk<'_>, definition: &Profile, node: Node<'_>) {
    let Some(holder) = walk.holder() else { return };
    let path = walk.holder_path();
    let allowed = definition.context.is_empty()
        || definition
            .context
            .iter()
            .any(|(kind, expression)| match kind.as_str() {
                "element" => {
                    // Profiles and ids in an expression say more than types and paths can tell.
                    let plain = expression.bytes().all(|byte| {
                        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'[' | b']')
                    });
                    let element = expression.strip_suffix("[x]").unwrap_or(expression);
                    !plain
                        || element == "Element"
                        || element == path
                        || holder.derives_from(element)
                }
                "extension" => holder.name() == "Extension",
                _ => true,
            });
    if !allowed {
        let places: Vec<&str> = definition
            .context
            .iter()
            .map(|(_, expression)| expression.as_str())
            .collect();
        let message = format!(
            "the extension may stand on {}, and it stands on {path}",
            places.join(", ")
        );
        walk.error(
            Some(node),
            IssueType::Extension,
            "extension-context",
            message,
        );
    }
}
