//! Every rule notices its own kind of fault and nothing else: a valid resource is changed in one place, and exactly the
//! issues that this causes come.

use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::{Severity, ValidationResult, Validator};
use rstest::rstest;
use serde_json::{Value, json};

fn validate(resource: &Value, profiles: &[&str]) -> ValidationResult {
    let validator = Validator::of_guides(&[Guide::UsCore610, Guide::CarinBb200, Guide::PlanNet110]);
    validator.validate(&Document::parse(resource.to_string()).unwrap(), profiles)
}

fn errors(resource: &Value) -> Vec<String> {
    validate(resource, &[])
        .errors()
        .map(|issue| format!("{} {}", issue.rule, issue.expression))
        .collect()
}

fn patient() -> Value {
    json!({
        "resourceType": "Patient",
        "id": "p1",
        "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">A patient</div>"},
        "extension": [
            {
                "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
                "extension": [
                    {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3"}},
                    {"url": "text", "valueString": "White"}
                ]
            },
            {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"}
        ],
        "identifier": [{"system": "https://example.org/members", "value": "1"}],
        "name": [{"family": "Example", "given": ["Ann", "B"], "_given": [null, {"id": "x"}]}],
        "telecom": [{"system": "phone", "value": "555-0100", "use": "home"}],
        "gender": "female",
        "birthDate": "1980-02-29",
        "contact": [{"name": {"text": "Bob"}}],
        "generalPractitioner": [{"reference": "Practitioner/1"}],
        "deceasedBoolean": false
    })
}

fn weight() -> Value {
    json!({
        "resourceType": "Observation",
        "id": "o1",
        "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-body-weight"]},
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">80 kg</div>"},
        "status": "final",
        "category": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"
        }]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2024-01-01T10:00:00Z",
        "valueQuantity": {"value": 80, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
    })
}

#[test]
fn valid_resources_are_clean() {
    for resource in [patient(), weight()] {
        let outcome = validate(&resource, &[]);
        assert_eq!(outcome.issues, [], "{resource}");
        assert_eq!(outcome.profiles.len(), 1);
    }
}

/// What is set at a JSON pointer; `null` takes the member away.
#[rstest]
#[case::unknown_property("/nickname", json!("x"), "unknown-property Patient.nickname")]
#[case::unknown_inside("/name/0/prename", json!("x"), "unknown-property Patient.name[0].prename")]
#[case::sibling_of_complex("/_name", json!([{"id": "x"}]), "unknown-property Patient._name")]
#[case::array_expected("/name", json!({"family": "x"}), "json-array Patient.name")]
#[case::single_expected("/gender", json!(["female"]), "json-single Patient.gender")]
#[case::object_expected("/name/0", json!("x"), "json-object Patient.name[0]")]
#[case::empty_object("/contact/0/name", json!({}), "ele-1 Patient.contact[0].name")]
#[case::empty_array("/telecom", json!([]), "json-empty-array Patient.telecom")]
#[case::string_for_boolean("/deceasedBoolean", json!("false"), "json-type Patient.deceased.ofType(boolean)")]
#[case::number_for_string("/identifier/0/value", json!(1), "json-type Patient.identifier[0].value")]
#[case::empty_string("/identifier/0/value", json!(""), "ele-1 Patient.identifier[0].value")]
#[case::null_in_array("/name/0/given", json!([null, "B"]), "json-null Patient.name[0].given[0]")]
#[case::sibling_length("/name/0/_given", json!([{"id": "x"}]), "json-sibling Patient.name[0].given")]
#[case::date("/birthDate", json!("1981-02-29"), "primitive-format Patient.birthDate")]
#[case::id("/id", json!("a b"), "primitive-format Patient.id")]
#[case::required_code("/gender", json!("f"), "binding-required Patient.gender")]
#[case::required_code_in_data_type("/telecom/0/use", json!("nowhere"), "binding-required Patient.telecom[0].use")]
#[case::two_choices("/deceasedDateTime", json!("2020"), "choice-single Patient.deceased")]
#[case::profiled_minimum("/identifier", Value::Null, "cardinality-min Patient.identifier")]
#[case::profiled_minimum_inside(
    "/identifier/0/system",
    Value::Null,
    "cardinality-min Patient.identifier[0].system"
)]
#[case::invariant("/contact/0", json!({"gender": "male"}), "pat-1 Patient.contact[0]")]
#[case::invariant_of_data_type(
    "/telecom/0/system",
    Value::Null,
    "cardinality-min Patient.telecom[0].system; cpt-2 Patient.telecom[0]"
)]
#[case::reference_target("/generalPractitioner/0/reference", json!("Location/1"), "reference-target Patient.generalPractitioner[0]")]
#[case::reference_type("/generalPractitioner/0", json!({"type": "Location", "display": "x"}), "reference-target Patient.generalPractitioner[0]")]
#[case::extension_value_type("/extension/1", json!({"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueString": "F"}), "type-allowed Patient.extension[1].value.ofType(string)")]
#[case::extension_code("/extension/1/valueCode", json!("Q"), "binding-required Patient.extension[1].value.ofType(code)")]
#[case::extension_minimum("/extension/0/extension/1", json!({"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2028-9"}}), "slice-min Patient.extension[0].extension:text")]
#[case::extension_empty("/extension/1", json!({"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"}), "ext-1 Patient.extension[1]; cardinality-min Patient.extension[1].value")]
#[case::extension_context(
    "/name/0/extension",
    json!([{"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"}]),
    "extension-context Patient.name[0].extension[0]"
)]
#[case::extension_relative("/extension/2", json!({"url": "race", "valueString": "x"}), "extension-url Patient.extension[2]")]
#[case::extension_inner("/extension/0/extension/2", json!({"url": "kind", "valueString": "x"}), "extension-inner Patient.extension[0].extension[2]")]
#[case::extension_modifier("/modifierExtension", json!([{"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"}]), "extension-modifier Patient.modifierExtension[0]")]
#[case::oid("/identifier/0/system", json!("urn:oid:1.2.x"), "primitive-format Patient.identifier[0].system")]
#[case::identifier_system("/identifier/0/system", json!("members"), "identifier-system Patient.identifier[0]")]
#[case::only_an_id("/contact/0/name", json!({"id": "x"}), "ele-1 Patient.contact[0].name")]
#[case::only_an_id_beside("/_active", json!({"id": "x"}), "ele-1 Patient.active")]
#[case::reference_says_otherwise("/generalPractitioner/0/type", json!("Organization"), "reference-type Patient.generalPractitioner[0]")]
#[case::reference_of_no_type("/generalPractitioner/0", json!({"type": "Doctor", "display": "x"}), "reference-type Patient.generalPractitioner[0]")]
#[case::namespace("/text/div", json!("<div>A patient</div>"), "txt-1 Patient.text.div")]
#[case::entity("/text/div", json!("<div xmlns=\"http://www.w3.org/1999/xhtml\">a&nbsp;b</div>"), "txt-1 Patient.text.div")]
#[case::narrative("/text/div", json!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>x</script></div>"), "txt-1 Patient.text.div")]
#[case::contained_alone("/contained", json!([{"resourceType": "Organization", "id": "c", "name": "C"}]), "dom-3 Patient.contained[0]")]
#[case::contained_without_id("/contained", json!([{"resourceType": "Organization", "name": "C"}]), "contained-id Patient.contained[0]")]
#[case::contained_missing("/managingOrganization", json!({"reference": "#c"}), "ref-1 Patient.managingOrganization")]
#[case::contained_type("/contained", json!([{"resourceType": "Nothing", "id": "c"}]), "dom-3 Patient.contained[0]; resource-type Patient.contained[0]")]
#[case::resource_type("/resourceType", json!("Person2"), "resource-type Resource")]
#[case::profile_of_another_type("/meta/profile/0", json!("http://hl7.org/fhir/us/core/StructureDefinition/us-core-location"), "profile-type Patient")]
fn faults_of_a_patient(#[case] pointer: &str, #[case] value: Value, #[case] expected: &str) {
    assert_eq!(
        sorted(changed(patient(), pointer, value)),
        sorted(expected.split("; ").map(str::to_owned).collect())
    );
}

#[rstest]
#[case::fixed("/valueQuantity/system", json!("https://example.org"), "fixed-value Observation.value.ofType(Quantity).system")]
#[case::pattern("/code/coding/0/code", json!("8302-2"), "pattern-value Observation.code")]
#[case::slice_minimum("/category/0/coding/0/code", json!("laboratory"), "slice-min Observation.category:VSCat")]
#[case::value_or_reason("/valueQuantity", Value::Null, "vs-2 Observation")]
#[case::type_left_by_profile("/effectiveInstant", json!("2024-01-01T10:00:00Z"), "choice-single Observation.effective")]
#[case::subject("/subject/reference", json!("Group/1"), "reference-target Observation.subject")]
#[case::unit_as_code(
    "/code/coding/1",
    json!({"system": "http://unitsofmeasure.org", "code": "pounds"}),
    "code-form Observation.code.coding[1]"
)]
#[case::unit("/component", json!([{"code": {"text": "x"}, "valueQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": "mg//dL"}}]), "code-form Observation.component[0].value.ofType(Quantity)")]
#[case::unknown_code("/interpretation", json!([{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "xyzzy"}]}]), "code-known Observation.interpretation[0].coding[0]")]
#[case::image("/text/div", json!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><img src=\"#chart\"/></div>"), "narrative-image Observation.text.div")]
#[case::fixed_in_slice("/category/0/coding/1", json!({"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}), "fixed-value Observation.category[0].coding[1].code")]
#[case::code_of_its_system("/category/1", json!({"coding": [{"system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-category", "code": "nothing"}]}), "code-known Observation.category[1].coding[0]")]
#[case::second_type("/effectivePeriod", json!({"start": "2024"}), "choice-single Observation.effective")]
fn faults_of_a_weight(#[case] pointer: &str, #[case] value: Value, #[case] expected: &str) {
    assert_eq!(
        sorted(changed(weight(), pointer, value)),
        sorted(expected.split("; ").map(str::to_owned).collect())
    );
}

#[rstest]
#[case::further_coding("/code/coding/1", json!({"system": "https://example.org/codes", "code": "w"}))]
#[case::unknown_extension("/extension", json!([{"url": "https://example.org/x", "valueString": "x"}]))]
#[case::unknown_profile("/meta/profile/1", json!("https://example.org/StructureDefinition/x"))]
#[case::absolute_reference("/subject/reference", json!("https://example.org/fhir/Patient/1/_history/3"))]
#[case::reference_by_identifier("/subject", json!({"identifier": {"system": "https://example.org", "value": "1"}, "display": "A"}))]
#[case::decimal_with_zeros("/valueQuantity/value", json!(80.50))]
#[case::date_only("/effectiveDateTime", json!("2024-01-01"))]
fn harmless_changes(#[case] pointer: &str, #[case] value: Value) {
    assert_eq!(changed(weight(), pointer, value), Vec::<String>::new());
}

/// The `DateTime` of us-core-1 is a System type, and no element is of one (FHIRPath "is", as the official suite has it), so that
/// the invariant holds whatever stands there.
#[test]
fn types_in_invariants_are_those_that_are_written() {
    let mut resource = weight();
    resource["meta"]["profile"][0] = json!(
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-clinical-result"
    );
    assert_eq!(errors(&resource), Vec::<String>::new());
    resource["effectiveDateTime"] = json!("2024");
    assert_eq!(errors(&resource), Vec::<String>::new());
}

#[rstest]
#[case::whole(json!({"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2028-9"}), true)]
#[case::no_code(json!({"system": "urn:oid:2.16.840.1.113883.6.238"}), false)]
#[case::no_system(json!({"code": "2028-9"}), false)]
#[case::a_reason_for_no_code(
    json!({"system": "urn:oid:2.16.840.1.113883.6.238", "_code": {"extension": [{"url": "https://example.org/why", "valueString": "unknown"}]}}),
    true
)]
#[case::a_reason_for_no_system(
    json!({"_system": {"extension": [{"url": "https://example.org/why", "valueString": "unknown"}]}, "code": "2028-9"}),
    true
)]
fn an_extension_may_stand_in_a_coding_of_a_required_binding(
    #[case] coding: Value,
    #[case] fine: bool,
) {
    let race = json!([{
        "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
        "extension": [{"url": "ombCategory", "valueCoding": coding}, {"url": "text", "valueString": "Asian"}]
    }]);
    let found = changed(patient(), "/extension", race);
    assert_eq!(found.is_empty(), fine, "{found:?}");
}

#[test]
fn an_extension_is_no_code_of_a_required_binding() {
    let mut resource = weight();
    let members = resource.as_object_mut().unwrap();
    members.remove("status");
    members.insert(
        "_status".to_owned(),
        json!({"extension": [{"url": "https://example.org/why", "valueString": "unknown"}]}),
    );
    assert_eq!(errors(&resource), ["binding-required Observation.status"]);
}

#[test]
fn what_cannot_be_verified_is_counted() {
    let mut resource = weight();
    resource["extension"] = json!([{"url": "https://example.org/x", "valueString": "x"}]);
    resource["meta"]["profile"] = json!(["https://example.org/StructureDefinition/x"]);
    let outcome = validate(&resource, &[]);
    assert_eq!(
        outcome.unchecked.get("extension https://example.org/x"),
        Some(&1)
    );
    assert_eq!(
        outcome
            .unchecked
            .get("profile https://example.org/StructureDefinition/x"),
        Some(&1)
    );
    assert!(
        outcome.unchecked.contains_key("codes of http://loinc.org"),
        "{:?}",
        outcome.unchecked
    );
}

#[test]
fn a_given_profile_must_be_known() {
    let outcome = validate(&weight(), &["https://example.org/StructureDefinition/x"]);
    assert_eq!(outcome.errors().next().unwrap().rule, "profile-known");
}

#[test]
fn duplicates_and_places_are_told() {
    let text =
        "{\n  \"resourceType\": \"Patient\",\n  \"gender\": \"x\",\n  \"gender\": \"male\"\n}";
    let validator = Validator::of_guides(&[Guide::R4]);
    let outcome = validator.validate(&Document::parse(text).unwrap(), &[]);
    let found: Vec<_> = outcome
        .errors()
        .map(|issue| (issue.rule.as_str(), issue.line, issue.column))
        .collect();
    assert!(found.contains(&("json-duplicate", 4, 13)), "{found:?}");
    assert!(found.contains(&("binding-required", 3, 13)), "{found:?}");
    assert!(
        outcome
            .warnings()
            .any(|issue| issue.rule == "dom-6" && issue.severity == Severity::Warning)
    );
}

#[test]
fn bundles_are_validated_entry_by_entry() {
    let mut inner = patient();
    inner["gender"] = json!("x");
    let bundle = json!({
        "resourceType": "Bundle", "type": "collection",
        "entry": [
            {"fullUrl": "urn:uuid:79a14950-442c-11ed-b878-0242ac120002", "resource": inner},
            {"fullUrl": "https://example.org/fhir/Observation/o1", "resource": weight()}
        ]
    });
    assert_eq!(
        errors(&bundle),
        ["binding-required Bundle.entry[0].resource.gender"]
    );
}

fn changed(mut resource: Value, pointer: &str, value: Value) -> Vec<String> {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match resource.pointer_mut(parent).unwrap() {
        Value::Object(members) if value.is_null() => {
            members.remove(name);
        }
        Value::Object(members) => {
            members.insert(name.to_owned(), value);
        }
        Value::Array(items) => {
            let at: usize = name.parse().unwrap();
            if at < items.len() {
                items[at] = value;
            } else {
                items.push(value);
            }
        }
        _ => panic!("{pointer} leads nowhere"),
    }
    errors(&resource)
}

fn sorted(mut found: Vec<String>) -> Vec<String> {
    found.sort();
    found
}

#[test]
fn check_digits_are_warned_of() {
    let mut resource = weight();
    let codings = resource["code"]["coding"].as_array_mut().unwrap();
    codings.push(json!({"system": "http://loinc.org", "code": "29463-8"}));
    let outcome = validate(&resource, &[]);
    let warned: Vec<&str> = outcome
        .warnings()
        .map(|issue| issue.rule.as_str())
        .collect();
    assert_eq!(warned, ["code-form"]);
    let mut resource = patient();
    resource["identifier"][0] =
        json!({"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567890"});
    let outcome = validate(&resource, &[]);
    let warned: Vec<&str> = outcome
        .warnings()
        .map(|issue| issue.rule.as_str())
        .collect();
    assert_eq!(warned, ["identifier-form"]);
}

#[test]
fn codes_that_cannot_be_verified_are_counted_once() {
    let outcome = validate(&weight(), &[]);
    assert_eq!(outcome.unchecked.get("codes of http://loinc.org"), Some(&1));
}

/// R4 carries a definition of `oauth-uris` to which SMART App Launch 2.0.0 added names.
#[rstest]
#[case::of_r4("register", &[])]
#[case::of_smart("revoke", &[])]
#[case::of_smart_too("introspect", &[])]
#[case::of_nobody("revocation", &["extension-inner CapabilityStatement.rest[0].security.extension[0].extension[2]"])]
fn names_that_smart_added_are_known(#[case] name: &str, #[case] expected: &[&str]) {
    let uri = |name: &str| json!({"url": name, "valueUri": format!("https://example.org/{name}")});
    let resource = json!({
        "resourceType": "CapabilityStatement", "status": "active", "date": "2024-01-01", "kind": "instance",
        "fhirVersion": "4.0.1", "format": ["json"],
        "implementation": {"description": "x"},
        "rest": [{"mode": "server", "security": {"extension": [{
            "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
            "extension": [uri("authorize"), uri("token"), uri(name)]
        }]}}]
    });
    assert_eq!(errors(&resource), expected);
}
