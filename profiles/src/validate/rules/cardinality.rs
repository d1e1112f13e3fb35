//! How often an element is there (FHIR R4 "ElementDefinition.min", "ElementDefinition.max").

use crate::fhirpath::Element;
use crate::json::Node;
use crate::validate::{Findings, IssueType, Profile, Rule, RuleId};

/// How often a child of an object is there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    items: u32,
    /// Under how many names, when it is a choice.
    names: u32,
}

impl Count {
    /// Counts the items under one name.
    pub(crate) fn add(&mut self, items: u32) {
        self.items = self.items.saturating_add(items);
        self.names += 1;
    }
}

/// What FHIR itself asks; `counts` are those of the object's children.
pub(crate) fn check(
    findings: &mut Findings<'_>,
    definition: &Profile,
    rule: &Rule,
    counts: &[Count],
    object: Node<'_>,
) {
    let children = definition.children(rule);
    for place in &definition.shared(rule).limited_children {
        let child = &definition.rules[children[*place]];
        let Count { items, names } = counts[*place];
        if items < child.min {
            too_few(findings, child, items, Some(object));
        }
        if child.max.is_some_and(|max| child.list && items > max) {
            too_many(findings, child, items, Some(object));
        }
        if child.choice && names > 1 {
            let message = format!("{} has one of its types, and {names} are there", child.name);
            findings.error_at(
                &child.name,
                Some(object),
                IssueType::Structure,
                RuleId::ChoiceSingle,
                message,
            );
        }
    }
}

/// What a profile asks of how many items there are.
pub(crate) fn profiled<'a>(
    findings: &mut Findings<'a>,
    rule: &Rule,
    count: usize,
    first: Option<Element<'a>>,
    parent: Element<'a>,
) {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let at = parent.node().or(parent.sibling());
    if count < rule.min {
        too_few(findings, rule, count, at);
    }
    if rule.max.is_some_and(|max| count > max) {
        let first = first.and_then(|item| item.node().or(item.sibling()));
        too_many(findings, rule, count, first.or(at));
    }
}

fn too_few(findings: &mut Findings<'_>, rule: &Rule, count: u32, at: Option<Node<'_>>) {
    let least = rule.min;
    let message = format!(
        "{} must be there at least {least} time(s), and {count} are",
        rule.name
    );
    findings.error_at(
        &rule.name,
        at,
        IssueType::Required,
        RuleId::CardinalityMin,
        message,
    );
}

fn too_many(findings: &mut Findings<'_>, rule: &Rule, count: u32, at: Option<Node<'_>>) {
    let most = rule.max.unwrap_or(u32::MAX);
    let message = format!(
        "{} may be there at most {most} time(s), and {count} are",
        rule.name
    );
    findings.error_at(
        &rule.name,
        at,
        IssueType::Structure,
        RuleId::CardinalityMax,
        message,
    );
}
