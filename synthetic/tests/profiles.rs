//! Every resource conforms to the profiles that it claims, and between them the documented member's resources show
//! what the profiles want supported.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::date;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::{Coverage, Validator};
use payerlab_synthetic::{Dataset, Options, Resource, generate};

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
    let body: serde_json::Value = serde_json::from_slice(&resource.body).expect("JSON");
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

/// What no resource of a member in good health can show, or what has no sense for the profile.
fn spared(element: &str) -> bool {
    // Only blood pressure and pulse oximetry have components, and blood pressure has no value of its own.
    element.starts_with("Observation.component")
        || element == "Observation.value[x]"
        // The documented member lives.
        || element.starts_with("Patient.deceased")
        // A network is nobody's provider, and has its contacts apart.
        || element == "Organization.identifier:NPI"
        || element == "Organization.telecom"
}

fn missing(resources: &[&Resource]) -> BTreeMap<String, Vec<String>> {
    let urls: BTreeSet<String> = resources
        .iter()
        .flat_map(|resource| profiles(resource))
        .collect();
    urls.into_iter()
        .filter_map(|url| {
            let mut coverage = Coverage::of(&VALIDATOR, &url)?;
            for resource in resources {
                if profiles(resource).contains(&url) {
                    coverage.add(&document(resource));
                }
            }
            let missing: Vec<String> = coverage
                .missing()
                .filter(|element| !spared(element))
                .collect();
            (!missing.is_empty()).then_some((url, missing))
        })
        .collect()
}

#[test]
fn the_documented_member_shows_what_the_profiles_want_supported() {
    let resources: Vec<&Resource> = DATASET
        .resources
        .iter()
        .filter(|resource| !resource.directory)
        .filter(|resource| {
            resource
                .compartment
                .as_deref()
                .is_none_or(|patient| patient == "PatientID")
        })
        .collect();
    let missing = missing(&resources);
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn the_directory_shows_what_the_profiles_want_supported() {
    let resources: Vec<&Resource> = DATASET
        .resources
        .iter()
        .filter(|resource| resource.directory)
        .collect();
    let missing = missing(&resources);
    assert!(missing.is_empty(), "{missing:#?}");
}
