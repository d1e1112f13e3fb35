//! What the embedded packs hold is understood: every invariant parses, every profile compiles, and must-support coverage
//! is told from them.

use payerlab_profiles::fhirpath::Expression;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::{Guide, Section, Structure, embedded};
use payerlab_profiles::validate::{Coverage, Validator};

#[test]
fn every_invariant_parses() {
    let (mut seen, mut faults) = (0, Vec::new());
    for guide in Guide::ALL {
        let pack = embedded(guide);
        for url in pack.keys(Section::Structure) {
            let structure: Structure = pack.fact(Section::Structure, url).unwrap();
            for constraint in structure
                .elements
                .iter()
                .flat_map(|element| &element.constraints)
            {
                seen += 1;
                if let Err(error) = Expression::parse(&constraint.expression) {
                    faults.push(format!(
                        "{url} {}: {error}: {}",
                        constraint.key, constraint.expression
                    ));
                }
            }
        }
    }
    faults.sort_unstable();
    faults.dedup();
    assert!(seen > 800, "{seen}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_profile_compiles() {
    for guide in Guide::ALL {
        let validator = Validator::of_guides(&[guide]);
        let pack = embedded(guide);
        for url in pack.keys(Section::Structure) {
            assert!(validator.knows_profile(url), "{url}");
        }
    }
}

#[test]
fn versions_are_told_apart() {
    let validator = Validator::of_guides(&[Guide::UsCore610]);
    let smoking = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-smokingstatus";
    assert!(validator.knows_profile(&format!("{smoking}|3.1.1")));
    let coded = r#"{"resourceType":"Observation","status":"final",
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"social-history"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"72166-2"}]},"subject":{"reference":"Patient/1"},
        "effectiveDateTime":"2024-01-01",
        "valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"266919005"}]}}"#;
    let document = Document::parse(coded).unwrap();
    let errors = |canonical: &str| {
        let outcome = validator.validate(&document, &[canonical]);
        outcome
            .errors()
            .map(|issue| format!("{} {}", issue.rule, issue.expression))
            .collect::<Vec<_>>()
    };
    assert_eq!(errors(smoking), Vec::<String>::new());
    // 3.1.1 asks for `issued`, which 6.1.0 does not.
    assert_eq!(
        errors(&format!("{smoking}|3.1.1")),
        ["cardinality-min Observation.issued"]
    );
}

#[test]
fn must_support_is_covered_by_what_was_seen() {
    let validator = Validator::of_guides(&[Guide::UsCore610]);
    let profile = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
    let mut coverage = Coverage::of(&validator, profile).unwrap();
    let all: Vec<String> = coverage.missing().collect();
    assert!(
        all.contains(&"Patient.identifier.system".to_owned()),
        "{all:?}"
    );
    for text in [
        r#"{"resourceType":"Patient","identifier":[{"system":"https://example.org","value":"1"}],"gender":"male"}"#,
        r#"{"resourceType":"Patient","name":[{"given":["A"]}]}"#,
        r#"{"resourceType":"Observation","status":"final"}"#,
    ] {
        coverage.add(&Document::parse(text).unwrap());
    }
    let missing: Vec<String> = coverage.missing().collect();
    assert!(!missing.contains(&"Patient.identifier.system".to_owned()));
    assert!(
        !missing.contains(&"Patient.name.given".to_owned()),
        "{missing:?}"
    );
    assert!(missing.contains(&"Patient.name.family".to_owned()));
    assert!(
        coverage
            .rows()
            .any(|(element, seen)| element == "Patient.gender" && seen == 1)
    );
    assert!(Coverage::of(&validator, "https://example.org/none").is_none());
}

#[test]
fn a_reason_for_absence_shows_nothing() {
    let validator = Validator::of_guides(&[Guide::UsCore610]);
    let profile = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
    let mut coverage = Coverage::of(&validator, profile).unwrap();
    coverage.add(
        &Document::parse(
            r#"{"resourceType":"Patient",
            "name":[{"_family":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}],
            "gender":"male","_gender":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}"#,
        )
        .unwrap(),
    );
    let seen = |wanted: &str| {
        let mut rows = coverage.rows();
        rows.find(|(element, _)| element == wanted)
            .map(|(_, seen)| seen)
    };
    assert_eq!(seen("Patient.name.family"), Some(0));
    assert_eq!(seen("Patient.gender"), Some(1));
}

#[test]
fn elements_of_shared_content_are_seen_wherever_they_stand() {
    let validator = Validator::of_guides(&[Guide::UsCore610]);
    let profile = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-questionnaireresponse";
    let mut coverage = Coverage::of(&validator, profile).unwrap();
    coverage.add(
        &Document::parse(
            r#"{"resourceType":"QuestionnaireResponse",
            "item":[{"linkId":"1","item":[{"linkId":"1.1","answer":[{"valueString":"no"}]}]}]}"#,
        )
        .unwrap(),
    );
    let missing: Vec<String> = coverage.missing().collect();
    assert!(
        !missing.contains(&"QuestionnaireResponse.item.answer".to_owned()),
        "{missing:?}"
    );
}
