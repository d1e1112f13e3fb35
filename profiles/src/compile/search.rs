//! Facts of search parameters and compartments.

use std::collections::BTreeMap;

use super::fields::{items, text, texts};
use crate::json::Node;
use crate::pack::{CompartmentFacts, SearchFacts};

/// Adds a SearchParameter to the facts of every resource type that it is for.
pub(super) fn search_parameter(
    node: Node<'_>,
    by_type: &mut BTreeMap<String, Vec<SearchFacts>>,
) -> Option<()> {
    let (code, url, kind) = (text(node, "code")?, text(node, "url")?, text(node, "type")?);
    let expression = text(node, "expression");
    let components = items(node, "component")
        .filter_map(|component| {
            Some((
                text(component, "definition")?,
                text(component, "expression")?,
            ))
        })
        .collect::<Vec<_>>();
    for base in texts(node, "base") {
        let own = SearchFacts {
            code: code.clone(),
            url: url.clone(),
            kind: kind.clone(),
            expression: expression
                .as_deref()
                .map(|expression| part_for(expression, &base)),
            targets: texts(node, "target"),
            comparators: texts(node, "comparator"),
            modifiers: texts(node, "modifier"),
            chains: texts(node, "chain"),
            multiple_or: node.get("multipleOr").and_then(Node::as_bool),
            multiple_and: node.get("multipleAnd").and_then(Node::as_bool),
            components: components.clone(),
        };
        by_type.entry(base).or_default().push(own);
    }
    Some(())
}

/// The parts of a union that are about `base`; all of it when none names a type.
fn part_for(expression: &str, base: &str) -> String {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0, false);
    for (at, byte) in expression.bytes().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth -= 1,
            b'|' if !quoted && depth == 0 => {
                parts.push(expression[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(expression[start..].trim());
    let about = |part: &&str| {
        let part = part.trim_start_matches(['(', ' ']);
        part.strip_prefix(base)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let own: Vec<&str> = parts.iter().copied().filter(about).collect();
    if own.is_empty() {
        expression.trim().to_owned()
    } else {
        own.join(" | ")
    }
}

/// The facts of a CompartmentDefinition, with its code.
pub(super) fn compartment(node: Node<'_>) -> Option<(String, CompartmentFacts)> {
    let resources = items(node, "resource").filter_map(|resource| {
        let parameters = texts(resource, "param");
        Some((text(resource, "code")?, parameters)).filter(|(_, parameters)| !parameters.is_empty())
    });
    Some((text(node, "code")?, resources.collect()))
}

#[cfg(test)]
mod tests {
    use super::part_for;

    #[test]
    fn unions_are_cut_by_type() {
        let union = "Patient.telecom.where(system='a|b') | Person.telecom | (PatientX.a as b)";
        assert_eq!(
            part_for(union, "Patient"),
            "Patient.telecom.where(system='a|b')"
        );
        assert_eq!(part_for("name | alias", "InsurancePlan"), "name | alias");
        assert_eq!(
            part_for("(Goal.target.due as date)", "Goal"),
            "(Goal.target.due as date)"
        );
    }
}
