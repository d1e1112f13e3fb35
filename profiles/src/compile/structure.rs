//! Facts of a StructureDefinition (FHIR R4 "StructureDefinition", "ElementDefinition").

use super::fields::{extension, flag, items, number, text, texts};
use crate::json::Node;
use crate::pack::{
    Binding, Constraint, Discriminator, ElementFacts, Severity, SlicingFacts, SlicingRules,
    Strength, Structure, StructureKind, TypeFacts, TypedJson,
};

const FHIR_TYPE: &str = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
const MAX_VALUE_SET: &str = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";
const TYPE_MUST_SUPPORT: &str =
    "http://hl7.org/fhir/StructureDefinition/elementdefinition-type-must-support";
const SYSTEM_TYPES: &str = "http://hl7.org/fhirpath/System.";

/// Invariants that stand on every element, extension or resource: they are checked natively.
const EVERYWHERE: &[&str] = &[
    "ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "dom-r4b",
];

/// The facts of a structure without its elements; none when it does not say what it is.
pub(crate) fn head(node: Node<'_>) -> Option<Structure> {
    let kind = match text(node, "kind")?.as_str() {
        "primitive-type" => StructureKind::Primitive,
        "complex-type" => StructureKind::Complex,
        "resource" => StructureKind::Resource,
        _ => StructureKind::Logical,
    };
    let context = items(node, "context")
        .filter_map(|context| Some((text(context, "type")?, text(context, "expression")?)));
    Some(Structure {
        url: text(node, "url")?,
        version: text(node, "version").unwrap_or_default(),
        type_name: text(node, "type")?,
        kind,
        profile: text(node, "derivation").as_deref() == Some("constraint"),
        is_abstract: flag(node, "abstract"),
        base: text(node, "baseDefinition"),
        context: context.collect(),
        elements: Vec::new(),
    })
}

/// The elements of the snapshot of a StructureDefinition, in order; none when it has no snapshot.
pub(crate) fn snapshot(node: Node<'_>) -> Option<Vec<ElementFacts>> {
    let id = text(node, "id").unwrap_or_default();
    let own =
        |element_node| element(element_node).filter(|facts| !is_foreign(&id, facts, element_node));
    Some(
        items(node.get("snapshot")?, "element")
            .filter_map(own)
            .collect(),
    )
}

/// The facts of an element, of a snapshot or of a differential.
pub(crate) fn element(node: Node<'_>) -> Option<ElementFacts> {
    let full = text(node, "id").or_else(|| text(node, "path"))?;
    let id = full.split_once('.').map_or("", |(_, id)| id).to_owned();
    let base = node.get("base");
    let base_path = base.and_then(|base| text(base, "path")).unwrap_or_default();
    let max = |node: Node<'_>| text(node, "max").unwrap_or_else(|| "*".to_owned());
    let mut facts = ElementFacts {
        id,
        min: number(node, "min").unwrap_or(0),
        max: max(node).parse().ok(),
        list: base.map_or_else(|| max(node), max) != "1",
        types: items(node, "type")
            .filter_map(|type_| type_facts(type_, &base_path))
            .collect(),
        content: text(node, "contentReference").and_then(|reference| content(&reference)),
        slicing: node.get("slicing").and_then(slicing),
        max_length: number(node, "maxLength"),
        binding: node.get("binding").and_then(binding),
        must_support: flag(node, "mustSupport"),
        modifier: flag(node, "isModifier"),
        constraints: constraints(node),
        ..ElementFacts::default()
    };
    for (name, value) in node.members() {
        let typed = |prefix: &str| {
            let suffix = name
                .strip_prefix(prefix)
                .filter(|suffix| suffix.starts_with(|c: char| c.is_ascii_uppercase()))?;
            Some(TypedJson(
                suffix.to_owned(),
                serde_json::from_str(value.text()).ok()?,
            ))
        };
        facts.fixed = facts.fixed.or_else(|| typed("fixed"));
        facts.pattern = facts.pattern.or_else(|| typed("pattern"));
        facts.min_value = facts.min_value.or_else(|| typed("minValue"));
        facts.max_value = facts.max_value.or_else(|| typed("maxValue"));
    }
    Some(facts)
}

/// The id in `#Patient.contact`, before which newer tools put the URL of the structure.
fn content(reference: &str) -> Option<String> {
    let id = reference.rsplit('#').next()?;
    id.split_once('.').map(|(_, id)| id.to_owned())
}

/// Whether the element is not HL7's: one distribution of the R4 definitions adds elements of its author to Meta, and they
/// lack the invariant that every element has.
fn is_foreign(id: &str, facts: &ElementFacts, node: Node<'_>) -> bool {
    id == "Meta" && !matches!(facts.id.as_str(), "" | "id") && node.get("constraint").is_none()
}

fn type_facts(node: Node<'_>, base_path: &str) -> Option<TypeFacts> {
    let code = text(node, "code")?;
    // What FHIR calls a system string in its snapshots is a FHIR type in data.
    let code = match code.strip_prefix(SYSTEM_TYPES) {
        Some(_) if base_path == "Resource.id" => "id".to_owned(),
        Some(system) => extension(node, FHIR_TYPE)
            .and_then(Node::as_str)
            .map_or_else(|| system.to_ascii_lowercase(), std::borrow::Cow::into_owned),
        None => code,
    };
    let targets = texts(node, "targetProfile");
    let marks: Vec<Node<'_>> = items(node, "_targetProfile").collect();
    let is_supported =
        |mark: Node<'_>| extension(mark, TYPE_MUST_SUPPORT).and_then(Node::as_bool) == Some(true);
    let mut supported: Vec<String> = targets
        .iter()
        .zip(&marks)
        .filter(|(_, mark)| is_supported(**mark))
        .map(|(target, _)| target.clone())
        .collect();
    if supported.is_empty() && is_supported(node) {
        supported.push(code.clone());
    }
    Some(TypeFacts {
        code,
        profiles: texts(node, "profile"),
        targets,
        supported,
    })
}

fn slicing(node: Node<'_>) -> Option<SlicingFacts> {
    let discriminators = items(node, "discriminator")
        .filter_map(|found| Some(Discriminator(text(found, "type")?, text(found, "path")?)))
        .collect();
    let rules = match text(node, "rules")?.as_str() {
        "closed" => SlicingRules::Closed,
        "openAtEnd" => SlicingRules::OpenAtEnd,
        _ => SlicingRules::Open,
    };
    Some(SlicingFacts {
        discriminators,
        rules,
        ordered: flag(node, "ordered"),
    })
}

fn binding(node: Node<'_>) -> Option<Binding> {
    let strength = match text(node, "strength")?.as_str() {
        "required" => Strength::Required,
        "extensible" => Strength::Extensible,
        "preferred" => Strength::Preferred,
        // Example bindings say nothing about data.
        _ => return None,
    };
    let canonical = |url: String| url.split('|').next().unwrap_or_default().to_owned();
    Some(Binding {
        strength,
        value_set: text(node, "valueSet").map(canonical),
        max: extension(node, MAX_VALUE_SET)
            .and_then(Node::as_str)
            .map(|url| canonical(url.into_owned())),
    })
}

/// The invariants of an element, without those that stand everywhere.
pub(crate) fn constraints(node: Node<'_>) -> Vec<Constraint> {
    items(node, "constraint").filter_map(constraint).collect()
}

fn constraint(node: Node<'_>) -> Option<Constraint> {
    let key = text(node, "key")?;
    if EVERYWHERE.contains(&key.as_str()) {
        return None;
    }
    let severity = if text(node, "severity")? == "warning" {
        Severity::Warning
    } else {
        Severity::Error
    };
    Some(Constraint {
        key,
        severity,
        expression: text(node, "expression")?,
    })
}
