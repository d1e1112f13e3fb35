//! Discriminators: what tells the items of a slice from others (FHIR R4 "Profiling", section 5.1.0.14).

use crate::pack::{Discriminator, TypedJson};
use crate::schema::r4;

use super::profile::{Elements, Rule};
use super::registry::Registry;

/// A discriminator with what the slice has there.
#[derive(Debug)]
pub(crate) enum SliceTest {
    /// The value at the path is exactly this.
    Fixed(Vec<String>, TypedJson),
    /// The value at the path has this pattern.
    Pattern(Vec<String>, TypedJson),
    /// The code at the path is in this value set.
    Bound(Vec<String>, String),
    /// The value at the path has one of these types.
    Type(Vec<String>, Vec<String>),
    /// There is something at the path, or nothing.
    Exists(Vec<String>, bool),
}

/// What a slice has at a discriminator's path; none when it cannot be told.
pub(super) fn slice_test(
    rules: &Elements,
    slice: usize,
    by: &Discriminator,
    registry: &Registry,
) -> Option<SliceTest> {
    let Discriminator(kind, path) = by;
    let steps: Vec<String> = path
        .split('.')
        .filter(|step| !step.is_empty() && *step != "$this")
        .map(str::to_owned)
        .collect();
    if steps.iter().any(|step| step.contains('(')) {
        return None;
    }
    let found = descend(rules, slice, &steps);
    match kind.as_str() {
        "exists" => {
            let (rule, _) = found?;
            if rule.max == Some(0) {
                Some(SliceTest::Exists(steps, false))
            } else {
                (rule.min > 0).then_some(SliceTest::Exists(steps, true))
            }
        }
        "type" => {
            let (rule, _) = found?;
            Some(SliceTest::Type(
                steps,
                rule.types
                    .iter()
                    .map(|type_rule| type_rule.facts.code.clone())
                    .collect(),
            ))
        }
        "value" | "pattern" => {
            // A fixed or patterned ancestor on the path says what the value is as well as the element itself.
            if let Some(test) = found.and_then(|(rule, depth)| expected(rule, &steps[..depth])) {
                return Some(test);
            }
            for depth in (0..steps.len()).rev() {
                if let Some((rule, _)) = descend(rules, slice, &steps[..depth])
                    && let Some(test) = expected(rule, &steps[..depth])
                        .filter(|test| !matches!(test, SliceTest::Bound(..)))
                {
                    return Some(test);
                }
            }
            profiled(&rules[slice], &steps, registry)
        }
        _ => None,
    }
}

fn expected(rule: &Rule, steps: &[String]) -> Option<SliceTest> {
    if let Some(fixed) = &rule.fixed {
        return Some(SliceTest::Fixed(steps.to_vec(), fixed.clone()));
    }
    if let Some(pattern) = &rule.pattern {
        return Some(SliceTest::Pattern(steps.to_vec(), pattern.clone()));
    }
    let binding = rule
        .binding
        .as_ref()
        .filter(|binding| binding.strength == crate::pack::Strength::Required)?;
    Some(SliceTest::Bound(steps.to_vec(), binding.value_set.clone()?))
}

/// The rule at a path under a slice, and how many steps lead to it.
fn descend<'r>(rules: &'r Elements, from: usize, steps: &[String]) -> Option<(&'r Rule, usize)> {
    let mut rule = &rules[from];
    for step in steps {
        let child = rule
            .children
            .iter()
            .find(|child| rules[**child].name == *step)?;
        rule = &rules[*child];
    }
    Some((rule, steps.len()))
}

/// What the profile of the slice's type has at the path: extensions are told apart so.
fn profiled(rule: &Rule, steps: &[String], registry: &Registry) -> Option<SliceTest> {
    let [only] = rule.types.as_slice() else {
        return None;
    };
    let [profile] = only.facts.profiles.as_slice() else {
        return None;
    };
    if only.facts.code == "Extension" && steps == ["url"] {
        let url = profile.split('|').next().unwrap_or(profile);
        return Some(SliceTest::Fixed(
            steps.to_vec(),
            TypedJson("Uri".to_owned(), url.into()),
        ));
    }
    r4().type_info(&only.facts.code)?;
    let structure = registry.structure(profile)?;
    let element = structure
        .elements
        .iter()
        .find(|facts| facts.id == steps.join("."))?;
    let fixed = element
        .fixed
        .clone()
        .map(|value| SliceTest::Fixed(steps.to_vec(), value));
    fixed.or_else(|| {
        element
            .pattern
            .clone()
            .map(|value| SliceTest::Pattern(steps.to_vec(), value))
    })
}
