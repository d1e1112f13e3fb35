//! The patient compartment: which search parameters put a resource into it (FHIR R4 "CompartmentDefinition/patient").

use std::collections::BTreeMap;

use crate::pack::{CompartmentFacts, Guide, Section, embedded};

/// Resource types of the patient compartment with the search parameters that lead to the patient. The Patient itself is in
/// its own compartment and also by `link`.
pub fn patient() -> BTreeMap<String, Vec<String>> {
    let facts: CompartmentFacts = embedded(Guide::R4)
        .fact(Section::Compartment, "Patient")
        .unwrap_or_default();
    facts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn observations_belong_to_their_subject() {
        let compartment = patient();
        assert!(compartment["Observation"].contains(&"subject".to_owned()));
        assert!(!compartment.contains_key("Practitioner"));
    }
}
