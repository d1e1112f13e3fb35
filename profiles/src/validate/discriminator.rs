//! Discriminators: what tells the items of a slice from others (FHIR R4 "Profiling", section 5.1.0.14; paths by
//! "ElementDefinition.slicing.discriminator").

use std::sync::Arc;

use super::known_definitions::KnownDefinitions;
use super::profile::Elements;
use super::rule::Rule;
use crate::json::Name;
use crate::pack::{
    Binding, Discriminator, ElementFacts, Strength, Structure, TypeFacts, TypedJson,
};

/// One step of a discriminator's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// An element inside.
    Child(Name),
    /// `extension('url')`.
    Extension(String),
    /// `resolve()`: what the reference leads to.
    Resolve,
    /// `ofType(name)`.
    OfType(String),
}

/// A discriminator with what the slice has there.
#[derive(Debug)]
pub(crate) enum SliceTest {
    /// The value at the path is exactly this.
    Fixed(Vec<Step>, TypedJson),
    /// The value at the path has this pattern.
    Pattern(Vec<Step>, TypedJson),
    /// The code at the path is in this value set.
    Bound(Vec<Step>, String),
    /// The value at the path has one of these types.
    Type(Vec<Step>, Vec<String>),
    /// What is at the path meets one of these profiles.
    Profile(Vec<Step>, Vec<String>),
    /// There is something at the path, or nothing.
    Exists(Vec<Step>, bool),
    /// All of these: a value that is told apart by more than one of its members.
    All(Vec<SliceTest>),
}

/// What a slice has at a discriminator's path; none when it cannot be told.
pub(super) fn slice_test(
    rules: &Elements,
    slice: usize,
    by: &Discriminator,
    definitions: &KnownDefinitions,
) -> Option<SliceTest> {
    let Discriminator(kind, path) = by;
    let steps = steps(path)?;
    let start = Place::Own(rules, slice);
    let found = descend(start.clone(), &steps, definitions);
    match kind.as_str() {
        "exists" => {
            let place = found?;
            if place.facts().max == Some(0) {
                Some(SliceTest::Exists(steps, false))
            } else {
                (place.facts().min > 0).then_some(SliceTest::Exists(steps, true))
            }
        }
        "type" => {
            let names = match steps.split_last() {
                // What a reference may lead to stands where the reference is.
                Some((Step::Resolve, before)) => {
                    let place = descend(start, before, definitions)?;
                    let facts = place.facts();
                    let targets = facts.types.flat_map(|facts| &facts.targets);
                    let names = targets.map(|target| definitions.target_type(target));
                    names
                        .map(|name| name.map(|name| name.to_string()))
                        .collect::<Option<Vec<_>>>()?
                }
                _ => found?
                    .facts()
                    .types
                    .map(|facts| facts.code.clone())
                    .collect(),
            };
            (!names.is_empty()).then_some(SliceTest::Type(steps, names))
        }
        "profile" => {
            let profiles = profiles_at(start, &steps, definitions);
            (!profiles.is_empty()).then_some(SliceTest::Profile(steps, profiles))
        }
        "value" | "pattern" => {
            if let Some(test) = found.as_ref().and_then(|place| place.expected(&steps)) {
                return Some(test);
            }
            // A fixed or patterned ancestor on the path says what the value is as well as the element itself.
            for depth in (0..steps.len()).rev() {
                let ancestor = descend(start.clone(), &steps[..depth], definitions)
                    .and_then(|place| place.valued(&steps[..depth]));
                if ancestor.is_some() {
                    return ancestor;
                }
            }
            if let [Step::Child(name)] = steps.as_slice()
                && &**name == "url"
                && let Some(profile) = start.only_profile()
            {
                // An extension is told by its URL, even where nothing is known of its definition.
                let url = profile.split('|').next().unwrap_or(&profile);
                let fixed = TypedJson("Uri".to_owned(), url.into());
                return Some(SliceTest::Fixed(steps, fixed));
            }
            let inside = found.map(|place| place.inside(&steps)).unwrap_or_default();
            (!inside.is_empty()).then_some(SliceTest::All(inside))
        }
        _ => None,
    }
}

/// The steps of a path; none for what no discriminator may have.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path.trim();
    while !rest.is_empty() {
        // A dot inside of parentheses is part of a URL.
        let mut depth = 0_u32;
        let end = rest
            .find(|c| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && c == '.'
            })
            .unwrap_or(rest.len());
        let step = &rest[..end];
        rest = rest[end..].trim_start_matches('.');
        let argument = |name: &str| {
            let inner = step.strip_prefix(name)?.strip_suffix(')')?;
            Some(inner.trim().trim_matches(['\'', '"']).to_owned())
        };
        if step == "$this" {
        } else if step == "resolve()" {
            steps.push(Step::Resolve);
        } else if let Some(url) = argument("extension(") {
            steps.push(Step::Extension(url));
        } else if let Some(name) = argument("ofType(") {
            steps.push(Step::OfType(name));
        } else if step.contains('(') {
            return None;
        } else {
            steps.push(Step::Child(Name::new(step)));
        }
    }
    Some(steps)
}

/// A place in a definition: in the profile that is being compiled, or in another one that it leads to.
#[derive(Clone)]
enum Place<'r> {
    Own(&'r Elements, usize),
    Other(Arc<Structure>, usize),
}

/// What a definition says at a place.
struct Facts<'p, T> {
    min: u32,
    max: Option<u32>,
    types: T,
    fixed: Option<&'p TypedJson>,
    pattern: Option<&'p TypedJson>,
    binding: Option<&'p Binding>,
}

impl<'r> Place<'r> {
    fn of(canonical: &str, definitions: &KnownDefinitions) -> Option<Self> {
        Some(Place::Other(Arc::new(definitions.structure(canonical)?), 0))
    }

    fn facts(&self) -> Facts<'_, Box<dyn Iterator<Item = &TypeFacts> + '_>> {
        match self {
            Place::Own(rules, at) => {
                let rule: &Rule = &rules[*at];
                Facts {
                    min: rule.min,
                    max: rule.max,
                    types: Box::new(rule.types.iter().map(|found| &found.facts)),
                    fixed: rule.fixed.as_ref(),
                    pattern: rule.pattern.as_ref(),
                    binding: rule.binding.as_ref().map(|bound| &bound.facts),
                }
            }
            Place::Other(structure, at) => {
                let facts: &ElementFacts = &structure.elements[*at];
                Facts {
                    min: facts.min,
                    max: facts.max,
                    types: Box::new(facts.types.iter()),
                    fixed: facts.fixed.as_ref(),
                    pattern: facts.pattern.as_ref(),
                    binding: facts.binding.as_ref(),
                }
            }
        }
    }

    /// The elements directly inside, with their ids; slices of them too.
    fn children(&self) -> Vec<(String, Place<'r>)> {
        let ids: Vec<&str> = match self {
            Place::Own(rules, _) => rules.iter().map(|rule| rule.id.as_str()).collect(),
            Place::Other(structure, _) => {
                let ids = structure.elements.iter().map(|facts| facts.id.as_str());
                ids.collect()
            }
        };
        let at = match self {
            Place::Own(_, at) | Place::Other(_, at) => *at,
        };
        let own = ids[at];
        let mut found = Vec::new();
        for (index, id) in ids.iter().enumerate().skip(at + 1) {
            let inside = if own.is_empty() {
                Some(*id)
            } else {
                id.strip_prefix(own).and_then(|rest| rest.strip_prefix('.'))
            };
            if let Some(name) = inside.filter(|name| !name.is_empty() && !name.contains('.')) {
                let place = match self {
                    Place::Own(rules, _) => Place::Own(rules, index),
                    Place::Other(structure, _) => Place::Other(structure.clone(), index),
                };
                found.push((name.to_owned(), place));
            }
        }
        found
    }

    fn child(&self, name: &str) -> Option<Place<'r>> {
        let named = |id: &str| id == name || id.strip_suffix("[x]") == Some(name);
        let children = self.children();
        children
            .into_iter()
            .find(|(id, _)| named(id))
            .map(|(_, place)| place)
    }

    /// The profile of the only type, where there is one.
    fn only_profile(&self) -> Option<String> {
        let facts = self.facts();
        let mut profiles = facts.types.flat_map(|facts| &facts.profiles);
        let first = profiles.next()?;
        profiles.next().is_none().then(|| first.clone())
    }

    fn valued(&self, steps: &[Step]) -> Option<SliceTest> {
        let facts = self.facts();
        if let Some(fixed) = facts.fixed {
            return Some(SliceTest::Fixed(steps.to_vec(), fixed.clone()));
        }
        let pattern = facts.pattern?;
        Some(SliceTest::Pattern(steps.to_vec(), pattern.clone()))
    }

    fn expected(&self, steps: &[Step]) -> Option<SliceTest> {
        self.valued(steps).or_else(|| {
            let facts = self.facts();
            let binding = facts
                .binding
                .filter(|binding| binding.strength == Strength::Required)?;
            Some(SliceTest::Bound(steps.to_vec(), binding.value_set.clone()?))
        })
    }

    /// What the members say where the element itself has no fixed value: a code with its system, say.
    fn inside(&self, steps: &[Step]) -> Vec<SliceTest> {
        let mut found = Vec::new();
        for (name, place) in self.children() {
            if place.facts().min == 0 || name.contains(':') {
                continue;
            }
            let mut path = steps.to_vec();
            path.push(Step::Child(Name::new(name.trim_end_matches("[x]"))));
            match place.valued(&path) {
                Some(test) => found.push(test),
                None => found.extend(place.inside(&path)),
            }
        }
        found
    }
}

/// The place that a path leads to.
fn descend<'r>(
    start: Place<'r>,
    steps: &[Step],
    definitions: &KnownDefinitions,
) -> Option<Place<'r>> {
    let mut place = start;
    for step in steps {
        place = match step {
            Step::OfType(_) => place,
            Step::Child(name) => match place.child(name) {
                Some(child) => child,
                None => through_type(&place, name, definitions)?,
            },
            Step::Extension(url) => extension(&place, url, definitions)?,
            Step::Resolve => {
                let facts = place.facts();
                let mut targets = facts.types.flat_map(|facts| &facts.targets);
                let target = targets.next().filter(|_| targets.next().is_none())?;
                Place::of(target, definitions)?
            }
        };
    }
    Some(place)
}

/// What the profile of an element's type has inside; extensions are told apart so.
fn through_type<'r>(
    place: &Place<'r>,
    name: &str,
    definitions: &KnownDefinitions,
) -> Option<Place<'r>> {
    Place::of(&place.only_profile()?, definitions)?.child(name)
}

/// The slice of an element's extensions that has this URL.
fn extension<'r>(
    place: &Place<'r>,
    url: &str,
    definitions: &KnownDefinitions,
) -> Option<Place<'r>> {
    let slices = place.children().into_iter();
    let slice = slices
        .filter(|(name, _)| name.starts_with("extension:"))
        .map(|(_, slice)| slice)
        .find(|slice| {
            let fixed = slice.child("url").and_then(|found| {
                let facts = found.facts();
                facts.fixed.map(|fixed| fixed.1 == url)
            });
            fixed.unwrap_or_else(|| {
                let profile = slice.only_profile();
                profile.is_some_and(|profile| profile.split('|').next() == Some(url))
            })
        })?;
    match slice.only_profile() {
        Some(profile) => Place::of(&profile, definitions),
        None => Some(slice),
    }
}

/// The profiles that what stands at the path must meet.
fn profiles_at(start: Place<'_>, steps: &[Step], definitions: &KnownDefinitions) -> Vec<String> {
    // What a reference leads to has its profiles where the reference is.
    let (steps, resolved) = match steps.split_last() {
        Some((Step::Resolve, before)) => (before, true),
        _ => (steps, false),
    };
    let Some(place) = descend(start, steps, definitions) else {
        return Vec::new();
    };
    let facts = place.facts();
    let named = facts.types.flat_map(|facts| {
        if resolved {
            &facts.targets
        } else {
            &facts.profiles
        }
    });
    named.cloned().collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("$this", vec![])]
    #[case("$this.code", vec![Step::Child(Name::new("code"))])]
    #[case("extension('http://example.org/a.b').value", vec![
        Step::Extension("http://example.org/a.b".to_owned()), Step::Child(Name::new("value"))])]
    #[case("subject.resolve().ofType(Patient)", vec![
        Step::Child(Name::new("subject")), Step::Resolve, Step::OfType("Patient".to_owned())])]
    fn paths_have_steps(#[case] path: &str, #[case] expected: Vec<Step>) {
        assert_eq!(steps(path), Some(expected));
    }

    #[test]
    fn other_functions_are_no_steps() {
        assert_eq!(steps("code.first()"), None);
    }
}
