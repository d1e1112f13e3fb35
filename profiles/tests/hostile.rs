//! Hostile input gets an answer, within bounded time and memory, and never a crash.

use payerlab_profiles::fhirpath::{Context, Element, Expression, FhirPathError};
use payerlab_profiles::json::{Document, JsonFault, Limits};
use payerlab_profiles::pack::{Guide, Pack, PackBuilder, Section, ValueSetFacts};
use payerlab_profiles::package::{Package, PackageError};
use payerlab_profiles::validate::Validator;
use rstest::rstest;

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        assert!(matches!(
            Document::parse(text).unwrap_err().fault,
            JsonFault::TooDeep { .. }
        ));
    }
}

#[test]
fn nesting_within_the_limit_is_walked() {
    let mut extension = "{\"url\":\"https://example.org/x\",\"valueString\":\"x\"}".to_owned();
    for _ in 0..90 {
        extension = format!("{{\"url\":\"https://example.org/x\",\"extension\":[{extension}]}}");
    }
    let text = format!("{{\"resourceType\":\"Patient\",\"extension\":[{extension}]}}");
    let validator = Validator::of_guides(&[Guide::R4]);
    assert!(
        validator
            .validate(&Document::parse(text).unwrap(), &[])
            .is_valid()
    );
}

#[test]
fn size_is_bounded() {
    let limits = Limits {
        bytes: 100,
        ..Limits::default()
    };
    let error = Document::parse_within("[1]".repeat(100), limits).unwrap_err();
    assert!(matches!(
        error.fault,
        JsonFault::TooLarge { limit: 100, .. }
    ));
}

#[test]
fn huge_arrays_are_answered() {
    let names = vec!["{\"family\":\"x\"}"; 50_000].join(",");
    let text = format!(
        "{{\"resourceType\":\"Patient\",\"name\":[{names}],\"telecom\":[{}]}}",
        vec!["1"; 50_000].join(",")
    );
    let outcome =
        Validator::of_guides(&[Guide::UsCore610]).validate(&Document::parse(text).unwrap(), &[]);
    assert!(!outcome.is_valid());
    assert!(outcome.issues.len() <= 10_000);
}

#[rstest]
#[case("null")]
#[case("[]")]
#[case("\"Patient\"")]
#[case("{}")]
#[case("{\"resourceType\":1}")]
#[case("{\"resourceType\":\"Patient.contact\"}")]
#[case("{\"resourceType\":\"DomainResource\"}")]
#[case(
    "{\"resourceType\":\"Patient\",\"name\":[[]],\"contact\":null,\"_name\":3,\"extension\":[null,{\"url\":null}]}"
)]
#[case(
    "{\"resourceType\":\"Patient\",\"contained\":{\"resourceType\":\"Patient\"},\"text\":[],\"meta\":{\"profile\":[1,null]}}"
)]
#[case(
    "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":[]},{\"resource\":{}},3]}"
)]
#[case(
    "{\"resourceType\":\"Observation\",\"valueQuantity\":[],\"code\":{\"coding\":{}},\"_status\":[],\"component\":[{\"valueQuantity\":null}]}"
)]
fn any_shape_is_answered(#[case] text: &str) {
    let validator = Validator::of_guides(&[Guide::UsCore610]);
    let profiles = ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"];
    assert!(
        !validator
            .validate(&Document::parse(text.to_owned()).unwrap(), &profiles)
            .is_valid()
    );
}

/// Every prefix and every changed byte of a resource gets an answer.
#[test]
fn damaged_text_is_answered() {
    let text = "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"\\u00e9\",null],\"_given\":[null,{\"id\":\"x\"}]}],\"multipleBirthInteger\":2}";
    let validator = Validator::of_guides(&[Guide::R4]);
    for at in 0..text.len() {
        assert!(Document::parse(text[..at].to_owned()).is_err());
        for byte in [
            b'"', b'{', b'}', b'[', b']', b',', b':', b'0', b'n', 0xFF, 0x00,
        ] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            if let Ok(document) = Document::parse(bytes) {
                validator.validate(&document, &[]);
            }
        }
    }
}

#[rstest]
#[case("(1|2|3|4|5|6|7|8).repeat(($this | $this + 1).where($this < 100000))")]
#[case(
    "descendants().select(%resource.descendants().select(%resource.descendants().select(%resource.descendants())))"
)]
#[case::text_that_doubles("descendants().aggregate($total & $total, 'x').length()")]
#[case::text_in_text("descendants().aggregate($total.replace('x', $total & 'x'), 'xx').length()")]
#[case::matches_that_grow(
    "descendants().aggregate($total.replaceMatches('x', '$0$0$0$0$0$0$0$0'), 'x').length()"
)]
#[case::text_that_is_joined(
    "descendants().aggregate(%resource.name.family.join($total), 'xx').length()"
)]
#[case::text_that_is_encoded("descendants().aggregate($total.encode('hex'), 'x').length()")]
#[case::text_that_is_escaped(
    "descendants().aggregate($total.escape('html').replace(';', '&'), '&').length()"
)]
#[case::sums_of_text("descendants().aggregate($total + $total, 'x').length()")]
#[case::characters("descendants().aggregate($total & $total, 'x').toChars().count()")]
fn expensive_expressions_are_stopped(#[case] text: &str) {
    let names = vec!["{\"family\":\"x\"}"; 300].join(",");
    let document = Document::parse(format!(
        "{{\"resourceType\":\"Patient\",\"name\":[{names}]}}"
    ))
    .unwrap();
    let element = Element::resource(document.root());
    let expression = Expression::parse(text).unwrap();
    assert_eq!(
        expression
            .evaluate(element, &Context::new(element))
            .unwrap_err(),
        FhirPathError::TooExpensive
    );
}

/// A chain as long as one likes is refused before anything recurses over it.
#[rstest]
#[case(".a")]
#[case(" + 1")]
#[case("[0]")]
#[case(".where(a)")]
fn endless_chains_are_refused(#[case] link: &str) {
    let text = format!("a{}", link.repeat(1_000_000));
    assert!(matches!(
        Expression::parse(&text),
        Err(FhirPathError::Syntax { .. })
    ));
}

/// A profile whose invariant asks for conformance to the profile itself.
#[test]
fn profiles_that_ask_for_themselves_end() {
    let mut builder = PackBuilder::default();
    let structure = serde_json::json!({
        "u": "https://example.org/p", "t": "Patient", "k": "r", "d": true, "b": "https://example.org/p",
        "e": [{"c": [{"k": "p-1", "x": "conformsTo('https://example.org/p') and conformsTo('https://example.org/p')"}]}]
    });
    builder
        .add(Section::Structure, "https://example.org/p", &structure)
        .unwrap();
    let pack = Pack::open(builder.finish("cyclic", "1").unwrap()).unwrap();
    let validator = Validator::new(vec![std::sync::Arc::new(pack)]);
    let document = Document::parse(r#"{"resourceType":"Patient","gender":"male"}"#).unwrap();
    let outcome = validator.validate(&document, &["https://example.org/p"]);
    assert!(outcome.is_valid(), "{:?}", outcome.issues);
}

#[test]
fn profiles_that_ask_for_others_twice_each_end() {
    let url = |number: usize| format!("https://example.org/{number}");
    let mut builder = PackBuilder::default();
    for number in 0..40 {
        let next = url(number + 1);
        let structure = serde_json::json!({
            "u": url(number), "t": "Patient", "k": "r", "d": true, "b": url(number),
            "e": [{"c": [{"k": "p-1", "x": format!("conformsTo('{next}') and conformsTo('{next}')")}]}]
        });
        builder
            .add(Section::Structure, &url(number), &structure)
            .unwrap();
    }
    let pack = Pack::open(builder.finish("long", "1").unwrap()).unwrap();
    let validator = Validator::new(vec![std::sync::Arc::new(pack)]);
    let document = Document::parse(r#"{"resourceType":"Patient","gender":"male"}"#).unwrap();
    let outcome = validator.validate(&document, &[&url(0)]);
    assert!(outcome.is_valid(), "{:?}", outcome.issues);
}

#[test]
fn cyclic_value_sets_end() {
    let facts = |json: &str| serde_json::from_str::<ValueSetFacts>(json).unwrap();
    let mut builder = PackBuilder::default();
    let structure = serde_json::json!({
        "u": "https://example.org/p", "t": "Patient", "k": "r", "d": true,
        "b": "https://example.org/p",
        "e": [{}, {"i": "gender", "x": 1, "t": [{"c": "code"}], "b": {"s": "r", "v": "https://example.org/a"}}]
    });
    builder
        .add(Section::Structure, "https://example.org/p", &structure)
        .unwrap();
    builder
        .add(
            Section::ValueSet,
            "https://example.org/a",
            &facts(r#"{"i":[{"v":["https://example.org/b"]}]}"#),
        )
        .unwrap();
    builder
        .add(
            Section::ValueSet,
            "https://example.org/b",
            &facts(r#"{"i":[{"v":["https://example.org/a"]}]}"#),
        )
        .unwrap();
    let pack = Pack::open(builder.finish("cyclic", "1").unwrap()).unwrap();
    let validator = Validator::new(vec![std::sync::Arc::new(pack)]);
    let document = Document::parse(r#"{"resourceType":"Patient","gender":"male"}"#).unwrap();
    let outcome = validator.validate(&document, &["https://example.org/p"]);
    assert!(outcome.is_valid(), "{:?}", outcome.issues);
    assert!(!outcome.unchecked.is_empty());
}

#[test]
fn bad_packages_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.tgz");
    assert!(matches!(Package::read(&path), Err(PackageError::Io { .. })));
    std::fs::write(&path, "no archive").unwrap();
    assert!(matches!(
        Package::read(&path),
        Err(PackageError::Archive { .. })
    ));
    assert!(matches!(
        Package::read(folder.path()),
        Err(PackageError::Unnamed { .. })
    ));
    std::fs::write(folder.path().join("package.json"), "{").unwrap();
    assert!(matches!(
        Package::read(folder.path()),
        Err(PackageError::Json { .. })
    ));
}
