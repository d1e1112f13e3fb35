//! References are followed to what is contained, to other entries of the Bundle, and to files that are validated together
//! (FHIR R4 "References between Resources", "Bundle"), and Bundles are held to their own rules.

use payerlab_profiles::fhirpath::Neighbours;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::{ValidationResult, Validator};
use rstest::rstest;
use serde_json::{Value, json};

const GOAL: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-goal";

fn validator() -> Validator {
    Validator::of_guides(&[Guide::UsCore610])
}

fn document(resource: &Value) -> Document {
    Document::parse(resource.to_string()).unwrap()
}

fn found(outcome: &ValidationResult) -> Vec<String> {
    let errors = outcome.errors();
    let shown = errors.map(|issue| format!("{} {}", issue.rule, issue.expression));
    shown.collect()
}

/// US Core wants the subject of a Goal to be a US Core Patient.
fn goal(subject: &str) -> Value {
    json!({
        "resourceType": "Goal", "id": "g",
        "meta": {"profile": [GOAL]},
        "lifecycleStatus": "active",
        "description": {"text": "walk more"},
        "startDate": "2024-01-01",
        "subject": {"reference": subject}
    })
}

fn patient(id: &str, named: bool) -> Value {
    let mut patient = json!({
        "resourceType": "Patient", "id": id, "gender": "female",
        "identifier": [{"system": "https://example.org/members", "value": "1"}]
    });
    if named {
        patient["name"] = json!([{"family": "Example"}]);
    }
    patient
}

fn bundle(entries: &[(&str, Value)]) -> Value {
    let entries: Vec<Value> = entries
        .iter()
        .map(|(url, resource)| json!({"fullUrl": url, "resource": resource}))
        .collect();
    json!({"resourceType": "Bundle", "type": "collection", "entry": entries})
}

#[rstest]
#[case("Patient/p", &[])]
#[case("https://payer.example.org/fhir/Patient/p", &[])]
#[case("Patient/a b", &["reference-form Goal.subject.reference"])]
#[case("Patient/p/_history/a b", &["reference-form Goal.subject.reference"])]
#[case("https://payer.example.org/fhir/Patient/a b", &["reference-form Goal.subject.reference"])]
#[case(" ", &["reference-form Goal.subject.reference"])]
#[case("urn:uuid:none", &["reference-form Goal.subject.reference"])]
fn a_literal_reference_is_a_url(#[case] reference: &str, #[case] expected: &[&str]) {
    assert_eq!(
        found(&validator().validate(&document(&goal(reference)), &[])),
        expected
    );
}

#[rstest]
#[case::met(true, &[])]
#[case::not_met(false, &["reference-target-profile Goal.subject"])]
fn a_contained_target_meets_its_profile(#[case] named: bool, #[case] expected: &[&str]) {
    let mut goal = goal("#p");
    goal["contained"] = json!([patient("p", named)]);
    let outcome = validator().validate(&document(&goal), &[]);
    assert_eq!(found(&outcome), expected);
}

#[rstest]
#[case::by_id("Patient/p", true, &[])]
#[case::by_url("https://example.org/fhir/Patient/p", false, &["reference-target-profile Bundle.entry[0].resource.subject"])]
#[case::by_id_and_version("Patient/p/_history/1", false, &["reference-target-profile Bundle.entry[0].resource.subject"])]
#[case::elsewhere("https://example.com/Patient/p", false, &[])]
fn a_target_in_the_bundle_meets_its_profile(
    #[case] subject: &str,
    #[case] named: bool,
    #[case] expected: &[&str],
) {
    let bundle = bundle(&[
        ("https://example.org/fhir/Goal/g", goal(subject)),
        ("https://example.org/fhir/Patient/p", patient("p", named)),
    ]);
    let outcome = validator().validate(&document(&bundle), &[]);
    assert_eq!(found(&outcome), expected);
}

#[test]
fn what_claims_the_profile_is_judged_where_it_stands() {
    let mut target = patient("p", false);
    target["meta"] =
        json!({"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]});
    let bundle = bundle(&[
        ("https://example.org/fhir/Goal/g", goal("Patient/p")),
        ("https://example.org/fhir/Patient/p", target),
    ]);
    let outcome = validator().validate(&document(&bundle), &[]);
    assert_eq!(
        found(&outcome),
        ["cardinality-min Bundle.entry[1].resource.name"]
    );
}

#[test]
fn references_lead_to_files_that_are_validated_together() {
    let validator = validator();
    let goal = document(&goal("Patient/p"));
    assert!(validator.validate(&goal, &[]).is_valid());
    let (named, nameless) = (
        document(&patient("p", true)),
        document(&patient("p", false)),
    );
    let near = Neighbours::of_documents([&goal, &named]);
    assert!(validator.validate_among(&goal, &[], &near).is_valid());
    let near = Neighbours::of_documents([&goal, &nameless]);
    let outcome = validator.validate_among(&goal, &[], &near);
    assert_eq!(found(&outcome), ["reference-target-profile Goal.subject"]);
    // Which of two is meant cannot be told.
    let near = Neighbours::of_documents([&goal, &named, &nameless]);
    assert!(validator.validate_among(&goal, &[], &near).is_valid());
}

#[test]
fn a_circle_of_references_ends() {
    let resource = |id: &str, other: &str| {
        json!({
            "resourceType": "Observation", "id": id, "status": "final", "code": {"text": "x"},
            "hasMember": [{"reference": other}],
            "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-screening-assessment"]},
            "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}]}],
            "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2024-01-01", "valueString": "x"
        })
    };
    let bundle = bundle(&[
        (
            "https://example.org/fhir/Observation/a",
            resource("a", "Observation/b"),
        ),
        (
            "https://example.org/fhir/Observation/b",
            resource("b", "Observation/a"),
        ),
    ]);
    let outcome = validator().validate(&document(&bundle), &[]);
    assert_eq!(found(&outcome), Vec::<String>::new());
}

#[rstest]
#[case::relative("Patient/p", &["bundle-full-url Bundle.entry[0]"])]
#[case::other_id("https://example.org/fhir/Patient/q", &["bundle-full-url Bundle.entry[0]"])]
#[case::other_type("https://example.org/fhir/Person/p", &["bundle-full-url Bundle.entry[0]"])]
#[case::versioned("https://example.org/fhir/Patient/p/_history/2", &["bdl-8 Bundle.entry[0]"])]
#[case::uuid("urn:uuid:79a14950-442c-11ed-b878-0242ac120002", &[])]
fn full_urls_are_those_of_the_resource(#[case] url: &str, #[case] expected: &[&str]) {
    let bundle = bundle(&[(url, patient("p", true))]);
    let outcome = validator().validate(&document(&bundle), &[]);
    assert_eq!(found(&outcome), expected);
}

#[test]
fn a_relation_has_one_link() {
    let mut bundle = bundle(&[]);
    bundle.as_object_mut().unwrap().remove("entry");
    let link = json!({"relation": "self", "url": "https://example.org/fhir/Patient"});
    bundle["link"] = json!([link, link]);
    let outcome = validator().validate(&document(&bundle), &[]);
    assert_eq!(found(&outcome), ["bundle-link Bundle.link[1]"]);
}

#[test]
fn a_document_holds_what_its_composition_refers_to() {
    let composition = json!({
        "resourceType": "Composition", "id": "c", "status": "final", "type": {"text": "x"}, "date": "2024", "title": "x",
        "subject": {"reference": "Patient/p"}, "author": [{"reference": "Practitioner/missing"}],
        "section": [{"title": "x", "entry": [{"reference": "Observation/missing"}]}]
    });
    let mut bundle = bundle(&[
        ("https://example.org/fhir/Composition/c", composition),
        ("https://example.org/fhir/Patient/p", patient("p", true)),
        (
            "https://example.org/fhir/Patient/alone",
            patient("alone", true),
        ),
    ]);
    bundle["type"] = json!("document");
    bundle["identifier"] = json!({"system": "https://example.org/documents", "value": "1"});
    bundle["timestamp"] = json!("2024-01-01T00:00:00Z");
    let outcome = validator().validate(&document(&bundle), &[]);
    assert_eq!(
        found(&outcome),
        [
            "bundle-document Bundle.entry[0].resource.author[0]",
            "bundle-document Bundle.entry[0].resource.section[0].entry[0]"
        ]
    );
    let warned: Vec<&str> = outcome
        .warnings()
        .filter(|issue| issue.rule != "dom-6")
        .map(|issue| issue.expression.as_str())
        .collect();
    assert_eq!(warned, ["Bundle.entry[2]"]);
}
