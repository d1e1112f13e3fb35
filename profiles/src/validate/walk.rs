//! The walk over a resource: first what FHIR itself asks of every element, then what profiles ask.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::fhirpath::{Context, Element, Neighbours};
use crate::json::{Document, Node};
use crate::pack::StructureKind;
use crate::rules::{
    Primitive, binding, bundle, cardinality, contained, extension, fixed, identifier, invariant,
    narrative, primitive, profiles, reference, shape, slicing, types,
};
use crate::schema::TypeInfo;

use super::issue::{IssueType, Outcome, Severity};
use super::profile::Profile;
use super::registry::Registry;
use super::rule::{Member, Rule};
use super::validator::Validator;

/// Resources inside resources deeper than this are not looked at: contained ones have one level, Bundles a few.
const MAX_RESOURCES: usize = 16;

/// Where a nested resource stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In `contained`: it shares the references of the resource around.
    Contained,
    /// Anywhere else, as in a Bundle: a resource of its own.
    Own,
}

/// State of one validation.
pub(crate) struct Walk<'a> {
    pub(crate) validator: &'a Validator,
    pub(super) document: &'a Document,
    pub(super) outcome: Outcome,
    /// Codes that cannot be verified, by their place, with the value set they should be of where they do not say their system.
    pub(super) unchecked: Vec<(Node<'a>, Option<String>)>,
    beyond: Option<&'a Neighbours<'a>>,
    /// Whether a target of a reference meets a profile: the document, the place in it, and the profile.
    verdicts: HashMap<(usize, u32, usize), bool>,
    /// Whether a reference is being followed: those inside its target are followed no further.
    following: bool,
    pub(super) path: String,
    pub(super) profile: Option<Arc<str>>,
    contexts: Vec<Context<'a>>,
    /// Types of the elements around, the innermost last.
    holders: Vec<Option<&'static TypeInfo>>,
    /// Where in the path each resource starts.
    starts: Vec<usize>,
    /// Values that are none of their type: what else is asked of them would only repeat that.
    broken: HashSet<u32>,
    /// How often each child is there, of the objects around: those of the innermost last.
    pub(crate) counts: Vec<cardinality::Count>,
    /// The items of a child, for each of the rules around that asks for one: those of the innermost last.
    pub(crate) items: Vec<Element<'a>>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        validator: &'a Validator,
        document: &'a Document,
        beyond: Option<&'a Neighbours<'a>>,
    ) -> Self {
        Self {
            validator,
            document,
            outcome: Outcome::default(),
            unchecked: Vec::new(),
            beyond,
            verdicts: HashMap::new(),
            following: false,
            path: String::new(),
            profile: None,
            contexts: Vec::new(),
            holders: Vec::new(),
            starts: Vec::new(),
            broken: HashSet::new(),
            counts: Vec::new(),
            items: Vec::new(),
        }
    }

    pub(crate) fn registry(&self) -> &'a Registry {
        self.validator.registry()
    }

    /// The innermost resource's surroundings.
    pub(crate) fn context(&self) -> Option<&Context<'a>> {
        self.contexts.last()
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The type of the element around the one that the walk is at.
    pub(crate) fn holder(&self) -> Option<&'static TypeInfo> {
        let around = self.holders.len().checked_sub(2)?;
        *self.holders.get(around)?
    }

    /// The path of the element around, from its resource and without indices: `Patient.name`.
    pub(crate) fn holder_path(&self) -> String {
        let resource = self
            .contexts
            .last()
            .and_then(|context| context.resource.type_name());
        let inside = self
            .starts
            .last()
            .and_then(|start| self.path.get(*start..))
            .unwrap_or_default();
        let mut steps: Vec<&str> = inside
            .split('.')
            .skip(1)
            .filter(|step| !step.starts_with("ofType("))
            .collect();
        steps.pop();
        let names = steps
            .iter()
            .map(|step| step.split('[').next().unwrap_or(step));
        resource
            .into_iter()
            .chain(names)
            .collect::<Vec<_>>()
            .join(".")
    }

    /// Does something at a child.
    pub(crate) fn at(
        &mut self,
        name: &str,
        index: Option<usize>,
        of_type: Option<&str>,
        then: impl FnOnce(&mut Self),
    ) {
        let length = self.path.len();
        self.path.push('.');
        self.path.push_str(name);
        match (index, of_type) {
            (Some(index), _) => {
                self.path.push('[');
                match u8::try_from(index) {
                    // Formatting costs more than all else here.
                    Ok(digit) if digit < 10 => self.path.push(char::from(b'0' + digit)),
                    _ => self.path.push_str(&index.to_string()),
                }
                self.path.push(']');
            }
            (None, Some(of_type)) => {
                self.path.push_str(".ofType(");
                self.path.push_str(of_type);
                self.path.push(')');
            }
            (None, None) => {}
        }
        then(self);
        self.path.truncate(length);
    }

    /// Does something in the name of a profile.
    pub(crate) fn for_profile(&mut self, profile: &Profile, then: impl FnOnce(&mut Self)) {
        let before = self.profile.replace(profile.url.clone());
        then(self);
        self.profile = before;
    }

    /// Whether the target of a reference meets a profile.
    pub(crate) fn target_meets(
        &mut self,
        target: Element<'a>,
        is_contained: bool,
        profile: &Arc<Profile>,
    ) -> bool {
        let (Some(node), Some(around)) = (target.node(), self.contexts.last()) else {
            return true;
        };
        let document = std::ptr::from_ref(node.document()) as usize;
        let key = (document, node.index(), Arc::as_ptr(profile) as usize);
        if let Some(known) = self.verdicts.get(&key) {
            return *known;
        }
        if self.following {
            return true;
        }
        let context = around.inner(target, is_contained);
        self.following = true;
        let meets = self.conforms(target, profile, context);
        self.following = false;
        self.verdicts.insert(key, meets);
        meets
    }

    /// Whether an element meets a profile; nothing of it is recorded.
    pub(super) fn conforms(
        &mut self,
        element: Element<'a>,
        profile: &Profile,
        context: Context<'a>,
    ) -> bool {
        let unchecked = self.unchecked.len();
        let counted = std::mem::take(&mut self.outcome.unchecked);
        self.contexts.push(context);
        let (_, failed) = self.attempt(|walk| {
            walk.element_rules(profile, profile.root(), element);
            walk.constrained(profile, profile.root(), element);
        });
        self.contexts.pop();
        self.outcome.unchecked = counted;
        self.unchecked.truncate(unchecked);
        !failed
    }

    /// The resource that is to be validated, with the profiles that it is to be held to.
    pub(super) fn resource(&mut self, element: Element<'a>, profiles: &[&str]) {
        self.nested(element, Place::Own, profiles);
    }

    pub(crate) fn nested(&mut self, element: Element<'a>, place: Place, given: &[&str]) {
        let Some(node) = element.node().filter(|node| node.is_object()) else {
            let found = element.node();
            return self.error(
                found,
                IssueType::Structure,
                "json-object",
                "a resource is a JSON object".to_owned(),
            );
        };
        if self.contexts.len() >= MAX_RESOURCES {
            return self.unchecked("resources nested too deeply".to_owned());
        }
        let name = node.get("resourceType").and_then(|node| node.as_str());
        let definition = name
            .as_deref()
            .and_then(|name| self.registry().type_definition(name));
        let definition = definition.filter(|found| {
            found.kind == StructureKind::Resource && !found.is_abstract && !found.constrains
        });
        let Some(definition) = definition else {
            if self.path.is_empty() {
                self.path.push_str("Resource");
            }
            let message = match name {
                Some(name) => format!("`{name}` is no resource type of FHIR R4"),
                None => "a resource has a resourceType".to_owned(),
            };
            return self.issue(
                Some(node),
                Severity::Fatal,
                IssueType::Structure,
                "resource-type",
                message,
            );
        };
        let outermost = self.path.is_empty();
        if outermost {
            self.path.push_str(&definition.type_name);
        }
        let context = match self.contexts.last() {
            Some(around) => around.inner(element, place == Place::Contained),
            None => {
                let mut context = Context::new(element);
                context.environment = self.validator;
                context.beyond = self.beyond;
                context
            }
        };
        self.contexts.push(context);
        self.starts.push(self.path.len());
        self.holders.push(element.info());
        self.object(&definition, definition.root(), element);
        invariant::check(self, definition.root(), element);
        contained::check(self, node, place);
        if definition.type_name == "Bundle" {
            bundle::check(self, node);
        }
        profiles::check(self, element, given);
        self.holders.pop();
        self.starts.pop();
        self.contexts.pop();
        if outermost {
            self.path.clear();
        }
    }

    /// What FHIR itself asks of the members of an object.
    pub(crate) fn object(&mut self, definition: &Profile, rule: &Rule, element: Element<'a>) {
        let Some(object) = element.node() else { return };
        if !shape::object(self, object) {
            return;
        }
        let shared = definition.shared(rule);
        let counts = self.counts.len();
        let none = cardinality::Count::default();
        self.counts.resize(counts + shared.children.len(), none);
        let is_resource = definition.kind == StructureKind::Resource && rule.id.is_empty();
        for (key, node) in object.members() {
            if is_resource && key == "resourceType" {
                continue;
            }
            let (name, member) = match key.strip_prefix('_') {
                Some(name) => (name, shared.members.get(name)),
                None => (&*key, shared.members.get_hashed(node.key_hash(), &key)),
            };
            let beside = name.len() < key.len();
            let Some(Member {
                place,
                rule: child,
                type_index,
            }) = member.copied()
            else {
                shape::unknown(self, &key, node);
                continue;
            };
            let child = &definition.rules[child];
            let is_primitive = child.is_primitive(type_index);
            if beside && !is_primitive {
                shape::unknown(self, &key, node);
                continue;
            }
            if beside && object.get(name).is_some() {
                continue;
            }
            let (value, sibling) = if beside {
                (None, Some(node))
            } else if is_primitive {
                (Some(node), object.beside(name))
            } else {
                (Some(node), None)
            };
            let found = self.property(definition, child, type_index, value, sibling);
            self.counts[counts + place].add(found);
        }
        cardinality::check(self, definition, rule, counts, object);
        self.counts.truncate(counts);
    }

    /// One property with all of its items; returns how many there are.
    fn property(
        &mut self,
        definition: &Profile,
        rule: &Rule,
        type_index: usize,
        value: Option<Node<'a>>,
        sibling: Option<Node<'a>>,
    ) -> u32 {
        let of_type = rule.choice.then(|| {
            rule.types
                .get(type_index)
                .map_or("", |found| found.facts.code.as_str())
        });
        if !rule.list {
            self.at(&rule.name, None, of_type, |walk| {
                if shape::single(walk, value, sibling) {
                    walk.value(definition, rule, type_index, value, sibling);
                }
            });
            return 1;
        }
        let mut fine = true;
        self.at(&rule.name, None, None, |walk| {
            fine = shape::list(walk, value, sibling)
        });
        if !fine {
            return 1;
        }
        let (mut values, mut siblings) = (value.map(Node::items), sibling.map(Node::items));
        let mut index = 0;
        loop {
            let value = values.as_mut().and_then(Iterator::next);
            let sibling = siblings.as_mut().and_then(Iterator::next);
            if value.is_none() && sibling.is_none() {
                return u32::try_from(index).unwrap_or(u32::MAX);
            }
            self.at(&rule.name, Some(index), None, |walk| {
                if shape::item(walk, value, sibling) {
                    let value = value.filter(|node| !node.is_null());
                    let sibling = sibling.filter(|node| !node.is_null());
                    walk.value(definition, rule, type_index, value, sibling);
                }
            });
            index += 1;
        }
    }

    /// One value of a property.
    fn value(
        &mut self,
        definition: &Profile,
        rule: &Rule,
        type_index: usize,
        value: Option<Node<'a>>,
        sibling: Option<Node<'a>>,
    ) {
        let Some(type_rule) = rule.types.get(type_index) else {
            return;
        };
        let info = type_rule.info(definition, rule);
        self.holders.push(info);
        self.typed_value(definition, rule, type_index, value, sibling);
        self.holders.pop();
    }

    fn typed_value(
        &mut self,
        definition: &Profile,
        rule: &Rule,
        type_index: usize,
        value: Option<Node<'a>>,
        sibling: Option<Node<'a>>,
    ) {
        let Some(type_rule) = rule.types.get(type_index) else {
            return;
        };
        let info = type_rule.info(definition, rule);
        let element = Element::typed(value, sibling, info);
        let code = type_rule.facts.code.as_str();
        if let Some(primitive) = type_rule.primitive {
            let fine = primitive::check(self, primitive, code, value, sibling);
            if let Some(sibling) = sibling
                && let Some(base) = self.registry().type_definition("Element")
            {
                let element = Element::typed(
                    Some(sibling),
                    None,
                    crate::schema::r4().type_info("Element"),
                );
                self.object(&base, base.root(), element);
                if value.is_none() {
                    shape::not_only_id(self, sibling);
                }
            }
            if let Some(div) = value.filter(|_| fine && primitive == Primitive::Xhtml) {
                narrative::check(self, div);
            }
            if !fine {
                self.broken.extend(value.map(Node::index));
                return;
            }
        } else if info.is_some_and(TypeInfo::is_resource) {
            let place = if &*rule.name == "contained" {
                Place::Contained
            } else {
                Place::Own
            };
            if let Some(node) = value {
                self.nested(Element::resource(node), place, &[]);
            }
            return;
        } else if rule.content.is_some() || !rule.children.is_empty() {
            self.object(definition, rule, element);
        } else if let Some(own) = type_rule.definition(self.registry()) {
            let own = own.clone();
            self.object(&own, own.root(), element);
            invariant::check(self, own.root(), element);
            match (code, value) {
                ("Extension", _) => extension::check(self, element),
                ("Identifier", Some(node)) => identifier::check(self, node),
                ("Reference", Some(node)) => reference::form(self, node),
                ("Coding" | "Quantity", _) => binding::coded(self, element),
                _ if info.is_some_and(TypeInfo::is_quantity) => {
                    binding::coded(self, element);
                }
                _ => {}
            }
        }
        if let Some(node) = value.filter(|node| node.is_object()) {
            shape::not_only_id(self, node);
        }
        self.element_rules(definition, rule, element);
    }

    /// What a rule asks of an element itself, wherever the rule comes from.
    pub(crate) fn element_rules(
        &mut self,
        definition: &Profile,
        rule: &Rule,
        element: Element<'a>,
    ) {
        let rule = definition.shared(rule);
        if rule.bare {
            return;
        }
        fixed::check(self, rule, element);
        binding::check(self, definition, rule, element);
        reference::check(self, rule, element);
        invariant::check(self, rule, element);
    }

    /// What a profile asks of the children of an element.
    pub(crate) fn constrained(&mut self, profile: &Profile, rule: &Rule, element: Element<'a>) {
        for child in profile.children(rule) {
            let child = &profile.rules[*child];
            if !child.active {
                continue;
            }
            let first = self.items.len();
            element.each_named(&child.name, |item| self.items.push(item));
            let count = self.items.len() - first;
            cardinality::profiled(self, child, count, self.items.get(first).copied(), element);
            for index in 0..count {
                let item = self.items[first + index];
                self.at_item(child, index, &item, |walk| {
                    walk.constrained_item(profile, child, item)
                });
            }
            if child.is_sliced() {
                slicing::check(self, profile, child, first, element);
            }
            self.items.truncate(first);
        }
    }

    pub(crate) fn at_item(
        &mut self,
        rule: &Rule,
        index: usize,
        item: &Element<'a>,
        then: impl FnOnce(&mut Self),
    ) {
        let of_type = rule.choice.then(|| item.type_name().unwrap_or_default());
        self.at(&rule.name, rule.list.then_some(index), of_type, then);
    }

    /// What a profile's rule asks of one item.
    pub(crate) fn constrained_item(&mut self, profile: &Profile, rule: &Rule, item: Element<'a>) {
        let broken = item
            .node()
            .is_some_and(|node| self.broken.contains(&node.index()));
        if broken || !types::check(self, rule, item) {
            return;
        }
        self.element_rules(profile, rule, item);
        profiles::of_type(self, rule, item);
        self.constrained(profile, rule, item);
    }
}
