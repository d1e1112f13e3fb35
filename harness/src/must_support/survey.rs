//! What a payer's resources show of the profiles that they stand for.

use std::collections::BTreeMap;

use payerlab_profiles::json::Document;
use payerlab_profiles::pack::{Guide, Section, Structure, embedded};
use payerlab_profiles::validate::{Coverage, Validator};

use super::choice::ChoiceType;
use super::exception::{allow_either, leave_out};
use super::need::{Need, covers};
use super::outermost::missing;

/// What was seen so far, profile by profile.
pub(crate) struct Survey<'v> {
    validator: &'v Validator,
    guide: Guide,
    profiles: BTreeMap<String, ProfileSurvey<'v>>,
}

impl<'v> Survey<'v> {
    /// A survey of the profiles of `guide`, with nothing seen yet.
    pub(crate) fn new(validator: &'v Validator, guide: Guide) -> Self {
        Self {
            validator,
            guide,
            profiles: BTreeMap::new(),
        }
    }

    /// Takes a resource into account for each of these profiles.
    pub(crate) fn add(&mut self, document: &Document, profiles: &[String]) {
        for profile in profiles {
            if !self.profiles.contains_key(profile) {
                let Some(shown) = ProfileSurvey::of(self.validator, self.guide, profile) else {
                    continue;
                };
                self.profiles.insert(profile.clone(), shown);
            }
            if let Some(shown) = self.profiles.get_mut(profile) {
                shown.add(document);
            }
        }
    }

    /// The profiles of which there was a resource.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// What no resource showed, by profile; profiles that were shown whole are left out.
    pub(crate) fn gaps(&self) -> Vec<(&str, Vec<String>)> {
        let gaps = self
            .profiles
            .iter()
            .map(|(profile, shown)| (profile.as_str(), missing(&shown.needs())));
        gaps.filter(|(_, missing)| !missing.is_empty()).collect()
    }
}

/// What was seen of one profile.
struct ProfileSurvey<'v> {
    structure: Structure,
    coverage: Coverage<'v>,
    types: Vec<ChoiceType>,
}

impl<'v> ProfileSurvey<'v> {
    fn of(validator: &'v Validator, guide: Guide, profile: &str) -> Option<Self> {
        let url = profile.split('|').next().unwrap_or(profile);
        let structure: Structure = [guide, Guide::R4]
            .into_iter()
            .find_map(|guide| embedded(guide).fact(Section::Structure, url))?;
        Some(Self {
            coverage: Coverage::of(validator, profile)?,
            types: ChoiceType::all(&structure),
            structure,
        })
    }

    fn add(&mut self, document: &Document) {
        self.coverage.add(document);
        for one in &mut self.types {
            one.add(document);
        }
    }

    fn needs(&self) -> Vec<Need> {
        let elements = self.coverage.rows().map(|(element, seen)| Need {
            element,
            shown: seen > 0,
        });
        let mut needs: Vec<Need> = elements.collect();
        for one in &self.types {
            // Where the type is a slice as well, the slice says it.
            if !needs.iter().any(|need| need.element == one.need.element) {
                needs.push(one.need.clone());
            }
        }
        // Who shows something shows what it is in.
        let shown: Vec<Need> = needs.iter().filter(|need| need.shown).cloned().collect();
        for need in &mut needs {
            need.shown |= shown
                .iter()
                .any(|inner| covers(&need.element, &inner.element));
        }
        leave_out(&self.structure, &mut needs);
        allow_either(&mut needs);
        needs
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const CORE: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";

    /// What these resources leave open of a US Core profile.
    fn gaps(profile: &str, resources: &[&str]) -> Vec<String> {
        let validator = Validator::of_guides(&[Guide::UsCore610]);
        let mut survey = Survey::new(&validator, Guide::UsCore610);
        for resource in resources {
            let document = Document::parse((*resource).to_owned()).expect("JSON");
            survey.add(&document, &[format!("{CORE}{profile}")]);
        }
        let gaps = survey.gaps();
        gaps.into_iter().flat_map(|(_, missing)| missing).collect()
    }

    #[test]
    fn resources_prove_together_what_none_proves_alone() {
        let one = r#"{"resourceType":"Patient","identifier":[{"system":"https://example.org","value":"1"}],"gender":"male",
            "name":[{"family":"A","given":["B"]}],"communication":[{"language":{"text":"English"}}]}"#;
        let other = r#"{"resourceType":"Patient","birthDate":"1970-01-01",
            "address":[{"line":["1 Elm Place"],"city":"Fresno","state":"CA","postalCode":"93704"}]}"#;
        assert_eq!(gaps("patient", &[one, other]), ["Patient.telecom"]);
        assert_eq!(
            gaps("patient", &[one]),
            ["Patient.telecom", "Patient.birthDate", "Patient.address"]
        );
    }

    #[test]
    fn a_profile_without_a_resource_is_not_judged() {
        assert_eq!(gaps("patient", &[]), Vec::<String>::new());
    }

    #[test]
    fn each_marked_type_of_a_choice_is_asked_for() {
        let number = r#"{"resourceType":"Observation","valueQuantity":{"value":1}}"#;
        let text = r#"{"resourceType":"Observation","valueString":"cloudy"}"#;
        let missing = gaps("observation-lab", &[number, text]);
        let types: Vec<&String> = missing
            .iter()
            .filter(|name| name.contains("value[x]"))
            .collect();
        assert_eq!(types, ["Observation.value[x]:valueCodeableConcept"]);
    }

    #[test]
    fn an_answer_within_a_group_is_an_answer() {
        let grouped = r#"{"resourceType":"QuestionnaireResponse","item":[{"linkId":"1","item":[{"linkId":"1.1",
            "answer":[{"valueString":"no","item":[{"linkId":"1.1.1","answer":[{"valueDecimal":2.5}]}]}]}]}]}"#;
        let missing = gaps("questionnaireresponse", &[grouped]);
        let asked = |end: &str| missing.iter().any(|name| name.ends_with(end));
        assert!(!asked("value[x]:valueString") && !asked("value[x]:valueDecimal"));
        assert!(!asked("item.answer") && !asked("answer.value[x]"));
        assert!(asked("value[x]:valueCoding"), "{missing:?}");
    }

    #[test]
    fn only_vital_signs_with_components_are_asked_for_components() {
        let bare = r#"{"resourceType":"Observation","status":"final"}"#;
        let of = |profile: &str| gaps(profile, &[bare]);
        let component = "Observation.component".to_owned();
        assert!(!of("heart-rate").contains(&component));
        assert!(of("heart-rate").contains(&"Observation.value[x]".to_owned()));
        assert!(of("blood-pressure").contains(&component));
        assert!(!of("blood-pressure").contains(&"Observation.value[x]".to_owned()));
    }

    #[test]
    fn who_always_has_a_value_need_not_say_why_one_is_missing() {
        let measured = r#"{"resourceType":"Observation","valueQuantity":{"value":1}}"#;
        let missing = gaps("heart-rate", &[measured]);
        assert!(!missing.iter().any(|name| name.contains("dataAbsentReason")));
    }

    #[rstest]
    #[case(
        "encounter",
        r#"{"resourceType":"Encounter","serviceProvider":{"reference":"Organization/1"}}"#,
        "Encounter.location"
    )]
    #[case(
        "encounter",
        r#"{"resourceType":"Encounter","reasonReference":[{"reference":"Condition/1"}]}"#,
        "Encounter.reasonCode"
    )]
    #[case(
        "medicationrequest",
        r#"{"resourceType":"MedicationRequest","reportedBoolean":true}"#,
        "MedicationRequest.reported[x]:reportedReference"
    )]
    fn one_of_two_is_enough_where_the_guide_says_so(
        #[case] profile: &str,
        #[case] resource: &str,
        #[case] other: &str,
    ) {
        let kind = other.split('.').next().unwrap_or_default();
        let bare = format!(r#"{{"resourceType":"{kind}"}}"#);
        let named = |resource: &str| {
            let missing = gaps(profile, &[resource]);
            missing.iter().any(|name| covers(name, other))
        };
        assert!(named(&bare), "neither");
        assert!(!named(resource), "one of them");
    }

    #[test]
    fn what_a_profile_forbids_is_not_asked_for() {
        let validator = Validator::of_guides(&[Guide::PlanNet110]);
        let mut survey = Survey::new(&validator, Guide::PlanNet110);
        let network =
            "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/plannet-Network";
        let document =
            Document::parse(r#"{"resourceType":"Organization","active":true}"#.to_owned())
                .expect("JSON");
        survey.add(&document, &[network.to_owned()]);
        let gaps = survey.gaps();
        let [(profile, missing)] = gaps.as_slice() else {
            panic!("{gaps:?}")
        };
        assert_eq!(*profile, network);
        assert!(missing.contains(&"Organization.contact".to_owned()));
        assert!(!missing.contains(&"Organization.telecom".to_owned()));
    }
}
