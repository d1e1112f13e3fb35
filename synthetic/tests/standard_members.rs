//! Each member is what their reason says.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use payerlab_synthetic::{Dataset, Options, Resource, generate};
use rstest::rstest;
use serde_json::Value;

const TODAY: Date = date(2026, 3, 14);

static DATASET: LazyLock<Dataset> = LazyLock::new(|| {
    generate(&Options {
        seed: 1,
        today: TODAY,
        extra_members: 1,
    })
});

fn of(patient_id: &str) -> Vec<&'static Resource> {
    DATASET
        .resources
        .iter()
        .filter(|resource| resource.compartment.as_deref() == Some(patient_id))
        .collect()
}

fn json(resource: &Resource) -> Value {
    serde_json::from_slice(&resource.body).expect("a resource is JSON")
}

fn typed(patient_id: &str, resource_type: &str) -> Vec<Value> {
    of(patient_id)
        .into_iter()
        .filter(|resource| resource.resource_type == resource_type)
        .map(json)
        .collect()
}

/// Calls `look` with every member of every object, however deep.
fn walk(value: &Value, look: &mut impl FnMut(&serde_json::Map<String, Value>, &str, &Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                look(members, name, member);
                walk(member, look);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, look)),
        _ => {}
    }
}

/// Everything that looks like a date of some precision, as its ten first characters or fewer.
fn dates(resource: &Resource) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut body = json(resource);
    if let Some(members) = body.as_object_mut() {
        members.remove("meta");
        members.remove("birthDate");
    }
    walk(&body, &mut |_, name, value| {
        let temporal = name.ends_with("Date")
            || name.ends_with("DateTime")
            || ["date", "start", "end", "issued", "created", "authoredOn"].contains(&name);
        if let (true, Some(text)) = (temporal, value.as_str()) {
            found.insert(text.chars().take(10).collect());
        }
    });
    found
}

#[test]
fn the_documented_member_has_every_kind_of_record() {
    let kinds: BTreeSet<&str> = of("PatientID")
        .iter()
        .map(|resource| resource.resource_type)
        .collect();
    for kind in [
        "AllergyIntolerance",
        "CarePlan",
        "CareTeam",
        "Condition",
        "Coverage",
        "Device",
        "DiagnosticReport",
        "DocumentReference",
        "Encounter",
        "ExplanationOfBenefit",
        "Goal",
        "Immunization",
        "MedicationDispense",
        "MedicationRequest",
        "Observation",
        "Patient",
        "Procedure",
        "Provenance",
        "QuestionnaireResponse",
        "RelatedPerson",
        "ServiceRequest",
        "Specimen",
    ] {
        assert!(kinds.contains(kind), "{kind}");
    }
}

#[rstest]
#[case("vital-signs", 8)]
#[case("laboratory", 8)]
#[case("social-history", 4)]
#[case("survey", 4)]
fn the_documented_member_has_observations_on_many_days(
    #[case] category: &str,
    #[case] least: usize,
) {
    let observations: Vec<Value> = typed("PatientID", "Observation")
        .into_iter()
        .filter(|body| body["category"].to_string().contains(category))
        .collect();
    assert!(observations.len() >= least, "{}", observations.len());
    assert!(
        observations
            .iter()
            .all(|body| body["code"]["coding"][0]["system"] == "http://loinc.org")
    );
}

#[test]
fn the_twin_shares_codes_dates_and_values_but_no_record() {
    let told = |patient: &str| -> Vec<(Value, Value, Value, Value)> {
        typed(patient, "Observation")
            .into_iter()
            .map(|body| {
                (
                    body["category"].clone(),
                    body["code"].clone(),
                    body["effectiveDateTime"].clone(),
                    body["valueQuantity"].clone(),
                )
            })
            .collect()
    };
    assert!(!told("PatientID").is_empty());
    assert_eq!(told("PatientID"), told("TwinPatientID"));
}

#[test]
fn none_of_a_kind() {
    let kinds: Vec<&str> = of("EmptyPatientID")
        .iter()
        .map(|resource| resource.resource_type)
        .collect();
    assert_eq!(kinds, ["Patient", "Coverage"]);
}

#[test]
fn hundreds_of_claims() {
    assert!(typed("PagingPatientID", "ExplanationOfBenefit").len() >= 300);
}

#[test]
fn coverage_ended_and_began_again() {
    let spans = typed("ReturningPatientID", "Coverage");
    let (former, present) = (&spans[0]["period"], &spans[1]["period"]);
    assert!(former["end"].as_str() < present["start"].as_str());
    assert!(present["end"].is_null());
    assert_eq!(spans[1]["status"], "active");
}

#[test]
fn a_proxy_for_two() {
    let parent = DATASET
        .members
        .iter()
        .find(|member| member.patient_id == "ParentPatientID")
        .expect("the parent");
    assert_eq!(parent.proxies_for.len(), 2);
    let card = typed("ParentPatientID", "Coverage")[0]["subscriberId"].clone();
    for child in &parent.proxies_for {
        assert_eq!(typed(child, "Coverage")[0]["subscriberId"], card);
        assert!(typed(child, "Patient")[0]["birthDate"].as_str() > Some("2008"));
    }
}

#[test]
fn nothing_since_2016() {
    for resource in of("HistoricPatientID") {
        if resource.resource_type == "Patient" {
            continue;
        }
        for day in dates(resource) {
            // A claim of December is paid in January.
            assert!(day.as_str() < "2016-02-01", "{}: {day}", resource.id);
        }
        assert!(resource.last_updated < "2016-02-01T00:00:00Z".parse().expect("an instant"));
    }
}

#[test]
fn no_coding_has_a_display() {
    let mut codings = 0;
    for resource in of("PlainPatientID") {
        walk(&json(resource), &mut |members, name, _| {
            codings += usize::from(name == "code");
            assert!(
                !(name == "display" && members.contains_key("code")),
                "{}",
                resource.id
            );
        });
    }
    assert!(codings > 100);
}

#[test]
fn weeks_old() {
    let born: Date = typed("NewbornPatientID", "Patient")[0]["birthDate"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("a birth date");
    assert!((TODAY - born).get_days() < 100);
    let codes = typed("NewbornPatientID", "Observation");
    assert!(
        codes
            .iter()
            .any(|body| body["code"]["coding"][0]["code"] == "9843-4")
    );
    for day in of("NewbornPatientID").into_iter().flat_map(dates) {
        assert!(day >= born.to_string(), "{day} is before birth");
    }
}

#[test]
fn nothing_clinical_after_death() {
    let death = typed("DeceasedPatientID", "Patient")[0]["deceasedDateTime"]
        .as_str()
        .map(|text| text[..10].to_owned())
        .expect("a date of death");
    for kind in ["Observation", "Encounter"] {
        for resource in of("DeceasedPatientID") {
            if resource.resource_type == kind {
                assert!(
                    dates(resource).into_iter().all(|day| day <= death),
                    "{}",
                    resource.id
                );
            }
        }
    }
}

#[test]
fn several_names() {
    let name = typed("AccentsPatientID", "Patient")[0]["name"][0].clone();
    assert_eq!(name["family"], "O'Brien-Nuñez y Søndergård");
    assert_eq!(name["given"].as_array().map(Vec::len), Some(3));
}

#[rstest]
#[case("Observation", "entered-in-error")]
#[case("Observation", "cancelled")]
#[case("Observation", "corrected")]
#[case("ExplanationOfBenefit", "cancelled")]
#[case("MedicationRequest", "cancelled")]
#[case("Immunization", "entered-in-error")]
#[case("Encounter", "cancelled")]
#[case("DocumentReference", "superseded")]
#[case("DiagnosticReport", "cancelled")]
fn taken_back(#[case] kind: &str, #[case] status: &str) {
    assert!(
        typed("AmendedPatientID", kind)
            .iter()
            .any(|body| body["status"] == status)
    );
}

#[test]
fn deleted_of_the_documented_member_and_of_another() {
    for patient in ["PatientID", "DeletedPatientID"] {
        assert!(DATASET.deleted.iter().any(|gone| {
            gone.resource_type == "Observation" && gone.compartment.as_deref() == Some(patient)
        }));
    }
}

#[test]
fn extra_members_are_small() {
    let resources = of("Extra00001PatientID");
    assert!((14..=20).contains(&resources.len()), "{}", resources.len());
    let bytes: usize = resources.iter().map(|resource| resource.body.len()).sum();
    assert!(bytes < 20_000, "{bytes}");
}

#[test]
fn the_directory_is_wide_enough() {
    let count = |kind: &str| {
        DATASET
            .resources
            .iter()
            .filter(|resource| resource.directory && resource.resource_type == kind)
            .count()
    };
    assert!(count("Practitioner") >= 30);
    assert!(count("Organization") >= 10);
    for kind in [
        "PractitionerRole",
        "Location",
        "HealthcareService",
        "InsurancePlan",
        "Endpoint",
        "OrganizationAffiliation",
    ] {
        assert!(count(kind) >= 3, "{kind}");
    }
}
