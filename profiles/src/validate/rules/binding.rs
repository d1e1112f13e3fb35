//! Codes: bindings to value sets, and codes of systems that are known in full (FHIR R4 "Terminologies", section 4.1).

use crate::fhirpath::Element;
use crate::json::Node;
use crate::pack::Strength;
use crate::schema::TypeInfo;
use crate::terminology::{Membership, ValueSet, is_grammar, is_nearly_fine, well_formed};
use crate::validate::{
    Findings, IssueType, KnownDefinitions, Profile, Rule, RuleId, Severity, plain_path,
};

pub(crate) fn check<'a>(
    findings: &mut Findings<'a>,
    definitions: &KnownDefinitions,
    definition: &Profile,
    rule: &Rule,
    element: Element<'a>,
) {
    let Some(bound) = &rule.binding else { return };
    let binds = bound.facts.strength >= Strength::Extensible || bound.facts.max.is_some();
    if !binds || !is_coded(element) {
        return;
    }
    let url = bound.facts.value_set.as_deref();
    match (bound.facts.strength, url) {
        (Strength::Required, Some(url)) => {
            let set = bound.value_set(definitions);
            if !(is_out(set, element) && is_fixed(definition, rule, element)) {
                member(findings, url, set, element, Some(RuleId::BindingRequired));
            }
        }
        (Strength::Extensible, Some(url)) => {
            let set = bound.value_set(definitions);
            member(findings, url, set, element, None);
        }
        _ => {}
    }
    if let Some(url) = &bound.facts.max {
        let set = bound.max_value_set(definitions);
        member(findings, url, set, element, Some(RuleId::BindingMax));
    }
}

fn is_out(value_set: Option<&ValueSet>, element: Element<'_>) -> bool {
    value_set.is_some_and(|set| membership(set, element) == Some(Membership::Out))
}

/// Whether the profile itself fixes the code of a slice to this one: what it demands there it allows, though it binds the
/// element to a value set without it.
fn is_fixed(definition: &Profile, rule: &Rule, element: Element<'_>) -> bool {
    let code = element.node().and_then(|node| node.get("code")?.as_str());
    let Some(code) = code else { return false };
    let path = format!("{}.code", plain_path(&rule.id));
    definition.rules.iter().any(|other| {
        let fixed = other.fixed.as_ref();
        fixed.is_some_and(|fixed| fixed.1 == *code) && plain_path(&other.id) == path
    })
}

/// Whether an element is in a value set; `must` is the rule's id where nothing outside is allowed.
fn member<'a>(
    findings: &mut Findings<'a>,
    url: &str,
    value_set: Option<&ValueSet>,
    element: Element<'a>,
    must: Option<RuleId>,
) {
    let Some(value_set) = value_set else {
        return findings.unchecked(format!("value set {url}"));
    };
    match membership(value_set, element) {
        Some(Membership::In) => {}
        Some(Membership::Unknown) => {
            for coding in codings(element) {
                findings.unchecked_code(coding, Some(url));
            }
        }
        Some(Membership::Out) => {
            let shown = shown(element);
            let (severity, rule, verb) = match must {
                Some(rule) => (Severity::Error, rule, "must"),
                None => (Severity::Warning, RuleId::BindingExtensible, "should"),
            };
            let message = format!(
                "{shown} is not in the value set {url}, and a code from it {verb} be there"
            );
            findings.issue(
                element.node(),
                severity,
                IssueType::CodeInvalid,
                rule,
                message,
            );
        }
        // Text alone says nothing against an extensible binding.
        None => {
            // An extension may say why there is no code, in place of the concept, or of the code or system of a Coding; a
            // CodeableConcept needs one coding that is whole. A `code` that is none is a concept of no value set (US Core
            // "Missing Data", coded elements with a required binding).
            let told = |node: Node<'_>| {
                ["extension", "_code", "_system"]
                    .iter()
                    .any(|name| node.get(name).is_some())
            };
            let extended = element.node().is_some_and(told);
            if let Some(rule) = must.filter(|_| !extended) {
                let message = format!("no code is there, and one from the value set {url} must be");
                let at = element.node().or(element.sibling());
                findings.error(at, IssueType::CodeInvalid, rule, message);
            }
        }
    }
}

fn is_coded(element: Element<'_>) -> bool {
    let coded = matches!(
        element.type_name(),
        Some("Coding" | "CodeableConcept" | "Quantity" | "string" | "uri" | "url" | "canonical")
    );
    let quantity = || element.info().is_some_and(TypeInfo::is_quantity);
    // A code is coded even where an extension stands in place of its value.
    element.type_name() == Some("code") || element.node().is_some() && (coded || quantity())
}

/// Whether a coded element is in a value set; none when it has no code.
pub(crate) fn membership(value_set: &ValueSet, element: Element<'_>) -> Option<Membership> {
    let node = element.node()?;
    if let Some(text) = node.as_str() {
        return Some(value_set.contains(None, &text));
    }
    if let Some(codings) = node.get("coding") {
        let verdicts = codings.items().map(|coding| of_coding(value_set, coding));
        return verdicts.flatten().max();
    }
    of_coding(value_set, node)
}

fn of_coding(value_set: &ValueSet, coding: Node<'_>) -> Option<Membership> {
    let code = coding.get("code")?.as_str()?;
    let system = coding.get("system").and_then(|system| system.as_str());
    match system {
        Some(system) => Some(value_set.contains(Some(&system), &code)),
        // Without its system a code means nothing; it is in no value set. An extension in its place may say which it is.
        None => coding.get("_system").is_none().then_some(Membership::Out),
    }
}

fn codings<'a>(element: Element<'a>) -> Vec<Node<'a>> {
    let Some(node) = element.node() else {
        return Vec::new();
    };
    match node.get("coding") {
        Some(codings) => codings.items().collect(),
        None => vec![node],
    }
}

fn shown(element: Element<'_>) -> String {
    let one = |coding: Node<'_>| {
        let part = |name: &str| {
            coding
                .get(name)
                .and_then(|node| node.as_str())
                .unwrap_or_default()
                .into_owned()
        };
        match coding.as_str() {
            Some(code) => format!("`{code}`"),
            None => format!("`{}|{}`", part("system"), part("code")),
        }
    };
    codings(element)
        .into_iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The code of a Coding or Quantity is one of its system, where the system is known in full or its codes have a form.
pub(crate) fn coded<'a>(
    findings: &mut Findings<'a>,
    definitions: &KnownDefinitions,
    element: Element<'a>,
) {
    let Some(node) = element.node() else { return };
    let text = |name: &str| node.get(name).and_then(|node| node.as_str());
    let (Some(system), Some(code)) = (text("system"), text("code")) else {
        return;
    };
    if let Some(fine) = well_formed(&system, &code) {
        if !fine {
            let message = format!("`{code}` has not the form of a code of {system}");
            // What a grammar makes is known in full; a form alone tells what is wrong, not what is right.
            let severity = if is_grammar(&system) && !is_nearly_fine(&system, &code) {
                Severity::Error
            } else {
                Severity::Warning
            };
            findings.issue(
                Some(node),
                severity,
                IssueType::CodeInvalid,
                RuleId::CodeForm,
                message,
            );
        } else if !is_grammar(&system) {
            findings.unchecked_code(node, None);
        }
        return;
    }
    match definitions.code_system(&system) {
        Some(known) if known.is_complete() => {
            // A version that is named may not be the one that is known.
            let fine = known.contains(&code)
                || text("version").is_some()
                || definitions.is_code_elsewhere(&system, &code);
            if !fine {
                let message = format!("`{code}` is no code of the system {system}");
                findings.error(
                    Some(node),
                    IssueType::CodeInvalid,
                    RuleId::CodeKnown,
                    message,
                );
            }
        }
        Some(known) if known.contains(&code) => {}
        _ => findings.unchecked_code(node, None),
    }
}
