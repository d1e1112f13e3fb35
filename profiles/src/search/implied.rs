//! The code system behind a plain `code` (FHIR R4 section 3.1.1.4.10: a token's system may come from the binding).

use crate::pack::{Guide, Section, Strength, Structure, ValueSetFacts, embedded};
use crate::schema::r4;

/// The only system of the required value set that the element of a simple path is bound to.
pub(super) fn system(expression: &str) -> Option<String> {
    let mut names = expression.split('.');
    let mut root = names.next()?.to_owned();
    let mut path = String::new();
    let pack = embedded(Guide::R4);
    let mut names = names.peekable();
    while let Some(name) = names.next() {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        let structure: Structure = pack.fact(
            Section::Structure,
            &format!("http://hl7.org/fhir/StructureDefinition/{root}"),
        )?;
        let element = structure
            .elements
            .iter()
            .find(|element| element.id == path)?;
        let [type_facts] = element.types.as_slice() else {
            return None;
        };
        if names.peek().is_none() {
            let binding = element
                .binding
                .as_ref()
                .filter(|binding| binding.strength == Strength::Required)?;
            let value_set: ValueSetFacts =
                pack.fact(Section::ValueSet, binding.value_set.as_ref()?)?;
            let mut systems: Vec<String> = value_set
                .include
                .iter()
                .map(|include| include.system.clone())
                .collect::<Option<_>>()?;
            systems.sort_unstable();
            systems.dedup();
            return if type_facts.code == "code" && systems.len() == 1 {
                systems.pop()
            } else {
                None
            };
        }
        // An element with elements of its own goes on in the same structure, a data type in its own.
        if r4().type_info(&format!("{root}.{path}")).is_none() {
            root = type_facts.code.clone();
            path.clear();
        }
    }
    None
}
