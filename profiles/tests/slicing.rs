//! Slicing of every kind, on profiles made for it: order, open at the end, default slice, slices of slices, and
//! discriminators of every kind on every path (FHIR R4 "Profiling", section 5.1.0.14).

use std::sync::Arc;

use payerlab_profiles::json::Document;
use payerlab_profiles::pack::{Pack, PackBuilder, Section};
use payerlab_profiles::validate::{ValidationResult, Validator};
use rstest::rstest;
use serde_json::{Value, json};

const PROFILE: &str = "https://example.org/p";

/// Structures by their facts: name, type, kind and elements.
fn validator(structures: &[(&str, &str, &str, Value)]) -> Validator {
    let mut builder = PackBuilder::default();
    for (url, type_name, kind, elements) in structures {
        let base = format!("http://hl7.org/fhir/StructureDefinition/{type_name}");
        let structure =
            json!({"u": url, "t": type_name, "k": kind, "d": true, "b": base, "e": elements});
        builder.add(Section::Structure, url, &structure).unwrap();
    }
    let systems = json!({"i": [{"s": "https://example.org/systems", "c": [
        "https://example.org/plan", "https://example.org/state"
    ]}]});
    builder
        .add(Section::ValueSet, "https://example.org/systems", &systems)
        .unwrap();
    let pack = Pack::open(builder.finish("slicing", "1").unwrap()).unwrap();
    Validator::new(vec![Arc::new(pack)])
}

fn judged(validator: &Validator, resource: &Value) -> ValidationResult {
    let document = Document::parse(resource.to_string()).unwrap();
    validator.validate(&document, &[PROFILE])
}

fn errors(validator: &Validator, resource: &Value) -> Vec<String> {
    let outcome = judged(validator, resource);
    let errors = outcome.errors();
    errors
        .map(|issue| format!("{} {}", issue.rule, issue.expression))
        .collect()
}

/// A Patient's names by use: official and usual are slices.
fn by_use(slicing: Value) -> Validator {
    let fixed = |slice: &str, code: &str| json!({"i": format!("name:{slice}.use"), "n": 1, "x": 1, "t": [{"c": "code"}], "f": ["Code", code]});
    let slice =
        |name: &str| json!({"i": format!("name:{name}"), "l": true, "t": [{"c": "HumanName"}]});
    validator(&[(
        PROFILE,
        "Patient",
        "r",
        json!([
            {},
            {"i": "name", "l": true, "t": [{"c": "HumanName"}], "s": slicing},
            slice("first"),
            fixed("first", "official"),
            slice("second"),
            fixed("second", "usual")
        ]),
    )])
}

fn named(uses: &[&str]) -> Value {
    let names: Vec<Value> = uses
        .iter()
        .map(|name| json!({"use": name, "text": "x"}))
        .collect();
    json!({"resourceType": "Patient", "name": names})
}

#[rstest]
#[case::in_order(&["official", "usual"], &[])]
#[case::only_the_second(&["usual"], &[])]
#[case::others_between(&["official", "old", "usual"], &[])]
#[case::out_of_order(&["usual", "official"], &["slice-order Patient.name[1]"])]
fn slices_come_in_their_order(#[case] uses: &[&str], #[case] expected: &[&str]) {
    let validator = by_use(json!({"d": [["value", "use"]], "r": "o", "o": true}));
    assert_eq!(errors(&validator, &named(uses)), expected);
}

#[rstest]
#[case::at_the_end(&["usual", "official", "old"], &[])]
#[case::nothing_else(&["official"], &[])]
#[case::no_slice_at_all(&["old"], &[])]
#[case::before(&["old", "official"], &["slice-open-at-end Patient.name[0]"])]
#[case::between(&["official", "old", "usual"], &["slice-open-at-end Patient.name[1]"])]
fn others_come_at_the_end(#[case] uses: &[&str], #[case] expected: &[&str]) {
    let validator = by_use(json!({"d": [["value", "use"]], "r": "e"}));
    assert_eq!(errors(&validator, &named(uses)), expected);
}

#[rstest]
#[case::slices(&["usual", "official"], &[])]
#[case::another(&["official", "old"], &["slice-closed Patient.name[1]"])]
fn closed_slices_allow_nothing_else(#[case] uses: &[&str], #[case] expected: &[&str]) {
    let validator = by_use(json!({"d": [["value", "use"]], "r": "c"}));
    assert_eq!(errors(&validator, &named(uses)), expected);
}

#[test]
fn what_is_in_no_slice_is_held_to_the_default_one() {
    let validator = validator(&[(
        PROFILE,
        "Patient",
        "r",
        json!([
            {},
            {"i": "name", "l": true, "t": [{"c": "HumanName"}], "s": {"d": [["value", "use"]], "r": "c"}},
            {"i": "name:first", "l": true, "t": [{"c": "HumanName"}]},
            {"i": "name:first.use", "n": 1, "x": 1, "t": [{"c": "code"}], "f": ["Code", "official"]},
            {"i": "name:@default", "l": true, "t": [{"c": "HumanName"}]},
            {"i": "name:@default.family", "n": 1, "x": 1, "t": [{"c": "string"}]}
        ]),
    )]);
    let mut resource = named(&["official", "old"]);
    assert_eq!(
        errors(&validator, &resource),
        ["cardinality-min Patient.name[1].family"]
    );
    resource["name"][1]["family"] = json!("Example");
    assert_eq!(errors(&validator, &resource), Vec::<String>::new());
}

/// Identifiers by type; those of the slice `card` are sliced again, by system.
fn resliced(own_discriminator: bool) -> Validator {
    let system = |slice: &str, url: &str| json!({"i": format!("identifier:{slice}.system"), "n": 1, "x": 1, "t": [{"c": "uri"}], "f": ["Uri", url]});
    let slice = |name: &str, min: u32| json!({"i": format!("identifier:{name}"), "n": min, "x": 1, "l": true, "t": [{"c": "Identifier"}]});
    let mut card = json!({"i": "identifier:card", "n": 1, "l": true, "t": [{"c": "Identifier"}]});
    let first = if own_discriminator { "use" } else { "system" };
    let mut inside = vec![];
    if own_discriminator {
        card["s"] = json!({"d": [["value", "system"]], "r": "c"});
        inside.push(json!({"i": "identifier:card.use", "n": 1, "x": 1, "t": [{"c": "code"}], "f": ["Code", "official"]}));
    } else {
        inside.push(json!({"i": "identifier:card.system", "n": 1, "x": 1, "t": [{"c": "uri"}], "b": {"s": "r", "v": "https://example.org/systems"}}));
    }
    let mut elements = vec![
        json!({}),
        json!({"i": "identifier", "l": true, "t": [{"c": "Identifier"}], "s": {"d": [["value", first]], "r": "o"}}),
        card,
    ];
    elements.append(&mut inside);
    elements.push(slice("card/plan", 1));
    elements.push(system("card/plan", "https://example.org/plan"));
    elements.push(slice("card/state", 0));
    elements.push(system("card/state", "https://example.org/state"));
    validator(&[(PROFILE, "Patient", "r", Value::Array(elements))])
}

#[rstest]
#[case::one(&[("official", "plan")], &[])]
#[case::both(&[("official", "plan"), ("official", "state")], &[])]
#[case::one_missing(&[("official", "state")], &["slice-min Patient.identifier:plan"])]
#[case::twice(&[("official", "plan"), ("official", "plan")], &["slice-max Patient.identifier:plan"])]
#[case::another(&[("official", "plan"), ("official", "city")], &["slice-closed Patient.identifier[1]"])]
#[case::outside(&[("official", "plan"), ("usual", "city"), ("usual", "plan")], &[])]
fn slices_are_sliced_again(#[case] identifiers: &[(&str, &str)], #[case] expected: &[&str]) {
    let identifiers: Vec<Value> = identifiers
        .iter()
        .map(|(kind, system)| json!({"use": kind, "system": format!("https://example.org/{system}"), "value": "1"}))
        .collect();
    let resource = json!({"resourceType": "Patient", "identifier": identifiers});
    assert_eq!(errors(&resliced(true), &resource), expected);
}

#[rstest]
#[case::one_of_each(&["plan", "state", "city"], &[])]
#[case::twice(&["plan", "plan"], &["slice-max Patient.identifier:plan"])]
#[case::missing(&["state"], &["slice-min Patient.identifier:plan"])]
#[case::none_of_the_card(&["city"], &["slice-min Patient.identifier:card", "slice-min Patient.identifier:plan"])]
fn a_slice_of_a_slice_is_told_apart_as_the_slice_is(
    #[case] systems: &[&str],
    #[case] expected: &[&str],
) {
    let identifiers: Vec<Value> = systems
        .iter()
        .map(|system| json!({"system": format!("https://example.org/{system}"), "value": "1"}))
        .collect();
    let resource = json!({"resourceType": "Patient", "identifier": identifiers});
    assert_eq!(errors(&resliced(false), &resource), expected);
}

#[test]
fn a_slice_that_cannot_be_told_is_counted() {
    let validator = validator(&[(
        PROFILE,
        "Patient",
        "r",
        json!([
            {},
            {"i": "name", "l": true, "t": [{"c": "HumanName"}], "s": {"d": [["value", "use"]], "r": "c"}},
            {"i": "name:known", "l": true, "n": 1, "t": [{"c": "HumanName"}]},
            {"i": "name:known.use", "n": 1, "t": [{"c": "code"}], "b": {"s": "r", "v": "https://example.org/nobody-knows"}}
        ]),
    )]);
    let outcome = judged(&validator, &named(&["official"]));
    assert!(outcome.is_valid(), "{:?}", outcome.issues);
    let slice = format!("slice known of {PROFILE}");
    assert_eq!(
        outcome.unchecked.get(&slice),
        Some(&1),
        "{:?}",
        outcome.unchecked
    );
}

/// A panel's references, told apart by what `discriminator` says of the slice's elements.
fn members(
    discriminator: Value,
    slice: Vec<Value>,
    others: &[(&str, &str, &str, Value)],
) -> Validator {
    let mut elements = vec![
        json!({}),
        json!({"i": "hasMember", "l": true, "t": [{"c": "Reference"}], "s": {"d": [discriminator], "r": "o"}}),
    ];
    elements.extend(slice);
    let mut structures = vec![(PROFILE, "Observation", "r", Value::Array(elements))];
    structures.extend(others.iter().cloned());
    validator(&structures)
}

fn panel(members: &[&str]) -> Value {
    let references: Vec<Value> = members.iter().map(|to| json!({"reference": to})).collect();
    let contained = [
        json!({"resourceType": "Observation", "id": "numbered", "status": "final", "code": {"text": "a"}, "valueInteger": 1}),
        json!({"resourceType": "Observation", "id": "worded", "status": "final", "code": {"text": "b"}, "valueString": "x"}),
        json!({"resourceType": "QuestionnaireResponse", "id": "answers", "status": "completed"}),
    ];
    let referred = |resource: &&Value| {
        let id = resource["id"].as_str().unwrap_or_default();
        members.iter().any(|to| to.strip_prefix('#') == Some(id))
    };
    let contained: Vec<&Value> = contained.iter().filter(referred).collect();
    json!({
        "resourceType": "Observation", "status": "final", "code": {"text": "panel"},
        "hasMember": references,
        "contained": contained
    })
}

const ALL: &[&str] = &["#numbered", "#worded", "#answers"];

#[test]
fn slices_are_told_by_the_type_of_a_reference() {
    let slice = json!({"i": "hasMember:answers", "l": true, "x": 1, "t": [
        {"c": "Reference", "t": ["http://hl7.org/fhir/StructureDefinition/QuestionnaireResponse"]}
    ]});
    let validator = members(json!(["type", "$this.resolve()"]), vec![slice], &[]);
    assert_eq!(errors(&validator, &panel(ALL)), Vec::<String>::new());
    // The type stands in the reference, so what is not at hand counts too.
    let many = [ALL, &["QuestionnaireResponse/1"]].concat();
    assert_eq!(
        errors(&validator, &panel(&many)),
        ["slice-max Observation.hasMember:answers"]
    );
}

#[test]
fn slices_are_told_by_the_profile_of_a_reference() {
    let numbered = json!([{}, {"i": "value[x]", "n": 1, "x": 1, "t": [{"c": "integer"}]}]);
    let slice = json!({"i": "hasMember:numbered", "l": true, "n": 1, "x": 1, "t": [
        {"c": "Reference", "t": ["https://example.org/numbered"]}
    ]});
    let validator = members(
        json!(["profile", "resolve()"]),
        vec![slice],
        &[("https://example.org/numbered", "Observation", "r", numbered)],
    );
    assert_eq!(errors(&validator, &panel(ALL)), Vec::<String>::new());
    assert_eq!(
        errors(&validator, &panel(&["#worded", "#answers"])),
        ["slice-min Observation.hasMember:numbered"]
    );
    assert_eq!(
        errors(&validator, &panel(&["#worded", "#numbered", "#numbered"])),
        ["slice-max Observation.hasMember:numbered"]
    );
    // What cannot be followed may be of the slice.
    assert_eq!(
        errors(&validator, &panel(&["#worded", "Observation/1"])),
        Vec::<String>::new()
    );
}

#[test]
fn slices_are_told_by_a_value_behind_a_reference() {
    let completed = json!([
        {}, {"i": "status", "n": 1, "x": 1, "t": [{"c": "code"}], "f": ["Code", "completed"]}
    ]);
    let slice = json!({"i": "hasMember:done", "l": true, "n": 1, "t": [
        {"c": "Reference", "t": ["https://example.org/completed"]}
    ]});
    let validator = members(
        json!(["value", "$this.resolve().status"]),
        vec![slice],
        &[(
            "https://example.org/completed",
            "QuestionnaireResponse",
            "r",
            completed,
        )],
    );
    assert_eq!(errors(&validator, &panel(ALL)), Vec::<String>::new());
    assert_eq!(
        errors(&validator, &panel(&["#worded"])),
        ["slice-min Observation.hasMember:done"]
    );
}

#[test]
fn slices_are_told_by_an_extension() {
    let url = "https://example.org/kind";
    let kind = json!([
        {}, {"i": "url", "n": 1, "x": 1, "t": [{"c": "uri"}], "f": ["Uri", url]},
        {"i": "value[x]", "n": 1, "x": 1, "t": [{"c": "code"}], "f": ["Code", "home"]}
    ]);
    let validator = validator(&[
        (url, "Extension", "c", kind),
        (
            PROFILE,
            "Patient",
            "r",
            json!([
                {},
                {"i": "address", "l": true, "t": [{"c": "Address"}],
                 "s": {"d": [["value", "extension('https://example.org/kind').value"]], "r": "o"}},
                {"i": "address:home", "l": true, "n": 1, "t": [{"c": "Address"}]},
                {"i": "address:home.extension", "l": true, "t": [{"c": "Extension"}], "s": {"d": [["value", "url"]], "r": "o"}},
                {"i": "address:home.extension:kind", "l": true, "n": 1, "x": 1, "t": [{"c": "Extension", "p": [url]}]}
            ]),
        ),
    ]);
    let patient = |code: &str| {
        json!({"resourceType": "Patient", "address": [
            {"text": "x", "extension": [{"url": url, "valueCode": code}]}, {"text": "y"}
        ]})
    };
    assert_eq!(errors(&validator, &patient("home")), Vec::<String>::new());
    let found = errors(&validator, &patient("work"));
    assert!(
        found.contains(&"slice-min Patient.address:home".to_owned()),
        "{found:?}"
    );
}

#[test]
fn slices_are_told_by_the_members_of_a_value() {
    let coding = |name: &str, kind: &str, value: &str| json!({"i": format!("category:lab.coding.{name}"), "n": 1, "x": 1, "t": [{"c": kind}], "f": [kind, value]});
    let validator = validator(&[(
        PROFILE,
        "Observation",
        "r",
        json!([
            {},
            {"i": "category", "l": true, "t": [{"c": "CodeableConcept"}], "s": {"d": [["value", "coding"]], "r": "o"}},
            {"i": "category:lab", "l": true, "n": 1, "t": [{"c": "CodeableConcept"}]},
            {"i": "category:lab.coding", "l": true, "n": 1, "t": [{"c": "Coding"}]},
            coding("system", "uri", "https://example.org/categories"),
            coding("code", "code", "lab")
        ]),
    )]);
    let observation = |code: &str| {
        json!({"resourceType": "Observation", "status": "final", "code": {"text": "x"},
               "category": [{"coding": [{"system": "https://example.org/categories", "code": code}]}]})
    };
    assert_eq!(
        errors(&validator, &observation("lab")),
        Vec::<String>::new()
    );
    assert_eq!(
        errors(&validator, &observation("image")),
        ["slice-min Observation.category:lab"]
    );
}

#[test]
fn slices_are_told_by_what_is_there() {
    let validator = validator(&[(
        PROFILE,
        "Patient",
        "r",
        json!([
            {},
            {"i": "name", "l": true, "t": [{"c": "HumanName"}], "s": {"d": [["exists", "period"]], "r": "o"}},
            {"i": "name:past", "l": true, "t": [{"c": "HumanName"}]},
            {"i": "name:past.period", "n": 1, "x": 1, "t": [{"c": "Period"}]},
            {"i": "name:now", "l": true, "n": 1, "x": 1, "t": [{"c": "HumanName"}]},
            {"i": "name:now.period", "x": 0, "t": [{"c": "Period"}]}
        ]),
    )]);
    let past = json!({"text": "x", "period": {"end": "2020"}});
    let patient = |names: Vec<Value>| json!({"resourceType": "Patient", "name": names});
    assert_eq!(
        errors(
            &validator,
            &patient(vec![past.clone(), json!({"text": "y"})])
        ),
        Vec::<String>::new()
    );
    assert_eq!(
        errors(&validator, &patient(vec![past])),
        ["slice-min Patient.name:now"]
    );
}

#[rstest]
#[case::within(json!({"birthDate": "1990-01-01", "multipleBirthInteger": 2}), &[])]
#[case::too_early(json!({"birthDate": "1899-12-31"}), &["min-value Patient.birthDate"])]
#[case::too_large(json!({"multipleBirthInteger": 9}), &["max-value Patient.multipleBirth.ofType(integer)"])]
fn values_are_within_their_limits(#[case] members: Value, #[case] expected: &[&str]) {
    let validator = validator(&[(
        PROFILE,
        "Patient",
        "r",
        json!([
            {},
            {"i": "birthDate", "x": 1, "t": [{"c": "date"}], "ge": ["Date", "1900-01-01"]},
            {"i": "multipleBirth[x]", "x": 1, "t": [{"c": "integer"}], "le": ["Integer", 8]}
        ]),
    )]);
    let mut resource = members;
    resource["resourceType"] = json!("Patient");
    assert_eq!(errors(&validator, &resource), expected);
}
