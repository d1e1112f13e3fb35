//! Slices: how many items there are of each, in which order, and what else may be there (FHIR R4 "Profiling", section
//! 5.1.0.14).

use super::slice_membership::belongs;
use crate::fhirpath::Element;
use crate::pack::SlicingRules;
use crate::validate::{IssueType, Profile, Rule, RuleId, Slice, Slicing, Walk};

/// Checks the items of a sliced element: those that the walk holds from `first` on.
pub(crate) fn check<'a>(
    walk: &mut Walk<'a>,
    profile: &Profile,
    rule: &Rule,
    first: usize,
    parent: Element<'a>,
) {
    let items = walk.items[first..].iter().copied();
    let numbered: Vec<(usize, Element<'a>)> = items.enumerate().collect();
    sliced(walk, profile, rule, &numbered, parent);
}

/// Checks items, each with its place in the list, against the slices of a rule: of an element, or of a slice of it.
fn sliced<'a>(
    walk: &mut Walk<'a>,
    profile: &Profile,
    rule: &Rule,
    items: &[(usize, Element<'a>)],
    parent: Element<'a>,
) {
    let Some(slicing) = &rule.slicing else { return };
    let mut places: Vec<Taken> = vec![Taken::Free; items.len()];
    let mut decided = true;
    for (order, slice) in slicing.slices.iter().enumerate() {
        if slice.tests.is_empty() {
            decided = false;
            walk.findings
                .unchecked(format!("slice {} of {}", slice.name, profile.url));
            continue;
        }
        let mut own = Vec::new();
        for (at, (index, item)) in items.iter().enumerate() {
            let Some(context) = walk.context() else {
                return;
            };
            match belongs(walk.definitions(), context, &slice.tests, *item) {
                Some(true) => {
                    places[at] = Taken::By(order);
                    own.push((*index, *item));
                }
                Some(false) => {}
                None => {
                    decided = false;
                    places[at] = Taken::Perhaps;
                    walk.findings
                        .unchecked(format!("slice {} of {}", slice.name, profile.url));
                }
            }
        }
        one(walk, profile, slice, &own, parent, decided);
    }
    if decided {
        rest(walk, profile, rule, slicing, items, &places);
    }
}

/// Which slice an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Free,
    Perhaps,
    By(usize),
}

/// One slice with the items that belong to it.
fn one<'a>(
    walk: &mut Walk<'a>,
    profile: &Profile,
    slice: &Slice,
    items: &[(usize, Element<'a>)],
    parent: Element<'a>,
    decided: bool,
) {
    let own = &profile.rules[slice.rule];
    for (index, item) in items {
        walk.at_item(own, *index, item, |walk| {
            walk.constrained_item(profile, own, *item);
        });
    }
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let at = parent.node().or(parent.sibling());
    let path = || format!("{}:{}", own.name, slice.name);
    if count < own.min && decided {
        let message = format!(
            "{} has at least {} of the slice {}, and {count} are there",
            own.name, own.min, slice.name
        );
        walk.findings
            .error_at(&path(), at, IssueType::Required, RuleId::SliceMin, message);
    }
    if let Some(most) = own.max.filter(|max| count > *max) {
        let message = format!(
            "{} has at most {most} of the slice {}, and {count} are there",
            own.name, slice.name
        );
        walk.findings
            .error_at(&path(), at, IssueType::Structure, RuleId::SliceMax, message);
    }
    if own.is_sliced() && (decided || !items.is_empty()) {
        sliced(walk, profile, own, items, parent);
    }
}

/// The order of the slices, and the items outside of them.
fn rest<'a>(
    walk: &mut Walk<'a>,
    profile: &Profile,
    rule: &Rule,
    slicing: &Slicing,
    items: &[(usize, Element<'a>)],
    places: &[Taken],
) {
    let mut furthest = 0;
    let last = places
        .iter()
        .rposition(|place| matches!(place, Taken::By(_)));
    for ((index, item), (at, place)) in items.iter().zip(places.iter().enumerate()) {
        let fault = match place {
            Taken::By(order) if slicing.ordered && *order < furthest => Some((
                RuleId::SliceOrder,
                format!(
                    "an item of the slice {} comes after one of the slice {}, and the slices have an order",
                    slicing.slices[*order].name, slicing.slices[furthest].name
                ),
            )),
            Taken::By(order) => {
                furthest = furthest.max(*order);
                None
            }
            Taken::Perhaps => None,
            Taken::Free => match (slicing.default, slicing.rules) {
                (Some(default), _) => {
                    let default = &profile.rules[default];
                    walk.at_item(rule, *index, item, |walk| {
                        walk.constrained_item(profile, default, *item);
                    });
                    None
                }
                (None, SlicingRules::Closed) => Some((
                    RuleId::SliceClosed,
                    format!(
                        "this item is in none of the slices {}, and no other is allowed here",
                        names(slicing)
                    ),
                )),
                (None, SlicingRules::OpenAtEnd) if last.is_some_and(|last| at < last) => Some((
                    RuleId::SliceOpenAtEnd,
                    format!(
                        "this item is in none of the slices {}, so it comes after all of theirs",
                        names(slicing)
                    ),
                )),
                (None, _) => None,
            },
        };
        if let Some((id, message)) = fault {
            walk.at_item(rule, *index, item, |walk| {
                let at = item.node().or(item.sibling());
                walk.findings.error(at, IssueType::Structure, id, message);
            });
        }
    }
}

fn names(slicing: &Slicing) -> String {
    let names: Vec<&str> = slicing
        .slices
        .iter()
        .map(|slice| slice.name.as_str())
        .collect();
    names.join(", ")
}
