//! What a structure asks of one element, and what is made of it when the structure is compiled.

use std::sync::{Arc, OnceLock};

use super::discriminator::SliceTest;
use super::inherited::Inherited;
use super::known_definitions::KnownDefinitions;
use super::profile::Profile;
use super::rules::Primitive;
use crate::fhirpath::Expression;
use crate::json::{Name, Names};
use crate::pack::{Binding, ElementFacts, Severity, SlicingRules, TypeFacts, TypedJson};
use crate::schema::{TypeInfo, r4};
use crate::terminology::ValueSet;

/// Invariants that are checked without their expression.
const NATIVE: [&str; 2] = ["txt-1", "txt-2"];

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
    pub(crate) content_of: Option<usize>,
    /// Elements directly inside, slices left out.
    pub(crate) children: Vec<usize>,
    /// Places among the children of those of which there can be too few or too many.
    pub(crate) limited_children: Vec<usize>,
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
    pub(crate) asks_more: bool,
    /// Whether it asks for nothing that depends on the element itself, apart from its type and what is inside.
    pub(crate) asks_nothing: bool,
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
    pub(crate) fn target_types(&self, definitions: &KnownDefinitions) -> Option<&[Arc<String>]> {
        let found = self.target_types.get_or_init(|| {
            let targets = self.facts.targets.iter();
            targets
                .map(|target| definitions.target_type(target))
                .collect()
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
    pub(crate) fn definition(&self, definitions: &KnownDefinitions) -> Option<&Arc<Profile>> {
        self.definition
            .get_or_init(|| definitions.type_definition(&self.facts.code))
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
    pub(crate) fn value_set(&self, definitions: &KnownDefinitions) -> Option<&ValueSet> {
        let find = || definitions.value_set(self.facts.value_set.as_ref()?);
        self.value_set.get_or_init(find).as_deref()
    }

    /// The maximum value set, if it is known.
    pub(crate) fn max_value_set(&self, definitions: &KnownDefinitions) -> Option<&ValueSet> {
        let find = || definitions.value_set(self.facts.max.as_ref()?);
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

impl Rule {
    /// A rule of what a snapshot says of an element, besides what a type says already; it does not know its children yet.
    pub(super) fn new(facts: ElementFacts, inherited: &Inherited) -> Self {
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
        let mut rule = Self {
            invariants: distinct,
            unread,
            name,
            choice,
            min: facts.min,
            max: facts.max,
            list: facts.list,
            types: types.into_iter().map(TypeRule::new).collect(),
            content_of: None,
            children: Vec::new(),
            limited_children: Vec::new(),
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
            asks_more: true,
            asks_nothing: false,
            id: facts.id,
        };
        rule.asks_nothing = rule.decide_asks_nothing();
        rule
    }

    pub(super) fn content_id(&self) -> Option<String> {
        match self.types.as_slice() {
            [only] => only.facts.code.strip_prefix('#').map(str::to_owned),
            _ => None,
        }
    }

    fn decide_asks_nothing(&self) -> bool {
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

    /// Whether there are slices that items may belong to.
    pub(crate) fn is_sliced(&self) -> bool {
        self.slicing
            .as_ref()
            .is_some_and(|slicing| !slicing.slices.is_empty() || slicing.default.is_some())
    }
}

/// An id without the names of slices.
pub(crate) fn plain_path(id: &str) -> String {
    id.split('.')
        .map(|part| part.split(':').next().unwrap_or(part))
        .collect::<Vec<_>>()
        .join(".")
}
