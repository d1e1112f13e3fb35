//! The search parameters of FHIR R4 and of guides, by resource type.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::parameter::SearchParameter;
use crate::pack::{Guide, Pack, SearchFacts, Section, embedded};
use crate::schema::r4;

/// Search parameters of several guides together. A later guide's definition replaces an earlier one of the same code.
#[derive(Debug)]
pub struct Definitions {
    packs: Vec<Arc<Pack>>,
    types: BTreeMap<String, OnceLock<Vec<SearchParameter>>>,
}

impl Definitions {
    /// The definitions of embedded guides, R4 first.
    pub fn of_guides(guides: &[Guide]) -> Self {
        Self::of_packs(guides.iter().map(|guide| embedded(*guide)).collect())
    }

    /// The definitions of packs.
    pub fn of_packs(packs: Vec<Arc<Pack>>) -> Self {
        let types = packs.iter().flat_map(|pack| {
            pack.keys(Section::Search)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        let types = types
            .filter(|name| r4().is_resource(name))
            .map(|name| (name, OnceLock::new()));
        Self {
            types: types.collect(),
            packs,
        }
    }

    /// The parameters of a resource type, one a code, sorted by code; those of every resource (`_id` and so on) included.
    /// Nothing for a type that is none.
    pub fn of(&self, resource_type: &str) -> &[SearchParameter] {
        let Some(loaded) = self.types.get(resource_type) else {
            return &[];
        };
        loaded.get_or_init(|| {
            let mut by_code: BTreeMap<String, SearchFacts> = BTreeMap::new();
            for pack in &self.packs {
                for base in ["Resource", "DomainResource", resource_type] {
                    let facts: Vec<SearchFacts> =
                        pack.fact(Section::Search, base).unwrap_or_default();
                    by_code.extend(facts.into_iter().map(|facts| (facts.code.clone(), facts)));
                }
            }
            by_code
                .into_values()
                .filter_map(|facts| SearchParameter::new(resource_type, facts))
                .collect()
        })
    }

    /// The parameter of this code of a resource type.
    pub fn parameter(&self, resource_type: &str, code: &str) -> Option<&SearchParameter> {
        let parameters = self.of(resource_type);
        let at = parameters
            .binary_search_by(|parameter| parameter.code.as_str().cmp(code))
            .ok()?;
        parameters.get(at)
    }

    /// The resource types that have search parameters, sorted.
    pub fn resource_types(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::SearchParamType;
    use super::*;
    use crate::json::Document;

    fn definitions() -> Definitions {
        Definitions::of_guides(&Guide::ALL)
    }

    #[rstest]
    #[case(
        "Patient",
        "family",
        r#"{"resourceType":"Patient","name":[{"family":"A"},{"family":"B"}]}"#,
        "A B"
    )]
    #[case(
        "Observation",
        "date",
        r#"{"resourceType":"Observation","effectivePeriod":{"start":"2020"}}"#,
        "{\"start\":\"2020\"}"
    )]
    #[case(
        "Observation",
        "patient",
        r#"{"resourceType":"Observation","subject":{"reference":"Patient/1"}}"#,
        "{\"reference\":\"Patient/1\"}"
    )]
    #[case(
        "Observation",
        "patient",
        r#"{"resourceType":"Observation","subject":{"reference":"Group/1"}}"#,
        ""
    )]
    #[case(
        "Observation",
        "patient",
        r#"{"resourceType":"Observation","subject":{"reference":"https://e.org/f/Patient/1"}}"#,
        "{\"reference\":\"https://e.org/f/Patient/1\"}"
    )]
    #[case(
        "Goal",
        "target-date",
        r#"{"resourceType":"Goal","target":[{"dueDate":"2020-01-01"},{"dueDuration":{}}]}"#,
        "2020-01-01"
    )]
    #[case(
        "ExplanationOfBenefit",
        "service-start-date",
        r#"{"resourceType":"ExplanationOfBenefit","item":[{"servicedDate":"2020"}]}"#,
        "2020"
    )]
    #[case("PractitionerRole", "network", r#"{"resourceType":"PractitionerRole","extension":[{"url":"http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/network-reference","valueReference":{"reference":"Organization/n"}}]}"#, "{\"reference\":\"Organization/n\"}")]
    #[case("Patient", "_id", r#"{"resourceType":"Patient","id":"p"}"#, "p")]
    #[case(
        "Observation",
        "combo-code",
        r#"{"resourceType":"Observation","code":{"text":"x"},"component":[{"code":{"text":"y"}}]}"#,
        "{\"text\":\"x\"} {\"text\":\"y\"}"
    )]
    #[case("MedicationRequest", "medication", r#"{"resourceType":"MedicationRequest","medicationReference":{"reference":"Medication/1"}}"#, "{\"reference\":\"Medication/1\"}")]
    fn values_are_found(
        #[case] resource_type: &str,
        #[case] code: &str,
        #[case] json: &str,
        #[case] expected: &str,
    ) {
        let definitions = definitions();
        let document = Document::parse(json.to_owned()).unwrap();
        let nodes = definitions
            .parameter(resource_type, code)
            .unwrap()
            .nodes(&document);
        let texts: Vec<_> = nodes
            .iter()
            .map(|node| {
                node.as_str()
                    .map_or(node.text().to_owned(), |text| text.into_owned())
            })
            .collect();
        assert_eq!(texts.join(" "), expected);
    }

    #[test]
    fn computed_values_are_items() {
        let definitions = definitions();
        let document =
            Document::parse(r#"{"resourceType":"Patient","deceasedDateTime":"2020"}"#).unwrap();
        let items = definitions
            .parameter("Patient", "deceased")
            .unwrap()
            .items(&document);
        assert!(items.len() == 1 && items[0].is_true());
    }

    #[test]
    fn plain_codes_have_a_system() {
        let definitions = definitions();
        let system = |resource_type, code| {
            definitions
                .parameter(resource_type, code)
                .unwrap()
                .implied_system()
        };
        assert_eq!(
            system("Observation", "status"),
            Some("http://hl7.org/fhir/observation-status")
        );
        assert_eq!(
            system("Patient", "gender"),
            Some("http://hl7.org/fhir/administrative-gender")
        );
        assert_eq!(
            system("Patient", "address-use"),
            Some("http://hl7.org/fhir/address-use")
        );
        assert_eq!(system("Observation", "category"), None);
    }

    #[test]
    fn every_expression_is_understood() {
        let definitions = definitions();
        let mut seen = 0;
        for resource_type in definitions.resource_types() {
            for parameter in definitions.of(resource_type) {
                let silent = ["_text", "_content", "_query"].contains(&parameter.code.as_str())
                    || parameter.kind == SearchParamType::Special;
                assert!(
                    parameter.expression().is_some() || silent,
                    "{resource_type}?{}",
                    parameter.code
                );
                seen += 1;
            }
        }
        assert!(seen > 2_500, "{seen}");
    }
}
