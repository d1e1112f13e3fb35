//! What a differential's element changes of the element it is about (FHIR R4 "ElementDefinition", section 2.26.5.1,
//! "Rules about using Element Definition": what a profile may change and how).

use crate::compile::element;
use crate::json::Node;
use crate::pack::{Constraint, ElementFacts};

/// Changes `facts` as the element of a differential says. Cardinality, types, bindings, values and marks replace what was
/// there; constraints are added to it.
pub(super) fn merge(facts: &mut ElementFacts, node: Node<'_>) {
    let Some(changed) = element(node) else {
        return;
    };
    let says = |name: &str| node.get(name).is_some();
    if says("min") {
        facts.min = changed.min;
    }
    if says("max") {
        facts.max = changed.max;
    }
    if says("type") {
        let old = std::mem::replace(&mut facts.types, changed.types);
        // To be supported once is to be supported on.
        for own in facts
            .types
            .iter_mut()
            .filter(|own| own.supported.is_empty())
        {
            if let Some(old) = old.iter().find(|old| old.code == own.code) {
                let kept = |target: &&String| own.targets.contains(*target) || **target == own.code;
                own.supported = old.supported.iter().filter(kept).cloned().collect();
            }
        }
    }
    if says("contentReference") {
        facts.content = changed.content;
    }
    // Of a slicing only the rules can change; a differential that names no discriminator keeps those there are.
    if let Some(mut slicing) = changed.slicing {
        if let Some(old) = facts
            .slicing
            .take()
            .filter(|_| slicing.discriminators.is_empty())
        {
            slicing.discriminators = old.discriminators;
        }
        facts.slicing = Some(slicing);
    }
    if says("maxLength") {
        facts.max_length = changed.max_length;
    }
    if let Some(mut binding) = changed.binding {
        if let Some(old) = &facts.binding {
            binding.value_set = binding.value_set.or_else(|| old.value_set.clone());
        }
        facts.binding = Some(binding);
    }
    if says("mustSupport") {
        facts.must_support = changed.must_support;
    }
    // A profile cannot make that an element changes no meaning.
    facts.modifier |= changed.modifier;
    facts.fixed = changed.fixed.or_else(|| facts.fixed.take());
    facts.pattern = changed.pattern.or_else(|| facts.pattern.take());
    facts.min_value = changed.min_value.or_else(|| facts.min_value.take());
    facts.max_value = changed.max_value.or_else(|| facts.max_value.take());
    add_constraints(&mut facts.constraints, changed.constraints);
}

/// Adds invariants; one of a key that is there already replaces it.
pub(super) fn add_constraints(own: &mut Vec<Constraint>, added: Vec<Constraint>) {
    for constraint in added {
        match own.iter_mut().find(|other| other.key == constraint.key) {
            Some(other) => *other = constraint,
            None => own.push(constraint),
        }
    }
}
