//! What guides ask of servers: interactions, search parameters and combinations of them, includes (the guides'
//! CapabilityStatements with their expectation extensions).

use std::collections::BTreeMap;

use crate::pack::{CapabilityFacts, Guide, Section, embedded};
pub use crate::pack::{CombinationFacts as Combination, Expectation};

/// What a guide asks for one resource type.
pub type ResourceCapability = CapabilityFacts;

/// What a guide asks of servers, by resource type. R4 itself asks for nothing.
pub fn capability(guide: Guide) -> BTreeMap<String, ResourceCapability> {
    let pack = embedded(guide);
    let types = pack.keys(Section::Capability);
    types
        .filter_map(|name| Some((name.to_owned(), pack.fact(Section::Capability, name)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn us_core_asks_for_combinations() {
        let asked = capability(Guide::UsCore610);
        let observation = &asked["Observation"];
        let wanted = [
            "patient".to_owned(),
            "category".to_owned(),
            "date".to_owned(),
        ];
        let found = observation.combinations.iter().find(|combination| {
            wanted
                .iter()
                .all(|code| combination.required.contains(code))
                && combination.required.len() == 3
        });
        assert_eq!(
            found.map(|combination| combination.expectation),
            Some(Expectation::Shall)
        );
        assert!(
            observation
                .interactions
                .contains(&("read".to_owned(), Expectation::Shall))
        );
        assert!(
            asked["Patient"]
                .parameters
                .iter()
                .any(|(code, ..)| code == "birthdate")
        );
    }

    #[test]
    fn plan_net_asks_for_includes() {
        let asked = capability(Guide::PlanNet110);
        let includes = &asked["PractitionerRole"].includes;
        assert!(
            includes
                .iter()
                .any(|(include, _)| include == "PractitionerRole:practitioner"),
            "{includes:?}"
        );
    }
}
