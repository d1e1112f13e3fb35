//! What invariants may ask of the validator: membership of value sets and conformance to profiles.

use crate::fhirpath::{Element, Environment};
use crate::rules::binding;
use crate::terminology::Membership;

use super::validator::Validator;
use super::walk::Walk;

impl Environment for Validator {
    fn member_of(&self, element: Element<'_>, value_set: &str) -> Option<bool> {
        let known = self
            .registry()
            .value_set(value_set.split('|').next().unwrap_or(value_set))?;
        match binding::membership(&known, element)? {
            Membership::In => Some(true),
            Membership::Out => Some(false),
            Membership::Unknown => None,
        }
    }

    fn conforms_to(&self, element: Element<'_>, profile: &str) -> Option<bool> {
        let definition = self.registry().profile(profile)?;
        if !element
            .info()
            .is_some_and(|info| info.derives_from(&definition.type_name))
        {
            return Some(false);
        }
        let Some(node) = element.node() else {
            return Some(true);
        };
        let mut walk = Walk::new(self, node.document());
        let (_, failed) = walk.attempt(|walk| {
            walk.element_rules(&definition, definition.root(), element);
            walk.constrained(&definition, definition.root(), element);
        });
        Some(!failed)
    }
}
