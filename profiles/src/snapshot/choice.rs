//! Choices of type, and names that stand for one of them (FHIR R4 "Formats", section 2.6.0.3, "Choice of Data Types";
//! "Profiling FHIR", section 5.1.0.13, "Slicing by type").

use std::collections::{BTreeSet, HashMap};

use super::tree::{Branch, is_too_deep};
use crate::pack::{Discriminator, SlicingFacts, SlicingRules};

/// `value[x]` and `Quantity` for `valueQuantity`, when there is such a choice among the children.
pub(super) fn renamed(parent: &Branch, name: &str) -> Option<(String, String)> {
    let mut children = parent.children.iter();
    children.find_map(|child| Some((child.name.clone(), type_of_slice(child, name)?)))
}

/// The type whose name ends the name of a choice; only the first letter may be of another case.
fn type_of(choice: &Branch, suffix: &str) -> Option<String> {
    let types = choice.facts.types.iter().map(|facts| facts.code.as_str());
    types
        .filter(|code| code.eq_ignore_ascii_case(suffix) && code.get(1..) == suffix.get(1..))
        .map(str::to_owned)
        .next()
}

/// The type that a slice of a choice is for, when its name is that of the choice with that type.
pub(super) fn type_of_slice(choice: &Branch, slice: &str) -> Option<String> {
    let stem = choice.name.strip_suffix("[x]")?;
    type_of(choice, slice.strip_prefix(stem)?)
}

/// A choice that must be what the slice of this name is can be nothing else.
pub(super) fn settle(choice: &mut Branch, slice: &str) {
    let Some(code) = type_of_slice(choice, slice).filter(|_| choice.facts.max == Some(1)) else {
        return;
    };
    choice.facts.min = 1;
    choice.facts.types.retain(|facts| facts.code == code);
    if let Some(slicing) = &mut choice.facts.slicing {
        slicing.rules = SlicingRules::Closed;
    }
}

/// Slicing by type, which a choice has without being told so.
pub(super) fn slicing(rules: SlicingRules) -> SlicingFacts {
    SlicingFacts {
        discriminators: vec![Discriminator("type".to_owned(), "$this".to_owned())],
        rules,
        ordered: false,
    }
}

/// Slicing by URL, which extensions have without being told so (FHIR R4 "Profiling FHIR", section 5.1.0.8).
pub(super) fn extensions() -> SlicingFacts {
    SlicingFacts {
        discriminators: vec![Discriminator("value".to_owned(), "url".to_owned())],
        rules: SlicingRules::Open,
        ordered: false,
    }
}

/// The names that a differential uses inside of each element. `valueQuantity` alone narrows `value[x]` to a quantity;
/// beside `valueString` it is a slice.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, BTreeSet<String>>);

impl Names {
    /// The names in the ids of a differential.
    pub(super) fn of(ids: &[String]) -> Self {
        let mut found = Self::default();
        for id in ids.iter().filter(|id| !is_too_deep(id)) {
            let mut rest = id.as_str();
            while let Some((parent, name)) = rest.rsplit_once('.') {
                found.add(parent, name);
                rest = parent;
            }
            found.add("", rest);
        }
        found
    }

    fn add(&mut self, parent: &str, name: &str) {
        match self.0.get_mut(parent) {
            Some(names) if names.contains(name) => {}
            Some(names) => drop(names.insert(name.to_owned())),
            None => drop(
                self.0
                    .insert(parent.to_owned(), BTreeSet::from([name.to_owned()])),
            ),
        }
    }

    /// Whether more than one of the names inside of `parent` stands for a type of the choice.
    pub(super) fn several(&self, parent: &str, choice: &Branch) -> bool {
        let names = self.0.get(parent).into_iter().flatten();
        let types = names.filter_map(|name| type_of_slice(choice, name.split(':').next()?));
        types.collect::<BTreeSet<_>>().len() > 1
    }
}
