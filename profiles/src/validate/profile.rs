//! A structure compiled for validation: a tree of rules whose children are found by name.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::fhirpath::Expression;
use crate::json::{Name, Names};
use crate::pack::{
    Binding, ElementFacts, Severity, SlicingFacts, SlicingRules, Structure, StructureKind,
    TypeFacts, TypedJson,
};
use crate::rules::Primitive;
use crate::schema::{TypeInfo, r4};
use crate::terminology::ValueSet;

use super::discriminator::{SliceTest, slice_test};
use super::inherited::Inherited;
use super::registry::Registry;

/// Invariants that are checked without their expression.
const NATIVE: [&str; 2] = ["txt-1", "txt-2"];

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

/// What is asked of one element.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The element's id without the type before it.
    pub(crate) id: String,
    /// The element's name; a choice is named without `[x]`.
    pub(crate) name: Name,
    pub(crate) choice: bool,
    pub(crate) min: u32,
    pub(crate) max: Option<u32>,
    pub(crate) list: bool,
    pub(crate) types: Vec<TypeRule>,
    /// The rule whose children are also this one's.
    pub(crate) content: Option<usize>,
    /// Elements directly inside, slices left out.
    pub(crate) children: Vec<usize>,
    /// Places among the children of those of which there can be too few or too many.
    pub(crate) counted: Vec<usize>,
    /// Names in JSON of the children.
    pub(crate) members: Names<Member>,
    pub(crate) slicing: Option<Slicing>,
    pub(crate) fixed: Option<TypedJson>,
    pub(crate) pattern: Option<TypedJson>,
    pub(crate) max_length: Option<u32>,
    pub(crate) min_value: Option<TypedJson>,
    pub(crate) max_value: Option<TypedJson>,
    pub(crate) binding: Option<Bound>,
    pub(crate) invariants: Vec<Invariant>,
    /// Keys of invariants whose expression cannot be read.
    pub(crate) unread: Vec<String>,
    pub(crate) must_support: bool,
    /// Whether it changes the meaning of what holds it.
    pub(crate) modifier: bool,
    /// Its place among the rules.
    pub(crate) index: usize,
    /// Whether it, or something inside, asks for more than the type does.
    pub(crate) active: bool,
    /// Whether it asks for nothing that depends on the element itself, apart from its type and what is inside.
    pub(crate) bare: bool,
}

/// What the name of a member in JSON stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// The child's place among the children.
    pub(crate) place: usize,
    /// The child's place among the rules.
    pub(crate) rule: usize,
    /// Which of its types.
    pub(crate) type_index: usize,
}

/// A type of an element.
#[derive(Debug)]
pub(crate) struct TypeRule {
    pub(crate) facts: TypeFacts,
    /// Which primitive it is, where it is one.
    pub(crate) primitive: Option<Primitive>,
    definition: OnceLock<Option<Arc<Profile>>>,
    info: OnceLock<Option<&'static TypeInfo>>,
    target_types: OnceLock<Option<Vec<Arc<String>>>>,
}

impl TypeRule {
    fn new(facts: TypeFacts) -> Self {
        Self {
            primitive: Primitive::of(&facts.code),
            facts,
            definition: OnceLock::new(),
            info: OnceLock::new(),
            target_types: OnceLock::new(),
        }
    }

    /// The resource types that the target profiles are for; none when one of the profiles is not known.
    pub(crate) fn target_types(&self, registry: &Registry) -> Option<&[Arc<String>]> {
        let found = self.target_types.get_or_init(|| {
            let targets = self.facts.targets.iter();
            targets.map(|target| registry.target_type(target)).collect()
        });
        found.as_deref()
    }

    /// What is known of the type; an element with elements of its own is a type of its own.
    pub(crate) fn info(&self, definition: &Profile, rule: &Rule) -> Option<&'static TypeInfo> {
        *self
            .info
            .get_or_init(|| match self.facts.code.strip_prefix('#') {
                Some(content) => r4().type_info(&format!("{}.{content}", definition.type_name)),
                None if !rule.children.is_empty() => {
                    r4().type_info(&format!("{}.{}", definition.type_name, rule.id))
                }
                None => r4().type_info(&self.facts.code),
            })
    }

    /// The definition of the type.
    pub(crate) fn definition(&self, registry: &Registry) -> Option<&Arc<Profile>> {
        self.definition
            .get_or_init(|| registry.type_definition(&self.facts.code))
            .as_ref()
    }
}

/// A binding with its value sets.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) facts: Binding,
    value_set: OnceLock<Option<Arc<ValueSet>>>,
    max: OnceLock<Option<Arc<ValueSet>>>,
}

impl Bound {
    fn new(facts: Binding) -> Self {
        Self {
            facts,
            value_set: OnceLock::new(),
            max: OnceLock::new(),
        }
    }

    /// The value set, if it is known.
    pub(crate) fn value_set(&self, registry: &Registry) -> Option<&ValueSet> {
        let find = || registry.value_set(self.facts.value_set.as_ref()?);
        self.value_set.get_or_init(find).as_deref()
    }

    /// The maximum value set, if it is known.
    pub(crate) fn max_value_set(&self, registry: &Registry) -> Option<&ValueSet> {
        let find = || registry.value_set(self.facts.max.as_ref()?);
        self.max.get_or_init(find).as_deref()
    }
}

/// An invariant with its expression compiled.
#[derive(Debug)]
pub(crate) struct Invariant {
    pub(crate) key: String,
    pub(crate) severity: Severity,
    pub(crate) expression: Expression,
}

/// How an element is sliced.
#[derive(Debug)]
pub(crate) struct Slicing {
    pub(crate) rules: SlicingRules,
    /// Whether the items come in the order of the slices.
    pub(crate) ordered: bool,
    pub(crate) slices: Vec<Slice>,
    /// The rule of the slice `@default`: what is asked of items that are in no other slice.
    pub(crate) default: Option<usize>,
}

/// One slice.
#[derive(Debug)]
pub(crate) struct Slice {
    pub(crate) name: String,
    pub(crate) rule: usize,
    /// What an item of the slice meets; empty when that cannot be told.
    pub(crate) tests: Vec<SliceTest>,
}

impl Profile {
    pub(crate) fn root(&self) -> &Rule {
        &self.rules[0]
    }

    pub(super) fn compile(structure: Structure, registry: &Registry) -> Self {
        let inherited = if structure.profile {
            Inherited::of(&structure, registry)
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
            let mut made = rule(facts, &inherited);
            made.index = at;
            made.active = asks || !made.invariants.is_empty() || !made.unread.is_empty();
            rules.push(made);
        }
        if rules.is_empty() {
            rules.push(rule(ElementFacts::default(), &inherited));
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
            rules[at].content = rules[at]
                .content_id()
                .and_then(|id| index.get(&id).copied());
            rules[at].members = members(&rules, at);
            rules[at].counted = counted(&rules, at);
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
                        .map(|by| slice_test(&rules, rule, by, registry))
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
        activate(&mut rules);
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
        rule.content.map_or(rule, |content| &self.rules[content])
    }
}

impl Rule {
    fn content_id(&self) -> Option<String> {
        match self.types.as_slice() {
            [only] => only.facts.code.strip_prefix('#').map(str::to_owned),
            _ => None,
        }
    }

    fn is_bare(&self) -> bool {
        let valued = self.fixed.is_some() || self.pattern.is_some() || self.max_length.is_some();
        let limited = self.min_value.is_some() || self.max_value.is_some();
        let judged = !self.invariants.is_empty() || !self.unread.is_empty();
        let leads = self
            .types
            .iter()
            .any(|found| !found.facts.targets.is_empty());
        !(valued || limited || judged || leads || self.binding.is_some())
    }

    /// Whether one of its types is a primitive.
    pub(crate) fn is_primitive(&self, type_index: usize) -> bool {
        let found = self.types.get(type_index);
        found.is_some_and(|found| found.primitive.is_some())
    }

    /// Whether something is asked that depends on the item itself, apart from its children.
    pub(crate) fn is_sliced(&self) -> bool {
        self.slicing
            .as_ref()
            .is_some_and(|slicing| !slicing.slices.is_empty() || slicing.default.is_some())
    }
}

fn rule(facts: ElementFacts, inherited: &Inherited) -> Rule {
    let own = facts.id.rsplit('.').next().unwrap_or_default();
    let own = own.split(':').next().unwrap_or_default();
    let (name, choice) = own
        .strip_suffix("[x]")
        .map_or((own, false), |name| (name, true));
    let name = Name::new(name);
    let mut types: Vec<TypeFacts> = facts.types;
    if let Some(content) = facts.content {
        // Kept as a type until all ids are known.
        types = vec![TypeFacts {
            code: format!("#{content}"),
            ..TypeFacts::default()
        }];
    }
    let path = plain_path(&facts.id);
    let invariants = facts
        .constraints
        .into_iter()
        .filter(|constraint| !NATIVE.contains(&constraint.key.as_str()))
        .filter(|constraint| !inherited.has(&path, &types, &constraint.key));
    let (mut distinct, mut unread): (Vec<Invariant>, Vec<String>) = (Vec::new(), Vec::new());
    for constraint in invariants {
        let Ok(expression) = Expression::parse(&constraint.expression) else {
            unread.push(constraint.key);
            continue;
        };
        let invariant = Invariant {
            key: constraint.key,
            severity: constraint.severity,
            expression,
        };
        // One cause gives one issue.
        let again = distinct
            .iter()
            .any(|other| other.expression.text() == invariant.expression.text());
        if !again {
            distinct.push(invariant);
        }
    }
    let mut rule = Rule {
        invariants: distinct,
        unread,
        name,
        choice,
        min: facts.min,
        max: facts.max,
        list: facts.list,
        types: types.into_iter().map(TypeRule::new).collect(),
        content: None,
        children: Vec::new(),
        counted: Vec::new(),
        members: Names::default(),
        slicing: None,
        fixed: facts.fixed,
        pattern: facts.pattern,
        max_length: facts.max_length,
        min_value: facts.min_value,
        max_value: facts.max_value,
        binding: facts.binding.map(Bound::new),
        must_support: facts.must_support,
        modifier: facts.modifier,
        index: 0,
        active: true,
        bare: false,
        id: facts.id,
    };
    rule.bare = rule.is_bare();
    rule
}

/// A rule is active when one inside it or one of its slices is; children stand behind their parents.
fn activate(rules: &mut Elements) {
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
            .any(|inner| rules[inner].active);
        let shared = rule.content.is_some_and(|content| rules[content].active);
        rules[at].active |= inside || shared;
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

/// An id without the names of slices.
pub(crate) fn plain_path(id: &str) -> String {
    id.split('.')
        .map(|part| part.split(':').next().unwrap_or(part))
        .collect::<Vec<_>>()
        .join(".")
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
fn counted(rules: &Elements, at: usize) -> Vec<usize> {
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
