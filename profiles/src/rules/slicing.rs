//! Slices: which items belong to which, and how many there are of each (FHIR R4 "Profiling", section 5.1.0.14).

use crate::fhirpath::Element;
use crate::json::Node;
use crate::pack::SlicingRules;
use crate::terminology::Membership;
use crate::validate::{IssueType, Profile, Registry, Rule, SliceTest, Walk};

use super::{binding, fixed};

pub(crate) fn check<'a>(
    walk: &mut Walk<'a>,
    profile: &Profile,
    rule: &Rule,
    items: &[Element<'a>],
    parent: Element<'a>,
) {
    let Some(slicing) = &rule.slicing else { return };
    let mut taken = vec![false; items.len()];
    let mut decided = true;
    for slice in &slicing.slices {
        if slice.tests.is_empty() {
            decided = false;
            walk.unchecked(format!("slice {} of {}", slice.name, profile.url));
            continue;
        }
        let own = &profile.rules[slice.rule];
        let mut count = 0;
        for (index, item) in items.iter().enumerate() {
            match belongs(walk.registry(), &slice.tests, *item) {
                Some(true) => {}
                Some(false) => continue,
                None => {
                    decided = false;
                    taken[index] = true;
                    continue;
                }
            }
            taken[index] = true;
            count += 1;
            walk.at_item(rule, index, item, |walk| {
                walk.constrained_item(profile, own, *item)
            });
        }
        let at = parent.node().or(parent.sibling());
        if count < own.min && decided {
            let message = format!(
                "{} has at least {} of the slice {}, and {count} are there",
                rule.name, own.min, slice.name
            );
            walk.issue_at(
                &slice_path(rule, &slice.name),
                at,
                IssueType::Required,
                "slice-min",
                message,
            );
        }
        if own.max.is_some_and(|max| count > max) {
            let most = own.max.unwrap_or_default();
            let message = format!(
                "{} has at most {most} of the slice {}, and {count} are there",
                rule.name, slice.name
            );
            walk.issue_at(
                &slice_path(rule, &slice.name),
                at,
                IssueType::Structure,
                "slice-max",
                message,
            );
        }
    }
    if !decided || slicing.rules == SlicingRules::Open {
        return;
    }
    for (index, item) in items.iter().enumerate() {
        let later_taken = taken[index + 1..].contains(&true);
        if taken[index] || (slicing.rules == SlicingRules::OpenAtEnd && !later_taken) {
            continue;
        }
        walk.at_item(rule, index, item, |walk| {
            let names: Vec<&str> = slicing
                .slices
                .iter()
                .map(|slice| slice.name.as_str())
                .collect();
            let message = format!(
                "this item is in none of the slices {}, and no other is allowed here",
                names.join(", ")
            );
            walk.error(
                item.node().or(item.sibling()),
                IssueType::Structure,
                "slice-closed",
                message,
            );
        });
    }
}

fn slice_path(rule: &Rule, slice: &str) -> String {
    format!("{}:{slice}", rule.name)
}

/// Whether an item belongs to a slice; none when that cannot be told.
pub(crate) fn belongs(registry: &Registry, tests: &[SliceTest], item: Element<'_>) -> Option<bool> {
    let mut known = true;
    for test in tests {
        match meets(registry, test, item) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = false,
        }
    }
    known.then_some(true)
}

fn meets(registry: &Registry, test: &SliceTest, item: Element<'_>) -> Option<bool> {
    let any = |steps: &[String], check: &dyn Fn(Node<'_>) -> bool| {
        reach(item, steps)
            .iter()
            .any(|found| found.node().is_some_and(check))
    };
    Some(match test {
        SliceTest::Fixed(steps, value) => any(steps, &|node| fixed::equals(node, &value.1)),
        SliceTest::Pattern(steps, value) => any(steps, &|node| fixed::has_pattern(node, &value.1)),
        SliceTest::Exists(steps, wanted) => reach(item, steps).is_empty() != *wanted,
        SliceTest::Type(steps, types) => reach(item, steps).iter().any(|found| {
            found
                .info()
                .is_some_and(|info| types.iter().any(|name| info.derives_from(name)))
        }),
        SliceTest::Bound(steps, url) => {
            let value_set = registry.value_set(url)?;
            let mut verdict = Some(false);
            for found in reach(item, steps) {
                match binding::membership(&value_set, found) {
                    Some(Membership::In) => return Some(true),
                    Some(Membership::Unknown) => verdict = None,
                    _ => {}
                }
            }
            return verdict;
        }
    })
}

/// The elements at a path.
fn reach<'a>(item: Element<'a>, steps: &[String]) -> Vec<Element<'a>> {
    let mut found = vec![item];
    for step in steps {
        let mut next = Vec::new();
        for element in found {
            element.each_child(step, |child| next.push(child));
        }
        found = next;
    }
    found
}
