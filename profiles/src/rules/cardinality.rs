//! How often an element is there (FHIR R4 "ElementDefinition.min", "ElementDefinition.max").

use crate::fhirpath::Element;
use crate::json::Node;
use crate::validate::{IssueType, Profile, Rule, Walk};

/// Counts the children of one object.
pub(crate) struct Counts {
    /// How many items a child has, and under how many names when it is a choice.
    found: Vec<(u32, u32)>,
    first: usize,
}

impl Counts {
    pub(crate) fn new(definition: &Profile, rule: &Rule) -> Self {
        let children = definition.children(rule);
        let first = children.first().copied().unwrap_or(0);
        let last = children.last().copied().unwrap_or(0);
        Self {
            found: vec![(0, 0); last + 1 - first],
            first,
        }
    }

    pub(crate) fn add(&mut self, child: &Rule, _type_index: usize, items: u32) {
        if let Some((count, names)) = self.found.get_mut(child.index - self.first) {
            *count = count.saturating_add(items);
            *names += 1;
        }
    }

    pub(crate) fn check(
        &self,
        walk: &mut Walk<'_>,
        definition: &Profile,
        rule: &Rule,
        object: Node<'_>,
    ) {
        for child in definition.children(rule) {
            let child = &definition.rules[*child];
            let (count, names) = self.found[child.index - self.first];
            if count < child.min {
                too_few(walk, child, count, Some(object));
            }
            if child.max.is_some_and(|max| child.list && count > max) {
                too_many(walk, child, count, Some(object));
            }
            if child.choice && names > 1 {
                let message = format!("{} has one of its types, and {names} are there", child.name);
                walk.issue_at(
                    &child.name,
                    Some(object),
                    IssueType::Structure,
                    "choice-single",
                    message,
                );
            }
        }
    }
}

/// What a profile asks.
pub(crate) fn profiled(
    walk: &mut Walk<'_>,
    rule: &Rule,
    items: &[Element<'_>],
    parent: Element<'_>,
) {
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let at = parent.node().or(parent.sibling());
    if count < rule.min {
        too_few(walk, rule, count, at);
    }
    if rule.max.is_some_and(|max| count > max) {
        too_many(
            walk,
            rule,
            count,
            items
                .first()
                .and_then(|item| item.node().or(item.sibling()))
                .or(at),
        );
    }
}

fn too_few(walk: &mut Walk<'_>, rule: &Rule, count: u32, at: Option<Node<'_>>) {
    let least = rule.min;
    let message = format!(
        "{} must be there at least {least} time(s), and {count} are",
        rule.name
    );
    walk.issue_at(
        &rule.name,
        at,
        IssueType::Required,
        "cardinality-min",
        message,
    );
}

fn too_many(walk: &mut Walk<'_>, rule: &Rule, count: u32, at: Option<Node<'_>>) {
    let most = rule.max.unwrap_or(u32::MAX);
    let message = format!(
        "{} may be there at most {most} time(s), and {count} are",
        rule.name
    );
    walk.issue_at(
        &rule.name,
        at,
        IssueType::Structure,
        "cardinality-max",
        message,
    );
}
