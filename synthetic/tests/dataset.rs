//! What holds for every data set: it is deterministic, whole in itself, and everyone in it is who they should be.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use jiff::civil::date;
use payerlab_synthetic::{Dataset, Options, Row, extra_member, generate};
use rstest::rstest;
use serde_json::Value;

const OPTIONS: Options = Options {
    seed: 1,
    today: date(2026, 3, 14),
    extra_members: 3,
};

static DATASET: LazyLock<Dataset> = LazyLock::new(|| generate(&OPTIONS));

fn bodies(dataset: &Dataset) -> Vec<(String, Value)> {
    dataset
        .resources
        .iter()
        .map(|resource| {
            let value = serde_json::from_slice(&resource.body).expect("a resource is JSON");
            (format!("{}/{}", resource.resource_type, resource.id), value)
        })
        .collect()
}

fn texts<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text) if key == name => found.push(text),
                    other => texts(other, name, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, name, found)),
        _ => {}
    }
}

#[test]
fn equal_options_give_equal_bytes() {
    assert_eq!(generate(&OPTIONS), *DATASET);
}

#[test]
fn ids_depend_on_neither_seed_nor_day() {
    let ids = |options: &Options| {
        generate(options)
            .resources
            .into_iter()
            .map(|resource| (resource.resource_type, resource.id))
            .collect::<Vec<_>>()
    };
    let other = Options {
        seed: 99,
        today: date(2031, 7, 1),
        ..OPTIONS
    };
    assert_eq!(ids(&OPTIONS), ids(&other));
    assert_ne!(DATASET.resources, generate(&other).resources);
}

#[test]
fn an_extra_member_alone_equals_that_of_the_whole() {
    let whole = &*DATASET;
    let (member, resources) = extra_member(&OPTIONS, 2);
    assert_eq!(whole.members.last(), Some(&member));
    assert!(!resources.is_empty());
    assert!(
        resources
            .iter()
            .all(|resource| whole.resources.contains(resource))
    );
}

#[test]
fn ids_are_unique_and_of_fhir_form() {
    let dataset = &*DATASET;
    let mut seen = HashSet::new();
    for resource in &dataset.resources {
        assert!(
            seen.insert((resource.resource_type, resource.id.as_str())),
            "twice: {}",
            resource.id
        );
        assert!((1..=64).contains(&resource.id.len()), "{}", resource.id);
        assert!(
            resource
                .id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)),
            "{}",
            resource.id
        );
    }
    for deleted in &dataset.deleted {
        assert!(!seen.contains(&(deleted.resource_type, deleted.id.as_str())));
    }
}

#[test]
fn every_reference_resolves_on_its_own_side() {
    let dataset = &*DATASET;
    let sides: HashMap<String, (bool, Option<String>)> = dataset
        .resources
        .iter()
        .map(|resource| {
            (
                format!("{}/{}", resource.resource_type, resource.id),
                (resource.directory, resource.compartment.clone()),
            )
        })
        .collect();
    let mut checked = 0;
    for (name, body) in bodies(dataset) {
        let (directory, compartment) = &sides[&name];
        let mut targets = Vec::new();
        texts(&body, "reference", &mut targets);
        let mut urls = Vec::new();
        texts(&body, "url", &mut urls);
        targets.extend(urls.into_iter().filter(|url| url.starts_with("Binary/")));
        for target in targets {
            let (other, owner) = sides
                .get(target)
                .unwrap_or_else(|| panic!("{name} refers to {target}, which is not there"));
            assert_eq!(
                directory, other,
                "{name} refers to {target} on the other side"
            );
            assert!(
                owner.is_none() || owner == compartment,
                "{name} refers to {target} of another member"
            );
            checked += 1;
        }
    }
    assert!(checked > 400);
}

#[test]
fn meta_agrees_with_what_is_told_beside_it() {
    let dataset = &*DATASET;
    for (resource, (name, body)) in dataset.resources.iter().zip(bodies(dataset)) {
        assert_eq!(body["resourceType"], resource.resource_type);
        assert_eq!(body["id"], resource.id.as_str());
        assert!(body["meta"]["versionId"].is_string(), "{name}");
        let told: jiff::Timestamp = body["meta"]["lastUpdated"]
            .as_str()
            .expect("lastUpdated")
            .parse()
            .expect("an instant");
        assert_eq!(told, resource.last_updated, "{name}");
        assert!(
            told < "2026-03-14T00:00:00Z".parse().expect("an instant"),
            "{name}"
        );
        if resource.resource_type != "Binary" {
            assert!(body["meta"]["profile"][0].is_string(), "{name}");
        }
    }
}

#[test]
fn the_documented_member_is_who_the_documentation_says() {
    let dataset = &*DATASET;
    let member = &dataset.members[0];
    assert_eq!(member.username, "SyntheticUsername");
    assert_eq!(member.password, "SyntheticPassword");
    assert_eq!(member.patient_id, "PatientID");
    assert!(
        dataset
            .resources
            .iter()
            .any(|resource| { resource.resource_type == "Patient" && resource.id == "PatientID" })
    );
}

#[test]
fn everyone_has_a_record_a_reason_and_a_name_of_their_own() {
    let dataset = &*DATASET;
    let mut seen = HashSet::new();
    for member in &dataset.members {
        assert!(seen.insert(&member.username), "{}", member.username);
        assert!(seen.insert(&member.patient_id), "{}", member.patient_id);
        assert!(!member.reason.is_empty());
        for id in member.proxies_for.iter().chain([&member.patient_id]) {
            assert!(
                dataset.resources.iter().any(|resource| {
                    resource.resource_type == "Patient"
                        && resource.id == *id
                        && resource.compartment.as_ref() == Some(id)
                }),
                "{id}"
            );
        }
    }
}

#[rstest]
#[case("https://provider", false)]
#[case("http://hl7.org/fhir/sid/us-npi", true)]
fn npis_have_their_check_digit(#[case] system: &str, #[case] present: bool) {
    fn collect<'a>(value: &'a Value, system: &str, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                if members.get("system").and_then(Value::as_str) == Some(system)
                    && let Some(number) = members.get("value").and_then(Value::as_str)
                {
                    found.push(number);
                }
                members
                    .values()
                    .for_each(|member| collect(member, system, found));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, system, found)),
            _ => {}
        }
    }
    let bodies = bodies(&DATASET);
    let mut numbers = Vec::new();
    bodies
        .iter()
        .for_each(|(_, body)| collect(body, system, &mut numbers));
    assert_eq!(!numbers.is_empty(), present);
    for number in numbers {
        let sum: u32 = format!("80840{number}")
            .bytes()
            .rev()
            .enumerate()
            .map(|(index, byte)| {
                let digit = u32::from(byte - b'0') * if index % 2 == 1 { 2 } else { 1 };
                digit / 10 + digit % 10
            })
            .sum();
        assert_eq!((number.len(), sum % 10), (10, 0), "{number}");
    }
}

#[test]
fn inventory() {
    let rows: Vec<String> = DATASET
        .inventory()
        .iter()
        .map(|row| row.columns().join(","))
        .collect();
    let text = format!("{}\n{}", Row::HEADER.join(","), rows.join("\n"));
    payerlab_snapshots::assert_snapshot!("inventory", text);
}
