//! Whether an item belongs to a slice (FHIR R4 "ElementDefinition.slicing.discriminator").

use super::{binding, fixed, reference};
use crate::fhirpath::{Context, Element};
use crate::json::Node;
use crate::schema::r4;
use crate::terminology::Membership;
use crate::validate::{KnownDefinitions, SliceTest, Step};

/// Whether an item belongs to a slice; none when that cannot be told.
pub(crate) fn belongs<'a>(
    definitions: &KnownDefinitions,
    context: &Context<'a>,
    tests: &[SliceTest],
    item: Element<'a>,
) -> Option<bool> {
    let mut known = true;
    for test in tests {
        match meets(definitions, context, test, item) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = false,
        }
    }
    known.then_some(true)
}

fn meets<'a>(
    definitions: &KnownDefinitions,
    context: &Context<'a>,
    test: &SliceTest,
    item: Element<'a>,
) -> Option<bool> {
    let any = |steps: &[Step], check: &dyn Fn(Node<'_>) -> bool| {
        verdict(context, item, steps, |found| {
            Some(found.node().is_some_and(check))
        })
    };
    match test {
        SliceTest::Fixed(steps, value) => any(steps, &|node| fixed::equals(node, &value.1)),
        SliceTest::Pattern(steps, value) => any(steps, &|node| fixed::has_pattern(node, &value.1)),
        SliceTest::Exists(steps, wanted) => {
            let there = verdict(context, item, steps, |_| Some(true));
            there.map(|there| there == *wanted)
        }
        SliceTest::Type(steps, names) => of_type(context, item, steps, names),
        SliceTest::Profile(steps, profiles) => verdict(context, item, steps, |found| {
            conforms(context, found, profiles)
        }),
        SliceTest::Bound(steps, url) => {
            let value_set = definitions.value_set(url)?;
            verdict(context, item, steps, |found| {
                match binding::membership(&value_set, found) {
                    Some(Membership::In) => Some(true),
                    Some(Membership::Unknown) => None,
                    _ => Some(false),
                }
            })
        }
        SliceTest::All(tests) => belongs(definitions, context, tests, item),
    }
}

fn of_type<'a>(
    context: &Context<'a>,
    item: Element<'a>,
    steps: &[Step],
    names: &[String],
) -> Option<bool> {
    if let Some((Step::Resolve, before)) = steps.split_last() {
        // A reference often names the type of what it leads to, and so need not be followed.
        return verdict(context, item, before, |found| {
            let name = reference::target_type(context, found)?;
            let info = r4().type_info(name)?;
            Some(names.iter().any(|wanted| info.derives_from(wanted)))
        });
    }
    verdict(context, item, steps, |found| {
        let info = found.info()?;
        Some(names.iter().any(|name| info.derives_from(name)))
    })
}

fn conforms<'a>(context: &Context<'a>, found: Element<'a>, profiles: &[String]) -> Option<bool> {
    let mut known = true;
    for profile in profiles {
        match context.environment.conforms_to(found, profile, context) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => known = false,
        }
    }
    known.then_some(false)
}

/// Whether one of the elements at a path passes; none when that cannot be told.
fn verdict<'a>(
    context: &Context<'a>,
    item: Element<'a>,
    steps: &[Step],
    passes: impl Fn(Element<'a>) -> Option<bool>,
) -> Option<bool> {
    let mut verdict = Some(false);
    let complete = reach(context, item, steps, &mut |found| {
        if verdict != Some(true) {
            match passes(found) {
                Some(false) => {}
                told => verdict = told,
            }
        }
    });
    verdict.filter(|passed| *passed || complete)
}

/// Visits the elements at a path; tells whether all references on the way lead to something that is at hand.
fn reach<'a>(
    context: &Context<'a>,
    element: Element<'a>,
    steps: &[Step],
    visit: &mut dyn FnMut(Element<'a>),
) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        visit(element);
        return true;
    };
    let mut complete = true;
    let mut next = |element| complete &= reach(context, element, rest, visit);
    match step {
        Step::Child(name) => element.each_named(name, next),
        Step::Extension(url) => element.each_child("extension", |child| {
            let own = child.node().and_then(|node| node.get("url")?.as_str());
            if own.is_some_and(|own| own == url.as_str()) {
                next(child);
            }
        }),
        Step::OfType(name) => {
            if element.info().is_some_and(|info| info.derives_from(name)) {
                next(element);
            }
        }
        Step::Resolve => {
            let target = element
                .node()
                .and_then(|node| node.get("reference")?.as_str())
                .and_then(|to| context.environment.resolve(&to, context));
            match target {
                Some(target) => next(target),
                None => return false,
            }
        }
    }
    complete
}
