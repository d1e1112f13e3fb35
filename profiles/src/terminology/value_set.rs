//! A value set expanded from what is known of it (FHIR R4 "ValueSet", section 4.9.5).

use std::collections::{HashMap, HashSet};

use crate::pack::{IncludeFacts, ValueSetFacts};
use crate::validate::Registry;

/// Whether a code is in a value set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Membership {
    In,
    Out,
    /// It depends on a code system that no pack carries.
    Unknown,
}

/// What is known of one code system in a value set.
#[derive(Debug, Clone, Default)]
struct Part {
    codes: HashSet<String>,
    /// Other codes of the system may belong to the value set too.
    open: bool,
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
    pub(crate) fn expand(facts: &ValueSetFacts, registry: &Registry, depth: usize) -> Self {
        let mut set = Self::default();
        if depth > MAX_IMPORTS {
            set.open = true;
            return set;
        }
        for include in &facts.include {
            let part = Self::include(include, registry, depth);
            set.open |= part.open;
            for (system, found) in part.parts {
                let own = set.parts.entry(system).or_default();
                own.codes.extend(found.codes);
                own.open |= found.open;
            }
        }
        for exclude in &facts.exclude {
            let part = Self::include(exclude, registry, depth);
            for (system, found) in part.parts {
                if let Some(own) = set.parts.get_mut(&system) {
                    own.codes.retain(|code| !found.codes.contains(code));
                    // Of an exclusion that is not known in full, any code may be one.
                    if found.open {
                        own.codes.clear();
                        own.open = true;
                    }
                }
            }
        }
        set
    }

    fn include(include: &IncludeFacts, registry: &Registry, depth: usize) -> Self {
        let mut found: Option<Self> = include.system.as_ref().map(|system| {
            let part = Self::system_part(system, include, registry);
            Self {
                parts: HashMap::from([(system.clone(), part)]),
                open: false,
            }
        });
        for url in &include.value_sets {
            let imported = if depth < MAX_IMPORTS {
                registry.value_set_within(url, depth + 1)
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

    fn system_part(system: &str, include: &IncludeFacts, registry: &Registry) -> Part {
        if !include.codes.is_empty() {
            return Part {
                codes: include.codes.iter().cloned().collect(),
                open: false,
            };
        }
        let Some(known) = registry
            .code_system(system)
            .filter(|known| known.is_complete())
        else {
            return Part {
                codes: HashSet::new(),
                open: true,
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
                        codes: HashSet::new(),
                        open: true,
                    };
                }
            };
            codes.retain(|code| kept.contains(code.as_str()));
        }
        Part { codes, open: false }
    }

    fn intersected(mut self, other: &Self) -> Self {
        for (system, part) in &mut self.parts {
            match other.parts.get(system) {
                Some(theirs) if theirs.open || other.open => {
                    part.open |= !part.codes.is_empty() && !theirs.open
                }
                Some(theirs) => part.codes.retain(|code| theirs.codes.contains(code)),
                None if other.open => {
                    part.open = true;
                    part.codes.clear();
                }
                None => part.codes.clear(),
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
                    Some(true) if system == MEDIA_TYPES => Membership::In,
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
                let verdicts: Vec<Membership> = self
                    .parts
                    .iter()
                    .map(|(system, part)| known(system, part))
                    .collect();
                if verdicts.contains(&Membership::In) {
                    Membership::In
                } else if verdicts.contains(&Membership::Unknown) {
                    Membership::Unknown
                } else {
                    Membership::Out
                }
            }
        };
        if verdict == Membership::Out && self.open {
            Membership::Unknown
        } else {
            verdict
        }
    }
}

/// Types of content, such as `text/plain`: whoever registers one may (RFC 6838).
const MEDIA_TYPES: &str = "urn:ietf:bcp:13";
/// Languages (RFC 5646).
const LANGUAGES: &str = "urn:ietf:bcp:47";
/// Currencies (ISO 4217).
const CURRENCIES: &str = "urn:iso:std:iso:4217";

/// The short names of FHIR's own formats, which CapabilityStatement.format allows beside media types (R4
/// CapabilityStatement, http 3.1.0.1.11).
const FORMATS: [&str; 3] = ["json", "xml", "ttl"];

/// Whether a code of a system without a list has the form that its codes have; none for other systems.
fn well_formed(system: &str, code: &str) -> Option<bool> {
    match system {
        MEDIA_TYPES => {
            let essence = code.split(';').next().unwrap_or(code).trim();
            let name = |text: &str| {
                !text.is_empty()
                    && text
                        .bytes()
                        .all(|byte| byte.is_ascii_graphic() && byte != b'/')
            };
            let typed = essence
                .split_once('/')
                .is_some_and(|(kind, sub)| name(kind) && name(sub));
            Some(typed || FORMATS.contains(&code))
        }
        LANGUAGES => {
            let mut parts = code.split('-');
            let primary = parts.next().unwrap_or_default();
            let fine = (1..=8).contains(&primary.len())
                && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
            let rest = |part: &str| {
                (1..=8).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            };
            Some(fine && parts.all(rest))
        }
        CURRENCIES => Some(code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(MEDIA_TYPES, "text/plain; charset=utf-8", Some(true))]
    #[case(MEDIA_TYPES, "plain", Some(false))]
    #[case(MEDIA_TYPES, "json", Some(true))]
    #[case(LANGUAGES, "en-US", Some(true))]
    #[case(LANGUAGES, "english language", Some(false))]
    #[case(CURRENCIES, "USD", Some(true))]
    #[case(CURRENCIES, "$", Some(false))]
    #[case("http://loinc.org", "1-8", None)]
    fn forms_of_codes(#[case] system: &str, #[case] code: &str, #[case] expected: Option<bool>) {
        assert_eq!(well_formed(system, code), expected);
    }
}
