//! The walk over a resource: first what FHIR itself asks of every element, then what profiles ask.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::findings::Findings;
use super::issue::{Issue, IssueType, Severity};
use super::known_definitions::KnownDefinitions;
use super::profile::Profile;
use super::rule::{Member, Rule};
use super::rule_id::RuleId;
use super::rules::{
    Primitive, binding, bundle, cardinality, contained, extension, fixed, identifier, invariant,
    narrative, primitive, profiles, reference, shape, slicing, types,
};
use super::validator::Validator;
use crate::fhirpath::{Context, Element, Neighbours};
use crate::json::Node;
use crate::pack::StructureKind;
use crate::schema::TypeInfo;

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
    pub(crate) findings: Findings<'a>,
    /// Further resources that references may lead to.
    neighbours: Option<&'a Neighbours<'a>>,
    /// Whether a target of a reference meets a profile: by document, place in it, and profile.
    target_cache: HashMap<(usize, u32, usize), bool>,
    /// Whether the walk is inside the target of a reference: references from there are not followed.
    is_in_target: bool,
    /// The evaluation context of each resource that the walk is inside of, the innermost last.
    contexts: Vec<Context<'a>>,
    /// The type of each element that the walk is inside of, the innermost last.
    parent_types: Vec<Option<&'static TypeInfo>>,
    /// The offset in the path at which each resource starts, the innermost last.
    resource_starts: Vec<usize>,
    /// Values that do not fit their type, by place: other rules about them would only repeat that.
    invalid_values: HashSet<u32>,
    /// How often each child is there, for all objects that the walk is inside of; those of the innermost are last.
    counts: Vec<cardinality::Count>,
    /// The items of the children that profiles constrain, for all elements that the walk is inside of; the innermost's last.
    pub(crate) items: Vec<Element<'a>>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(validator: &'a Validator, neighbours: Option<&'a Neighbours<'a>>) -> Self {
        Self {
            validator,
            findings: Findings::default(),
            neighbours,
            target_cache: HashMap::new(),
            is_in_target: false,
            contexts: Vec::new(),
            parent_types: Vec::new(),
            resource_starts: Vec::new(),
            invalid_values: HashSet::new(),
            counts: Vec::new(),
            items: Vec::new(),
        }
    }

    pub(crate) fn definitions(&self) -> &'a KnownDefinitions {
        self.validator.definitions()
    }

    /// The innermost resource's surroundings.
    pub(crate) fn context(&self) -> Option<&Context<'a>> {
        self.contexts.last()
    }

    /// The type of the element around the one that the walk is at.
    pub(crate) fn parent_type(&self) -> Option<&'static TypeInfo> {
        let around = self.parent_types.len().checked_sub(2)?;
        *self.parent_types.get(around)?
    }

    /// The path of the element around, from its resource and without indices: `Patient.name`.
    pub(crate) fn parent_path(&self) -> String {
        let resource = self
            .contexts
            .last()
            .and_then(|context| context.resource.type_name());
        let inside = self
            .resource_starts
            .last()
            .and_then(|start| self.findings.path.get(*start..))
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
        let length = self.findings.enter(name, index, of_type);
        then(self);
        self.findings.leave(length);
    }

    /// Does something in the name of a profile.
    pub(crate) fn for_profile(&mut self, profile: &Profile, then: impl FnOnce(&mut Self)) {
        let before = self.findings.profile.replace(profile.url.clone());
        then(self);
        self.findings.profile = before;
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
        if let Some(known) = self.target_cache.get(&key) {
            return *known;
        }
        if self.is_in_target {
            return true;
        }
        let context = around.inner(target, is_contained);
        self.is_in_target = true;
        let meets = self.conforms(target, profile, context);
        self.is_in_target = false;
        self.target_cache.insert(key, meets);
        meets
    }

    /// Does something and takes back the issues it records; tells whether one is an error.
    pub(crate) fn attempt(&mut self, then: impl FnOnce(&mut Self)) -> (Vec<Issue>, bool) {
        let before = self.findings.outcome.issues.len();
        then(self);
        self.findings.take_back(before)
    }

    /// Whether an element meets a profile; nothing of it is recorded.
    pub(super) fn conforms(
        &mut self,
        element: Element<'a>,
        profile: &Profile,
        context: Context<'a>,
    ) -> bool {
        let codes = self.findings.unchecked_codes.len();
        let unchecked = std::mem::take(&mut self.findings.outcome.unchecked);
        self.contexts.push(context);
        let (_, failed) = self.attempt(|walk| {
            walk.element_rules(profile, profile.root(), element);
            walk.constrained(profile, profile.root(), element);
        });
        self.contexts.pop();
        self.findings.outcome.unchecked = unchecked;
        self.findings.unchecked_codes.truncate(codes);
        !failed
    }

    /// The resource that is to be validated, with the profiles that it is to be held to.
    pub(super) fn resource(&mut self, element: Element<'a>, profiles: &[&str]) {
        self.nested(element, Place::Own, profiles);
    }

    pub(crate) fn nested(&mut self, element: Element<'a>, place: Place, given: &[&str]) {
        let Some(node) = element.node().filter(|node| node.is_object()) else {
            let found = element.node();
            return self.findings.error(
                found,
                IssueType::Structure,
                RuleId::JsonObject,
                "a resource is a JSON object".to_owned(),
            );
        };
        if self.contexts.len() >= MAX_RESOURCES {
            return self
                .findings
                .unchecked("resources nested too deeply".to_owned());
        }
        let name = node.get("resourceType").and_then(|node| node.as_str());
        let definition = name
            .as_deref()
            .and_then(|name| self.definitions().type_definition(name));
        let definition = definition.filter(|found| {
            found.kind == StructureKind::Resource && !found.is_abstract && !found.constrains
        });
        let Some(definition) = definition else {
            if self.findings.path.is_empty() {
                self.findings.path.push_str("Resource");
            }
            let message = match name {
                Some(name) => format!("`{name}` is no resource type of FHIR R4"),
                None => "a resource has a resourceType".to_owned(),
            };
            return self.findings.issue(
                Some(node),
                Severity::Fatal,
                IssueType::Structure,
                RuleId::ResourceType,
                message,
            );
        };
        let outermost = self.findings.path.is_empty();
        if outermost {
            self.findings.path.push_str(&definition.type_name);
        }
        let context = match self.contexts.last() {
            Some(around) => around.inner(element, place == Place::Contained),
            None => {
                let mut context = Context::new(element);
                context.environment = self.validator;
                context.neighbours = self.neighbours;
                context
            }
        };
        self.contexts.push(context);
        self.resource_starts.push(self.findings.path.len());
        self.parent_types.push(element.info());
        self.object(&definition, definition.root(), element);
        self.invariants(definition.root(), element);
        contained::check(&mut self.findings, node, place);
        if definition.type_name == "Bundle" {
            bundle::check(&mut self.findings, node);
        }
        profiles::check(self, element, given);
        self.parent_types.pop();
        self.resource_starts.pop();
        self.contexts.pop();
        if outermost {
            self.findings.path.clear();
        }
    }

    /// What FHIR itself asks of the members of an object.
    pub(crate) fn object(&mut self, definition: &Profile, rule: &Rule, element: Element<'a>) {
        let Some(object) = element.node() else { return };
        if !shape::object(&mut self.findings, object) {
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
                shape::unknown(&mut self.findings, &key, node);
                continue;
            };
            let child = &definition.rules[child];
            let is_primitive = child.is_primitive(type_index);
            if beside && !is_primitive {
                shape::unknown(&mut self.findings, &key, node);
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
        cardinality::check(
            &mut self.findings,
            definition,
            rule,
            &self.counts[counts..],
            object,
        );
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
                if shape::single(&mut walk.findings, value, sibling) {
                    walk.value(definition, rule, type_index, value, sibling);
                }
            });
            return 1;
        }
        let mut fine = true;
        self.findings.at(&rule.name, None, None, |findings| {
            fine = shape::list(findings, value, sibling);
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
                if shape::item(&mut walk.findings, value, sibling) {
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
        self.parent_types.push(info);
        self.typed_value(definition, rule, type_index, value, sibling);
        self.parent_types.pop();
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
            let fine = primitive::check(&mut self.findings, primitive, code, value, sibling);
            if let Some(sibling) = sibling
                && let Some(base) = self.definitions().type_definition("Element")
            {
                let element = Element::typed(
                    Some(sibling),
                    None,
                    crate::schema::r4().type_info("Element"),
                );
                self.object(&base, base.root(), element);
                if value.is_none() {
                    shape::not_only_id(&mut self.findings, sibling);
                }
            }
            if let Some(div) = value.filter(|_| fine && primitive == Primitive::Xhtml) {
                let contained = self
                    .contexts
                    .last()
                    .and_then(|context| context.contained.as_deref());
                narrative::check(&mut self.findings, contained, div);
            }
            if !fine {
                self.invalid_values.extend(value.map(Node::index));
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
        } else if rule.content_of.is_some() || !rule.children.is_empty() {
            self.object(definition, rule, element);
        } else if let Some(own) = type_rule.definition(self.definitions()) {
            let own = own.clone();
            self.object(&own, own.root(), element);
            self.invariants(own.root(), element);
            match (code, value) {
                ("Extension", _) => extension::check(self, element),
                ("Identifier", Some(node)) => identifier::check(&mut self.findings, node),
                ("Reference", Some(node)) => reference::form(&mut self.findings, node),
                ("Coding" | "Quantity", _) => {
                    binding::coded(&mut self.findings, self.validator.definitions(), element);
                }
                _ if info.is_some_and(TypeInfo::is_quantity) => {
                    binding::coded(&mut self.findings, self.validator.definitions(), element);
                }
                _ => {}
            }
        }
        if let Some(node) = value.filter(|node| node.is_object()) {
            shape::not_only_id(&mut self.findings, node);
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
        if rule.asks_nothing {
            return;
        }
        fixed::check(&mut self.findings, rule, element);
        binding::check(
            &mut self.findings,
            self.validator.definitions(),
            definition,
            rule,
            element,
        );
        reference::check(self, rule, element);
        self.invariants(rule, element);
    }

    fn invariants(&mut self, rule: &Rule, element: Element<'a>) {
        if let Some(context) = self.contexts.last() {
            invariant::check(&mut self.findings, context, rule, element);
        }
    }

    /// What a profile asks of the children of an element.
    pub(crate) fn constrained(&mut self, profile: &Profile, rule: &Rule, element: Element<'a>) {
        for child in profile.children(rule) {
            let child = &profile.rules[*child];
            if !child.asks_more {
                continue;
            }
            let first = self.items.len();
            element.each_named(&child.name, |item| self.items.push(item));
            let count = self.items.len() - first;
            cardinality::profiled(
                &mut self.findings,
                child,
                count,
                self.items.get(first).copied(),
                element,
            );
            for index in 0..count {
                let item = self.items[first + index];
                self.at_item(child, index, &item, |walk| {
                    walk.constrained_item(profile, child, item);
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
        let is_invalid = item
            .node()
            .is_some_and(|node| self.invalid_values.contains(&node.index()));
        if is_invalid || !types::check(&mut self.findings, rule, item) {
            return;
        }
        self.element_rules(profile, rule, item);
        profiles::of_type(self, rule, item);
        self.constrained(profile, rule, item);
    }
}
