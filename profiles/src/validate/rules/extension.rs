//! Extensions: one value or nested ones, and what their definitions ask (FHIR R4 "Extensibility", ext-1).

use crate::fhirpath::Element;
use crate::json::Node;
use crate::validate::{Findings, IssueType, Profile, RuleId, Walk};

pub(crate) fn check<'a>(walk: &mut Walk<'a>, element: Element<'a>) {
    let Some(node) = element.node() else { return };
    let nested = node.get("extension").is_some();
    let valued = node
        .members()
        .any(|(name, _)| name.trim_start_matches('_').starts_with("value"));
    if nested == valued {
        let message = "an extension has either a value or extensions of its own".to_owned();
        walk.findings
            .error(Some(node), IssueType::Invariant, RuleId::Ext1, message);
    }
    let Some(url) = node.get("url").and_then(|url| url.as_str()) else {
        return;
    };
    // Inside a complex extension the names are relative, and its definition knows them.
    if !url.contains(':') {
        let inside = walk
            .parent_type()
            .is_some_and(|parent| parent.name() == "Extension");
        if !inside {
            let message = format!("`{url}` is not absolute, and so leads to no definition");
            walk.findings.error(
                Some(node),
                IssueType::Extension,
                RuleId::ExtensionUrl,
                message,
            );
        }
        return;
    }
    match walk
        .definitions()
        .profile(&url)
        .filter(|found| found.type_name == "Extension" && found.constrains)
    {
        Some(definition) => {
            place(walk, &definition, node);
            modifier(&mut walk.findings, &definition, node);
            inner(&mut walk.findings, &definition, node);
            walk.for_profile(&definition, |walk| {
                walk.element_rules(&definition, definition.root(), element);
                walk.constrained(&definition, definition.root(), element);
            });
        }
        None => walk.findings.unchecked(format!("extension {url}")),
    }
}

/// What changes the meaning of an element is a modifierExtension, and nothing else is (FHIR R4 "Extensibility", section
/// 2.4.1.1).
fn modifier(findings: &mut Findings<'_>, definition: &Profile, node: Node<'_>) {
    let path = findings.path();
    let own = path.rsplit('.').next().unwrap_or(path);
    let message = match (
        own.starts_with("modifierExtension"),
        definition.root().modifier,
    ) {
        (true, false) => "this extension changes no meaning, so it is no modifierExtension",
        (false, true) => "this extension changes the meaning, so it is a modifierExtension",
        _ => return,
    };
    findings.error(
        Some(node),
        IssueType::Extension,
        RuleId::ExtensionModifier,
        message.to_owned(),
    );
}

/// Names inside of extensions that a later guide added to the definition that R4 carries: SMART App Launch 2.0.0 has its own
/// `oauth-uris`.
const EXTENDED: [(&str, &[&str]); 1] = [(
    "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
    &["introspect", "revoke"],
)];

/// Relative names of nested extensions are those that the definition has.
fn inner(findings: &mut Findings<'_>, definition: &Profile, node: Node<'_>) {
    let nested = node.get("extension").into_iter().flat_map(Node::items);
    for (index, inner) in nested.enumerate() {
        let Some(url) = inner.get("url").and_then(|url| url.as_str()) else {
            continue;
        };
        let extended = EXTENDED
            .iter()
            .any(|(of, names)| **of == *definition.url && names.contains(&&*url));
        let known = url.contains(':')
            || extended
            || definition.rules.iter().any(|rule| {
                let fixed = rule.fixed.as_ref().map(|fixed| &fixed.1);
                &*rule.name == "url" && fixed.is_some_and(|fixed| *fixed == *url)
            });
        if !known {
            findings.at("extension", Some(index), None, |findings| {
                let message = format!("{} has no extension `{url}` inside", definition.url);
                findings.error(
                    Some(inner),
                    IssueType::Extension,
                    RuleId::ExtensionInner,
                    message,
                );
            });
        }
    }
}

/// An extension stands where its definition allows it (FHIR R4 "StructureDefinition.context").
fn place(walk: &mut Walk<'_>, definition: &Profile, node: Node<'_>) {
    let Some(parent) = walk.parent_type() else {
        return;
    };
    let path = walk.parent_path();
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
                        || parent.derives_from(element)
                }
                "extension" => parent.name() == "Extension",
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
        walk.findings.error(
            Some(node),
            IssueType::Extension,
            RuleId::ExtensionContext,
            message,
        );
    }
}
