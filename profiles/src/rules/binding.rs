//! Codes: bindings to value sets, and codes of systems that are known in full (FHIR R4 "Terminologies", section 4.1).

use crate::fhirpath::Element;
use crate::json::Node;
use crate::pack::Strength;
use crate::terminology::{Membership, ValueSet, plausible};
use crate::validate::{IssueType, Rule, Severity, Walk};

/// Code systems of FHIR R4 and of guides on it: they only change with the version of the guide. Others grow.
const FROZEN: &str = "http://hl7.org/fhir/";

pub(crate) fn check(walk: &mut Walk<'_>, rule: &Rule, element: Element<'_>) {
    let Some(binding) = &rule.binding else { return };
    let strict = match (binding.strength, &binding.value_set, &binding.max) {
        (Strength::Required, Some(url), _) | (_, _, Some(url)) => Some(url),
        _ => None,
    };
    if let Some(url) = strict {
        member(walk, url, element, Severity::Error, "binding-required");
    } else if let (Strength::Extensible, Some(url)) = (binding.strength, &binding.value_set) {
        member(walk, url, element, Severity::Warning, "binding-extensible");
    }
}

fn member(walk: &mut Walk<'_>, url: &str, element: Element<'_>, severity: Severity, rule: &str) {
    if !is_coded(element) {
        return;
    }
    let Some(value_set) = walk.registry().value_set(url) else {
        return walk.unchecked(format!("value set {url}"));
    };
    match membership(&value_set, element) {
        Some(Membership::In) => {}
        Some(Membership::Unknown) => {
            let systems = systems(element);
            if systems.is_empty() {
                walk.unchecked(format!("codes of the value set {url}"));
            }
            for system in systems {
                walk.unchecked(format!("codes of {system}"));
            }
        }
        Some(Membership::Out) => {
            let shown = shown(element);
            let verb = if severity == Severity::Error {
                "must"
            } else {
                "should"
            };
            let message = format!(
                "{shown} is not in the value set {url}, and a code from it {verb} be there"
            );
            walk.issue(
                element.node(),
                severity,
                IssueType::CodeInvalid,
                rule,
                message,
            );
        }
        // Text alone says nothing against an extensible binding.
        None if severity == Severity::Error
            && element
                .node()
                .is_some_and(|node| node.get("extension").is_none()) =>
        {
            let message = format!("no code is there, and one from the value set {url} must be");
            walk.issue(
                element.node(),
                severity,
                IssueType::CodeInvalid,
                rule,
                message,
            );
        }
        None => {}
    }
}

fn is_coded(element: Element<'_>) -> bool {
    let coded = matches!(
        element.type_name(),
        Some(
            "code"
                | "Coding"
                | "CodeableConcept"
                | "Quantity"
                | "string"
                | "uri"
                | "url"
                | "canonical"
        )
    );
    let quantity = || {
        element
            .info()
            .is_some_and(|info| info.derives_from("Quantity"))
    };
    element.node().is_some() && (coded || quantity())
}

/// Whether a coded element is in a value set; none when it has no code.
pub(crate) fn membership(value_set: &ValueSet, element: Element<'_>) -> Option<Membership> {
    let node = element.node()?;
    if let Some(text) = node.as_str() {
        return Some(value_set.contains(None, &text));
    }
    if let Some(codings) = node.get("coding") {
        let verdicts: Vec<Membership> = codings
            .items()
            .filter_map(|coding| of_coding(value_set, coding))
            .collect();
        return if verdicts.contains(&Membership::In) {
            Some(Membership::In)
        } else if verdicts.contains(&Membership::Unknown) {
            Some(Membership::Unknown)
        } else {
            verdicts.first().cloned()
        };
    }
    of_coding(value_set, node)
}

fn of_coding(value_set: &ValueSet, coding: Node<'_>) -> Option<Membership> {
    let code = coding.get("code")?.as_str()?;
    let system = coding.get("system").and_then(|system| system.as_str());
    match system {
        Some(system) => Some(value_set.contains(Some(&system), &code)),
        // Without its system a code means nothing; it is in no value set.
        None => Some(Membership::Out),
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

fn systems(element: Element<'_>) -> Vec<String> {
    let named = codings(element)
        .into_iter()
        .filter_map(|coding| Some(coding.get("system")?.as_str()?.into_owned()));
    named.collect()
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

/// A Coding's code is one of its system, where the system is known in full.
pub(crate) fn coded(walk: &mut Walk<'_>, element: Element<'_>) {
    if element.type_name() != Some("Coding") {
        return;
    }
    let Some(node) = element.node() else { return };
    let text = |name: &str| node.get(name).and_then(|node| node.as_str());
    let (Some(system), Some(code)) = (text("system"), text("code")) else {
        return;
    };
    match walk.registry().code_system(&system) {
        Some(known) if known.is_complete() => {
            // A version that is named may not be the one that is known.
            if !known.contains(&code)
                && text("version").is_none()
                && !walk.registry().is_code_elsewhere(&system, &code)
            {
                let severity = if system.starts_with(FROZEN) {
                    Severity::Error
                } else {
                    Severity::Warning
                };
                let message = format!("`{code}` is no code of the system {system}");
                walk.issue(
                    Some(node),
                    severity,
                    IssueType::CodeInvalid,
                    "code-known",
                    message,
                );
            }
        }
        _ if plausible(&system, &code) == Some(false) => {
            let message =
                format!("`{code}` has not the shape and check digit of a code of {system}");
            walk.error(
                Some(node),
                IssueType::CodeInvalid,
                "code-check-digit",
                message,
            );
        }
        _ => walk.unchecked(format!("codes of {system}")),
    }
}
