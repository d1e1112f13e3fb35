//! Every resource conforms to the profiles that it claims, and between them the resources show what the profiles want
//! supported.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::date;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::{Coverage, Validator};
use payerlab_synthetic::{Dataset, Options, Resource, generate};
use rstest::rstest;
use serde_json::Value;

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    Validator::of_guides(&[
        Guide::R4,
        Guide::UsCore610,
        Guide::CarinBb200,
        Guide::PlanNet110,
    ])
});

static DATASET: LazyLock<Dataset> = LazyLock::new(|| {
    generate(&Options {
        seed: 5,
        today: date(2026, 3, 14),
        extra_members: 2,
    })
});

fn document(resource: &Resource) -> Document {
    Document::parse(resource.body.clone()).expect("a resource is JSON")
}

fn profiles(resource: &Resource) -> Vec<String> {
    let body: Value = serde_json::from_slice(&resource.body).expect("JSON");
    let claimed = body["meta"]["profile"].as_array().cloned();
    claimed
        .unwrap_or_default()
        .iter()
        .filter_map(|url| url.as_str().map(ToOwned::to_owned))
        .collect()
}

#[test]
fn every_resource_conforms_to_the_profiles_that_it_claims() {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for resource in &DATASET.resources {
        let outcome = VALIDATOR.validate(&document(resource), &[]);
        for issue in outcome.errors() {
            let what = format!("{} {} {}", issue.rule, issue.expression, issue.message);
            found
                .entry(what)
                .or_insert_with(|| (0, resource.id.clone()))
                .0 += 1;
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Warnings that are right, and why the data stays as it is: the rule, what the message tells, the reason.
const EXPLAINED: &[(&str, &str, &str)] = &[
    (
        "dom-6",
        "narrative",
        "the further members are many and for machines only",
    ),
    (
        "binding-extensible",
        "`http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType|",
        "CARIN fixes this code where R4's extensible binding has none for it",
    ),
    (
        "binding-extensible",
        "`http://hl7.org/fhir/us/core/CodeSystem/",
        "US Core fixes this code where R4's extensible binding has none for it",
    ),
    (
        "binding-extensible",
        "`http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/EndpointConnectionTypeCS|",
        "Plan-Net requires one of its own codes",
    ),
    (
        "binding-extensible",
        "`http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode|",
        "US Core binds the format to IHE's list, of which R4 has an older state",
    ),
    (
        "binding-extensible",
        "`http://terminology.hl7.org/CodeSystem/v2-0203|MB` ",
        "CARIN fixes the member number's code, which R4's list leaves out",
    ),
    (
        "binding-extensible",
        "`http://terminology.hl7.org/CodeSystem/v2-0203|NPI` ",
        "CARIN fixes the NPI's code, which R4's list leaves out",
    ),
    (
        "binding-extensible",
        "`http://unitsofmeasure.org|L/min` ",
        "US Core fixes the unit of the flow rate, which R4's list of vital signs' units leaves out",
    ),
];

#[test]
fn no_warning_is_unexplained() {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for resource in &DATASET.resources {
        let outcome = VALIDATOR.validate(&document(resource), &[]);
        for issue in outcome.warnings() {
            if EXPLAINED
                .iter()
                .any(|(rule, shown, _)| issue.rule == *rule && issue.message.contains(shown))
            {
                continue;
            }
            let what = format!("{} {} {}", issue.rule, issue.expression, issue.message);
            found
                .entry(what)
                .or_insert_with(|| (0, resource.id.clone()))
                .0 += 1;
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_claimed_profile_is_known() {
    let claimed: BTreeSet<String> = DATASET.resources.iter().flat_map(profiles).collect();
    assert!(claimed.len() > 60, "{}", claimed.len());
    for profile in claimed {
        assert!(VALIDATOR.knows_profile(&profile), "{profile}");
    }
}

/// Elements that a profile marks and no resource of it can show with sense.
const SENSELESS: &[(&str, &[&str], &str)] = &[
    (
        "Observation.component",
        &[
            "head-occipital-frontal-circumference-percentile",
            "pediatric-bmi-for-age",
            "pediatric-weight-for-height",
            "us-core-bmi",
            "us-core-body-height",
            "us-core-body-temperature",
            "us-core-body-weight",
            "us-core-head-circumference",
            "us-core-heart-rate",
            "us-core-respiratory-rate",
        ],
        "one number has no components, which all vital signs inherit",
    ),
    (
        "Observation.value[x]",
        &["us-core-blood-pressure"],
        "blood pressure has its numbers in components",
    ),
    (
        "Organization.telecom",
        &["plannet-Network"],
        "the profile forbids it",
    ),
];

fn senseless(profile: &str, element: &str) -> bool {
    SENSELESS.iter().any(|(outer, profiles, _)| {
        element.starts_with(outer) && profiles.iter().any(|name| profile.ends_with(name))
    })
}

/// The elements that the claimed profiles want supported and that none of the resources shows.
fn missing(shown: impl Fn(&Resource) -> bool) -> BTreeMap<String, Vec<String>> {
    let resources: Vec<(Vec<String>, Document)> = DATASET
        .resources
        .iter()
        .filter(|resource| shown(resource))
        .map(|resource| (profiles(resource), document(resource)))
        .collect();
    let claimed: BTreeSet<&String> = resources.iter().flat_map(|(claimed, _)| claimed).collect();
    claimed
        .into_iter()
        .filter_map(|profile| {
            let mut coverage = Coverage::of(&VALIDATOR, profile)?;
            for (claimed, document) in &resources {
                if claimed.contains(profile) {
                    coverage.add(document);
                }
            }
            let missing: Vec<String> = coverage
                .missing()
                .filter(|element| !senseless(profile, element))
                .collect();
            (!missing.is_empty()).then(|| (profile.clone(), missing))
        })
        .collect()
}

#[test]
fn the_members_show_what_the_profiles_want_supported() {
    let missing = missing(|resource| !resource.directory);
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn the_documented_member_alone_shows_all_that_the_living_can() {
    let missing = missing(|resource| {
        let own = |patient| patient == "PatientID";
        !resource.directory && resource.compartment.as_deref().is_none_or(own)
    });
    let left: Vec<(&str, &[String])> = missing
        .iter()
        .map(|(profile, elements)| (profile.as_str(), elements.as_slice()))
        .collect();
    let dead = "http://hl7.org/fhir/us/carin-bb/StructureDefinition/C4BB-Patient|2.0.0";
    assert_eq!(
        left,
        [(dead, ["Patient.deceased[x]".to_owned()].as_slice())]
    );
}

#[test]
fn the_directory_shows_what_the_profiles_want_supported() {
    let missing = missing(|resource| resource.directory);
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Types of choices that US Core wants supported, each in a value of its own.
#[rstest]
#[case("us-core-observation-lab", &["valueQuantity", "valueCodeableConcept", "valueString"])]
#[case("us-core-observation-clinical-result", &["valueQuantity", "valueCodeableConcept", "valueString"])]
#[case("us-core-observation-screening-assessment", &["valueQuantity", "valueCodeableConcept", "valueString"])]
#[case("us-core-simple-observation", &["valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean"])]
#[case("us-core-servicerequest", &["occurrencePeriod"])]
fn the_documented_member_shows_each_type_of_a_choice(
    #[case] profile: &str,
    #[case] names: &[&str],
) {
    let of_profile: Vec<Value> = DATASET
        .resources
        .iter()
        .filter(|resource| resource.compartment.as_deref() == Some("PatientID"))
        .filter(|resource| profiles(resource).iter().any(|url| url.ends_with(profile)))
        .map(|resource| serde_json::from_slice(&resource.body).expect("JSON"))
        .collect();
    for name in names {
        assert!(
            of_profile.iter().any(|body| body.get(*name).is_some()),
            "{profile} {name}"
        );
    }
}
