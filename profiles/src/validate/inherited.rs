//! What a profile's snapshot repeats from the type it constrains, so that it is not asked twice.

use std::collections::HashMap;

use super::known_definitions::{KnownDefinitions, STRUCTURES};
use crate::pack::{ElementFacts, Structure, TypeFacts};

/// Invariants that a profile's snapshot repeats from the types below it: those are checked where they belong.
#[derive(Debug, Default)]
pub(super) struct Inherited {
    base: HashMap<String, ElementFacts>,
    by_type: HashMap<String, Vec<String>>,
}

impl Inherited {
    pub(super) fn of(structure: &Structure, definitions: &KnownDefinitions) -> Self {
        let keys = |facts: &ElementFacts| {
            facts
                .constraints
                .iter()
                .map(|constraint| constraint.key.clone())
                .collect::<Vec<_>>()
        };
        let mut found = Self::default();
        if let Some(base) = definitions.structure(&format!("{STRUCTURES}{}", structure.type_name)) {
            found.base = base
                .elements
                .into_iter()
                .map(|facts| (facts.id.clone(), facts))
                .collect();
        }
        let types = structure
            .elements
            .iter()
            .flat_map(|facts| &facts.types)
            .map(|facts| facts.code.clone());
        for code in types {
            found.by_type.entry(code).or_insert_with_key(|code| {
                let structure = definitions.structure(&format!("{STRUCTURES}{code}"));
                let root = structure.and_then(|structure| structure.elements.first().map(keys));
                root.unwrap_or_default()
            });
        }
        found
    }

    /// Whether an element of a profile asks for more than the element of the type does.
    pub(super) fn asks_more(&self, facts: &ElementFacts) -> bool {
        let own = facts.fixed.is_some()
            || facts.pattern.is_some()
            || facts.max_length.is_some()
            || facts.min_value.is_some()
            || facts.max_value.is_some()
            || facts.id.contains(':');
        own || match self.base.get(&facts.id) {
            Some(base) => {
                (facts.min, facts.max) != (base.min, base.max)
                    || facts.binding != base.binding
                    || facts.types != base.types
            }
            None => {
                let narrowed = facts
                    .types
                    .iter()
                    .any(|found| !found.profiles.is_empty() || !found.targets.is_empty());
                facts.min > 0 || facts.max == Some(0) || facts.binding.is_some() || narrowed
            }
        }
    }

    pub(super) fn has(&self, path: &str, types: &[TypeFacts], key: &String) -> bool {
        self.base.get(path).is_some_and(|facts| {
            facts
                .constraints
                .iter()
                .any(|constraint| constraint.key == *key)
        }) || types.iter().any(|facts| {
            self.by_type
                .get(&facts.code)
                .is_some_and(|keys| keys.contains(key))
        })
    }
}
