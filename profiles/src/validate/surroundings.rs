//! What invariants may ask of the validator: membership of value sets and conformance to profiles.

use super::rules::binding;
use super::validator::Validator;
use super::walk::Walk;
use crate::fhirpath::{Context, Element, Environment};
use crate::schema::TypeInfo;
use crate::terminology::Membership;

/// Profiles that ask for conformance to each other further than this are left unchecked: each may ask more than once, so the
/// work doubles with every step.
const MAX_DEPTH: u32 = 12;

impl Environment for Validator {
    fn member_of(&self, element: Element<'_>, value_set: &str) -> Option<bool> {
        let known = self
            .definitions()
            .value_set(value_set.split('|').next().unwrap_or(value_set))?;
        match binding::membership(&known, element)? {
            Membership::In => Some(true),
            Membership::Out => Some(false),
            Membership::Unknown => None,
        }
    }

    fn conforms_to<'a>(
        &self,
        element: Element<'a>,
        profile: &str,
        context: &Context<'a>,
    ) -> Option<bool> {
        if context.depth > MAX_DEPTH {
            return None;
        }
        let definition = self.definitions().profile(profile)?;
        if !element
            .info()
            .is_some_and(|info| info.derives_from(&definition.type_name))
        {
            return Some(false);
        }
        let Some(node) = element.node() else {
            return Some(true);
        };
        let question = (
            std::ptr::from_ref(node.document()) as usize,
            node.index(),
            definition.url.clone(),
        );
        // A profile that asks for itself asks for nothing more.
        if context.asked.contains(&question) {
            return Some(true);
        }
        let is_resource = element.info().is_some_and(TypeInfo::is_resource);
        let mut inner = if is_resource {
            context.inner(element, false)
        } else {
            context.clone()
        };
        inner.depth = context.depth + 1;
        inner.asked.push(question);
        let mut walk = Walk::new(self, context.neighbours);
        Some(walk.conforms(element, &definition, inner))
    }
}
