//! A value set expanded from what is known of it (FHIR R4 "ValueSet", section 4.9.5).

use std::collections::{HashMap, HashSet};

use super::form::{is_grammar, well_formed};
use crate::pack::{IncludeFacts, ValueSetFacts};
use crate::validate::KnownDefinitions;

/// Whether a code is in a value set. Of several codes the greatest decides: one that is in it is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Membership {
    Out,
    /// It depends on a code system that no pack carries.
    Unknown,
    In,
}

/// What is known of one code system in a value set.
#[derive(Debug, Clone, Default)]
struct Part {
    codes: HashSet<String>,
    /// Other codes of the system may belong to the value set too.
    open: bool,
    /// Every code of the system belongs to the value set.
    whole: bool,
}

/// Codes by system.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValueSet {
    parts: HashMap<String, Part>,
    /// Something that belongs to it is not known at all.
    open: bool,
}

/// Value sets that import each other further than this are cyclic.
const MAX_IMPORTS: usize = 16;

impl ValueSet {
    /// Expands a value set that others import, `depth` levels up; nothing is known of what lies too deep.
    pub(crate) fn expand(
        facts: &ValueSetFacts,
        definitions: &KnownDefinitions,
        depth: usize,
    ) -> Self {
        let mut set = Self::default();
        if depth > MAX_IMPORTS {
            set.open = true;
            return set;
        }
        for include in &facts.include {
            let part = Self::include(include, definitions, depth);
            set.open |= part.open;
            for (system, found) in part.parts {
                let own = set.parts.entry(system).or_default();
                own.codes.extend(found.codes);
                own.open |= found.open;
                own.whole |= found.whole;
            }
        }
        for exclude in &facts.exclude {
            let part = Self::include(exclude, definitions, depth);
            for (system, found) in part.parts {
                if let Some(own) = set.parts.get_mut(&system) {
                    own.codes.retain(|code| !found.codes.contains(code));
                    // Of an exclusion that is not known in full, any code may be one.
                    if found.open {
                        own.codes.clear();
                        own.open = true;
                        own.whole = false;
                    }
                }
            }
        }
        set
    }

    fn include(include: &IncludeFacts, definitions: &KnownDefinitions, depth: usize) -> Self {
        let mut found: Option<Self> = include.system.as_ref().map(|system| {
            let part = Self::system_part(system, include, definitions);
            Self {
                parts: HashMap::from([(system.clone(), part)]),
                open: false,
            }
        });
        for url in &include.value_sets {
            let imported = if depth < MAX_IMPORTS {
                definitions.value_set_within(url, depth + 1)
            } else {
                None
            };
            let imported = imported.map_or_else(
                || Self {
                    open: true,
                    ..Self::default()
                },
                |set| (*set).clone(),
            );
            found = Some(match found {
                None => imported,
                Some(found) => found.intersected(&imported),
            });
        }
        found.unwrap_or_default()
    }

    fn system_part(system: &str, include: &IncludeFacts, definitions: &KnownDefinitions) -> Part {
        if !include.codes.is_empty() {
            return Part {
                codes: include.codes.iter().cloned().collect(),
                ..Part::default()
            };
        }
        let Some(known) = definitions
            .code_system(system)
            .filter(|known| known.is_complete())
        else {
            return Part {
                codes: HashSet::new(),
                open: true,
                whole: include.filters.is_empty(),
            };
        };
        let mut codes: HashSet<String> = known.codes().map(str::to_owned).collect();
        for (property, operation, value) in &include.filters {
            let kept: HashSet<&str> = match (property.as_str(), operation.as_str()) {
                ("concept" | "code", "is-a") => {
                    known.descendants(value, true).into_iter().collect()
                }
                ("concept" | "code", "descendent-of") => {
                    known.descendants(value, false).into_iter().collect()
                }
                ("concept" | "code", "is-not-a") => {
                    let below: HashSet<&str> = known.descendants(value, true).into_iter().collect();
                    known.codes().filter(|code| !below.contains(code)).collect()
                }
                ("concept" | "code", "in") => value.split(',').map(str::trim).collect(),
                ("concept" | "code", "=") => HashSet::from([value.as_str()]),
                // A filter by a property: which codes have it is not in the packs.
                _ => {
                    return Part {
                        open: true,
                        ..Part::default()
                    };
                }
            };
            codes.retain(|code| kept.contains(code.as_str()));
        }
        Part {
            codes,
            ..Part::default()
        }
    }

    fn intersected(mut self, other: &Self) -> Self {
        for (system, part) in &mut self.parts {
            match other.parts.get(system) {
                Some(theirs) if theirs.whole => {}
                Some(theirs) if part.whole => *part = theirs.clone(),
                Some(theirs) => {
                    part.codes.retain(|code| theirs.codes.contains(code));
                    part.open |= theirs.open || other.open;
                }
                None if other.open => {
                    part.open = true;
                    part.whole = false;
                    part.codes.clear();
                }
                None => *part = Part::default(),
            }
        }
        self.open &= other.open;
        self
    }

    /// Whether something that belongs to it is not known at all.
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    /// Whether a code is in the value set; without a system, any system of the value set may be meant.
    pub(crate) fn contains(&self, system: Option<&str>, code: &str) -> Membership {
        let known = |system: &str, part: &Part| {
            if part.codes.contains(code) {
                Membership::In
            } else if part.open {
                match well_formed(system, code) {
                    Some(false) => Membership::Out,
                    Some(true) if part.whole && is_grammar(system) => Membership::In,
                    _ => Membership::Unknown,
                }
            } else {
                Membership::Out
            }
        };
        let verdict = match system {
            Some(system) => self
                .parts
                .get(system)
                .map_or(Membership::Out, |part| known(system, part)),
            None => {
                let verdicts = self.parts.iter().map(|(system, part)| known(system, part));
                verdicts.max().unwrap_or(Membership::Out)
            }
        };
        if verdict == Membership::Out && self.open {
            Membership::Unknown
        } else {
            verdict
        }
    }
}
