//! A structure compiled for validation: a tree of rules whose children are found by name.

use std::collections::HashMap;
use std::sync::Arc;

use super::discriminator::slice_test;
use super::inherited::Inherited;
use super::known_definitions::KnownDefinitions;
use super::rule::{Member, Rule, Slice, Slicing};
use crate::json::Names;
use crate::pack::{ElementFacts, SlicingFacts, Structure, StructureKind};

/// The slice of everything that is in no other (FHIR R4 "Profiling", section 5.1.0.14).
const DEFAULT_SLICE: &str = "@default";

/// A compiled structure.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) url: Arc<str>,
    pub(crate) type_name: String,
    pub(crate) kind: StructureKind,
    pub(crate) is_abstract: bool,
    /// Whether it constrains a type, in contrast to defining one.
    pub(crate) constrains: bool,
    /// Where an extension may stand: kind and expression.
    pub(crate) context: Vec<(String, String)>,
    pub(crate) rules: Elements,
}

/// The rules of a structure; the first is the root's.
pub(crate) type Elements = Vec<Rule>;

impl Profile {
    pub(crate) fn root(&self) -> &Rule {
        &self.rules[0]
    }

    pub(super) fn compile(structure: Structure, definitions: &KnownDefinitions) -> Self {
        let inherited = if structure.profile {
            Inherited::of(&structure, definitions)
        } else {
            Inherited::default()
        };
        let mut index: HashMap<String, usize> = HashMap::new();
        let mut rules: Elements = Vec::with_capacity(structure.elements.len());
        let mut slicings: Vec<(usize, SlicingFacts)> = Vec::new();
        for facts in structure.elements {
            // Names that a parent already has would be a broken snapshot; the first stays.
            if index.contains_key(&facts.id) {
                continue;
            }
            let at = rules.len();
            index.insert(facts.id.clone(), at);
            if let Some(slicing) = &facts.slicing {
                slicings.push((at, slicing.clone()));
            }
            let asks = !structure.profile || inherited.asks_more(&facts);
            let mut made = Rule::new(facts, &inherited);
            made.index = at;
            made.asks_more = asks || !made.invariants.is_empty() || !made.unread.is_empty();
            rules.push(made);
        }
        if rules.is_empty() {
            rules.push(Rule::new(ElementFacts::default(), &inherited));
        }
        let mut slices: HashMap<usize, Vec<(String, usize)>> = HashMap::new();
        for at in 1..rules.len() {
            let id = rules[at].id.clone();
            let (parent, own) = id.rsplit_once('.').unwrap_or(("", &id));
            match own.split_once(':') {
                None => {
                    if let Some(parent) = index.get(parent) {
                        rules[*parent].children.push(at);
                    }
                }
                Some((name, slice)) => {
                    // `a/b` is a slice of the slice `a`.
                    let (around, own) = match slice.rsplit_once('/') {
                        Some((around, own)) => (format!("{name}:{around}"), own),
                        None => (name.to_owned(), slice),
                    };
                    let sliced = if parent.is_empty() {
                        around
                    } else {
                        format!("{parent}.{around}")
                    };
                    if let Some(sliced) = index.get(&sliced) {
                        slices
                            .entry(*sliced)
                            .or_default()
                            .push((own.to_owned(), at));
                    }
                }
            }
        }
        for at in 0..rules.len() {
            rules[at].content_of = rules[at]
                .content_id()
                .and_then(|id| index.get(&id).copied());
            rules[at].members = members(&rules, at);
            rules[at].limited_children = limited_children(&rules, at);
        }
        // A slice that has slices of its own, and does not say what tells them apart, is sliced as the element is.
        for at in slices.keys() {
            let plain = rules[*at]
                .id
                .split_once(':')
                .map(|_| sliced_id(&rules[*at].id));
            let said = slicings.iter().any(|(known, _)| known == at);
            let around = plain.and_then(|id| index.get(&id)).filter(|_| !said);
            let inherited = slicings
                .iter()
                .find(|(known, _)| Some(known) == around)
                .map(|(_, slicing)| slicing.clone());
            slicings.extend(inherited.map(|slicing| (*at, slicing)));
        }
        for (at, facts) in slicings {
            let mut found = slices.remove(&at).unwrap_or_default();
            let default = found
                .iter()
                .position(|(name, _)| name == DEFAULT_SLICE)
                .map(|place| found.remove(place).1);
            let slices = found
                .into_iter()
                .map(|(name, rule)| {
                    let tests = facts
                        .discriminators
                        .iter()
                        .map(|by| slice_test(&rules, rule, by, definitions))
                        .collect::<Option<Vec<_>>>();
                    Slice {
                        name,
                        rule,
                        tests: tests.unwrap_or_default(),
                    }
                })
                .collect();
            rules[at].slicing = Some(Slicing {
                rules: facts.rules,
                ordered: facts.ordered,
                slices,
                default,
            });
        }
        propagate_asks_more(&mut rules);
        Self {
            url: structure.url.into(),
            type_name: structure.type_name,
            kind: structure.kind,
            is_abstract: structure.is_abstract,
            constrains: structure.profile,
            context: structure.context,
            rules,
        }
    }

    /// The children of a rule, those of shared content included.
    pub(crate) fn children<'r>(&'r self, rule: &'r Rule) -> &'r [usize] {
        &self.shared(rule).children
    }

    /// The rule itself, or the one whose content it shares.
    pub(crate) fn shared<'r>(&'r self, rule: &'r Rule) -> &'r Rule {
        rule.content_of.map_or(rule, |content| &self.rules[content])
    }
}

/// A rule is active when one inside it or one of its slices is; children stand behind their parents.
fn propagate_asks_more(rules: &mut Elements) {
    for at in (0..rules.len()).rev() {
        let rule = &rules[at];
        let slices = rule.slicing.iter().flat_map(|slicing| {
            let named = slicing.slices.iter().map(|slice| slice.rule);
            named.chain(slicing.default)
        });
        let inside = rule
            .children
            .iter()
            .copied()
            .chain(slices)
            .any(|inner| rules[inner].asks_more);
        let shared = rule
            .content_of
            .is_some_and(|content| rules[content].asks_more);
        rules[at].asks_more |= inside || shared;
    }
}

/// The id of the element that the slice with this id is of.
fn sliced_id(id: &str) -> String {
    let (parent, own) = id.rsplit_once('.').unwrap_or(("", id));
    let name = own.split(':').next().unwrap_or(own);
    if parent.is_empty() {
        name.to_owned()
    } else {
        format!("{parent}.{name}")
    }
}

fn members(rules: &Elements, at: usize) -> Names<Member> {
    let mut found = Vec::new();
    for (place, child) in rules[at].children.iter().enumerate() {
        let rule = &rules[*child];
        let member = |type_index| Member {
            place,
            rule: *child,
            type_index,
        };
        if !rule.choice {
            found.push((rule.name.to_string(), member(0)));
            continue;
        }
        for (type_index, type_rule) in rule.types.iter().enumerate() {
            let mut chars = type_rule.facts.code.chars();
            let first = chars
                .next()
                .map(|c| c.to_ascii_uppercase())
                .unwrap_or_default();
            let name = format!("{}{first}{}", rule.name, chars.as_str());
            found.push((name, member(type_index)));
        }
    }
    found.into_iter().collect()
}

/// In JSON a child that is no list has one item at most, and its name cannot be there twice unless it is a choice.
fn limited_children(rules: &Elements, at: usize) -> Vec<usize> {
    let counts = |child: &usize| {
        let rule = &rules[*child];
        rule.min > 0 || (rule.list && rule.max.is_some()) || rule.choice
    };
    let places = (0..).zip(&rules[at].children);
    places
        .filter(|(_, child)| counts(child))
        .map(|(place, _)| place)
        .collect()
}
