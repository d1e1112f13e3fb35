//! Snapshots of small profiles, rule by rule (FHIR R4 "Profiling FHIR").

use std::fs;

use payerlab_profiles::compile::{CompileError, compile_with};
use payerlab_profiles::pack::{ElementFacts, Pack, Section, SlicingRules, Structure};
use payerlab_profiles::package::Package;
use payerlab_profiles::snapshot::SnapshotError;
use rstest::rstest;
use serde_json::{Value, json};

const BASE: &str = "http://hl7.org/fhir/StructureDefinition/";

fn profile(name: &str, type_name: &str, base: &str, differential: Value) -> Value {
    json!({
        "resourceType": "StructureDefinition", "url": format!("https://example.org/{name}"), "version": "1.0.0",
        "kind": if type_name == "Extension" { "complex-type" } else { "resource" },
        "type": type_name, "abstract": false, "derivation": "constraint", "baseDefinition": base,
        "differential": {"element": differential}
    })
}

fn compiled(profiles: &[Value]) -> Result<(Pack, Vec<SnapshotError>), CompileError> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, value: &Value| {
        fs::write(folder.path().join(name), value.to_string()).unwrap();
    };
    write(
        "package.json",
        &json!({"name": "example.guide", "version": "1.0.0"}),
    );
    for (at, profile) in profiles.iter().enumerate() {
        write(&format!("{at}.json"), profile);
    }
    let package = Package::read(folder.path()).unwrap();
    compile_with(&package, &[])
        .map(|compiled| (Pack::open(compiled.pack).unwrap(), compiled.left_out))
}

fn elements(profiles: &[Value], name: &str) -> Vec<ElementFacts> {
    let (pack, left_out) = compiled(profiles).unwrap();
    assert_eq!(left_out, []);
    let structure: Structure = pack
        .fact(Section::Structure, &format!("https://example.org/{name}"))
        .unwrap();
    structure.elements
}

fn element<'e>(elements: &'e [ElementFacts], id: &str) -> &'e ElementFacts {
    let found = elements.iter().find(|element| element.id == id);
    found.unwrap_or_else(|| panic!("there is no {id}"))
}

#[test]
fn what_is_not_changed_is_inherited() {
    let own = profile(
        "p",
        "Patient",
        &format!("{BASE}Patient"),
        json!([
            {"id": "Patient", "path": "Patient", "constraint": [
                {"key": "own-1", "severity": "error", "human": "x", "expression": "name.exists()"}]},
            {"id": "Patient.gender", "path": "Patient.gender", "min": 1, "mustSupport": true}
        ]),
    );
    let heir = profile(
        "q",
        "Patient",
        "https://example.org/p|1.0.0",
        json!([{"path": "Patient.gender", "fixedCode": "female"}]),
    );
    let found = elements(&[heir, own], "q");
    let gender = element(&found, "gender");
    assert_eq!(
        (gender.min, gender.max, gender.must_support),
        (1, Some(1), true)
    );
    assert!(gender.fixed.is_some() && gender.binding.is_some());
    assert!(
        found[0]
            .constraints
            .iter()
            .any(|constraint| constraint.key == "own-1")
    );
    assert!(found.len() > 30, "{}", found.len());
}

#[test]
fn slices_divide_and_are_divided() {
    let own = profile(
        "p",
        "Patient",
        &format!("{BASE}Patient"),
        json!([
            {"id": "Patient.identifier", "path": "Patient.identifier", "min": 1,
             "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"}},
            {"id": "Patient.identifier.value", "path": "Patient.identifier.value", "min": 1},
            {"id": "Patient.identifier:npi", "path": "Patient.identifier", "sliceName": "npi", "max": "1"},
            {"id": "Patient.identifier:npi.system", "path": "Patient.identifier.system", "fixedUri": "https://example.org/npi"},
            {"id": "Patient.identifier:npi/old", "path": "Patient.identifier", "sliceName": "npi/old"},
            {"id": "Patient.identifier:tax", "path": "Patient.identifier", "sliceName": "tax", "min": 1}
        ]),
    );
    let found = elements(&[own], "p");
    let ids: Vec<&str> = found
        .iter()
        .map(|element| element.id.as_str())
        .filter(|id| id.starts_with("identifier") && !id.contains('.'))
        .collect();
    assert_eq!(
        ids,
        [
            "identifier",
            "identifier:npi",
            "identifier:npi/old",
            "identifier:tax"
        ]
    );
    let npi = element(&found, "identifier:npi");
    assert_eq!((npi.min, npi.max, npi.list), (0, Some(1), true));
    assert!(npi.slicing.is_none() && element(&found, "identifier").slicing.is_some());
    assert_eq!(element(&found, "identifier:npi/old").max, None);
    assert_eq!(element(&found, "identifier:tax").min, 1);
    // What is said of all items is not said again of those of a slice.
    assert_eq!(element(&found, "identifier.value").min, 1);
    assert_eq!(element(&found, "identifier:npi.value").min, 0);
    assert!(element(&found, "identifier:npi.system").fixed.is_some());
}

#[test]
fn ids_are_told_from_paths_and_slice_names() {
    let own = profile(
        "p",
        "Patient",
        &format!("{BASE}Patient"),
        json!([
            {"path": "Patient"},
            {"path": "Patient.contact", "slicing": {"discriminator": [{"type": "exists", "path": "name"}], "rules": "closed"}},
            {"path": "Patient.contact", "sliceName": "named"},
            {"path": "Patient.contact.name", "min": 1},
            {"path": "Patient.contact.name.family", "min": 1},
            {"path": "Patient.contact", "sliceName": "nameless"},
            {"path": "Patient.contact.name", "max": "0"}
        ]),
    );
    let found = elements(&[own], "p");
    assert_eq!(element(&found, "contact:named.name").min, 1);
    assert_eq!(element(&found, "contact:named.name.family").min, 1);
    assert_eq!(element(&found, "contact:nameless.name").max, Some(0));
    assert_eq!(element(&found, "contact.name").min, 0);
}

#[rstest]
#[case(json!([{"path": "Observation.valueQuantity", "min": 1}]), 1, false)]
#[case(json!([{"path": "Observation.valueQuantity"}]), 11, true)]
#[case(json!([{"path": "Observation.value[x]", "sliceName": "valueQuantity", "min": 1}]), 1, true)]
#[case(json!([{"path": "Observation.valueQuantity"}, {"path": "Observation.valueString"}]), 11, true)]
#[case(json!([{"path": "Observation.valueQuantity", "sliceName": "valueQuantity"}]), 11, true)]
fn names_of_choices_are_slices_by_type(
    #[case] differential: Value,
    #[case] types: usize,
    #[case] sliced: bool,
) {
    let own = profile(
        "p",
        "Observation",
        &format!("{BASE}Observation"),
        differential,
    );
    let found = elements(&[own], "p");
    let choice = element(&found, "value[x]");
    assert_eq!(choice.types.len(), types);
    assert_eq!(choice.slicing.is_some(), sliced);
    if sliced {
        let slice = element(&found, "value[x]:valueQuantity");
        assert_eq!(slice.types.len(), 1);
        assert_eq!(slice.types[0].code, "Quantity");
    } else {
        assert_eq!(choice.min, 1);
    }
}

#[test]
fn elements_are_unfolded() {
    let extension = profile(
        "race",
        "Extension",
        &format!("{BASE}Extension"),
        json!([
            {"path": "Extension", "max": "1", "constraint": [
                {"key": "race-1", "severity": "error", "human": "x", "expression": "value.exists()"}]},
            {"path": "Extension.url", "fixedUri": "https://example.org/race"},
            {"path": "Extension.valueCode", "min": 1}
        ]),
    );
    let own = profile(
        "p",
        "Questionnaire",
        &format!("{BASE}Questionnaire"),
        json!([
            {"id": "Questionnaire.extension:race", "path": "Questionnaire.extension", "sliceName": "race",
             "type": [{"code": "Extension", "profile": ["https://example.org/race"]}]},
            {"id": "Questionnaire.extension:race.value[x]", "path": "Questionnaire.extension.value[x]", "mustSupport": true},
            {"id": "Questionnaire.code.display", "path": "Questionnaire.code.display", "min": 1},
            {"id": "Questionnaire.item.item.linkId", "path": "Questionnaire.item.item.linkId", "maxLength": 3}
        ]),
    );
    let found = elements(&[own, extension], "p");
    let slicing = element(&found, "extension").slicing.clone().unwrap();
    assert_eq!(slicing.rules, SlicingRules::Open);
    let race = element(&found, "extension:race");
    assert!(
        race.constraints
            .iter()
            .any(|constraint| constraint.key == "race-1")
    );
    assert!(element(&found, "extension:race.url").fixed.is_some());
    let value = element(&found, "extension:race.value[x]");
    assert_eq!(
        (value.types.len(), value.min, value.must_support),
        (1, 1, true)
    );
    assert_eq!(element(&found, "code.display").min, 1);
    assert!(element(&found, "code.system").id.ends_with("system"));
    let inner = element(&found, "item.item");
    assert!(inner.content.is_none());
    assert_eq!(element(&found, "item.item.linkId").max_length, Some(3));
    assert_eq!(element(&found, "item.linkId").max_length, None);
}

#[test]
fn an_extension_may_hold_itself() {
    let own = profile(
        "tree",
        "Extension",
        &format!("{BASE}Extension"),
        json!([
            {"path": "Extension.extension", "sliceName": "child",
             "type": [{"code": "Extension", "profile": ["https://example.org/tree"]}]},
            {"path": "Extension.url", "fixedUri": "https://example.org/tree"}
        ]),
    );
    assert_eq!(
        element(&elements(&[own], "tree"), "extension:child").types[0]
            .profiles
            .len(),
        1
    );
}

#[test]
fn what_cannot_be_made_is_named() {
    let lost = profile("p", "Patient", "https://example.org/none", json!([]));
    let wrong = profile(
        "q",
        "Patient",
        &format!("{BASE}Patient"),
        json!([{"path": "Patient.wings", "min": 1}]),
    );
    let (pack, left_out) = compiled(&[lost, wrong]).unwrap();
    assert_eq!(pack.keys(Section::Structure).count(), 0);
    let texts: Vec<String> = left_out.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "https://example.org/p has no snapshot, and https://example.org/none, which it is based on, is in no package at hand",
            "https://example.org/q constrains wings, which http://hl7.org/fhir/StructureDefinition/Patient does not have",
        ]
    );
}

#[test]
fn circles_are_named() {
    let one = profile("p", "Patient", "https://example.org/q", json!([]));
    let other = profile("q", "Patient", "https://example.org/p|1.0.0", json!([]));
    let error = compiled(&[one, other]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "these profiles are based on each other in a circle: https://example.org/p -> https://example.org/q -> https://example.org/p"
    );
}

#[test]
fn long_chains_end() {
    let chain: Vec<Value> = (0..200)
        .map(|at| {
            let base = format!("https://example.org/{}", at + 1);
            profile(&at.to_string(), "Patient", &base, json!([]))
        })
        .collect();
    let error = compiled(&chain).unwrap_err();
    assert!(
        matches!(error, CompileError::Snapshot(SnapshotError::TooDeep { .. })),
        "{error}"
    );
}

/// Each profile divides an element that the one before it divided inside: the copies multiply.
#[test]
fn snapshots_that_explode_are_stopped() {
    let mut chain = Vec::new();
    let inside = |depth: usize| format!("Parameters.parameter{}", ".part".repeat(depth));
    for (at, depth) in (0..12).rev().enumerate() {
        let base = match at {
            0 => format!("{BASE}Parameters"),
            _ => format!("https://example.org/{}", at - 1),
        };
        let slices: Vec<Value> = (0..10)
            .map(
                |slice| json!({"path": inside(depth), "id": format!("{}:s{slice}", inside(depth))}),
            )
            .collect();
        chain.push(profile(&at.to_string(), "Parameters", &base, json!(slices)));
    }
    let error = compiled(&chain).unwrap_err();
    assert!(
        matches!(
            error,
            CompileError::Snapshot(SnapshotError::TooLarge { .. })
        ),
        "{error}"
    );
}

#[test]
fn snapshots_of_too_many_elements_are_refused() {
    let differential = vec![json!({"path": "Patient.name"}); 20_001];
    let own = profile(
        "p",
        "Patient",
        &format!("{BASE}Patient"),
        json!(differential),
    );
    let error = compiled(&[own]).unwrap_err();
    assert!(
        error.to_string().contains("more than 20000 elements"),
        "{error}"
    );
}

#[test]
fn paths_without_an_end_are_refused() {
    let deep = format!("Parameters.parameter{}", ".part".repeat(5_000));
    let own = profile(
        "p",
        "Parameters",
        &format!("{BASE}Parameters"),
        json!([{"path": deep}]),
    );
    let (_, left_out) = compiled(&[own]).unwrap();
    assert!(matches!(left_out[0], SnapshotError::UnknownElement { .. }));
    let slice = vec!["s"; 5_000].join("/");
    let own = profile(
        "p",
        "Patient",
        &format!("{BASE}Patient"),
        json!([{"path": "Patient.name", "sliceName": slice}]),
    );
    assert_eq!(compiled(&[own]).unwrap().1.len(), 1);
}
