//! What `--ig` names is found, and comes with what it depends on.

mod support;

use payerlab_profiles::pack::Section;
use payerlab_registry::{Cache, ChainError, LoadError, Loaded, load};
use rstest::rstest;
use serde_json::{Value, json};
use support::{cached, package, profile};
use tempfile::TempDir;

const PATIENT: &str = "http://hl7.org/fhir/StructureDefinition/Patient";

fn names(loaded: &Loaded) -> Vec<String> {
    let packs = loaded.packs.iter();
    packs
        .map(|pack| format!("{}@{}", pack.name(), pack.version()))
        .collect()
}

fn loaded(folder: &TempDir, sources: &[&str]) -> Result<Loaded, LoadError> {
    let sources: Vec<String> = sources.iter().map(|source| (*source).to_owned()).collect();
    load(&sources, &Cache::locate(Some(folder.path())).unwrap())
}

#[rstest]
#[case("own.guide@1.0.0")]
#[case("own.guide#1.0.0")]
#[case("own.guide@1.x")]
#[case("own.guide")]
fn a_package_comes_before_what_it_depends_on(#[case] source: &str) {
    let folder = TempDir::new().unwrap();
    let needs = [
        ("hl7.fhir.r4.core", "4.0.1"),
        ("deep.guide", "2.0.x"),
        ("middle.guide", "1.0.0"),
        ("hl7.fhir.us.core", "3.1.1"),
    ];
    let middle = profile(
        "https://example.org/middle",
        "https://example.org/deep",
        "gender",
    );
    let own = profile(
        "https://example.org/own",
        "https://example.org/middle",
        "name",
    );
    let deep = profile("https://example.org/deep", PATIENT, "birthDate");
    cached(folder.path(), "own.guide", "1.0.0", &needs, &[own]);
    cached(
        folder.path(),
        "middle.guide",
        "1.0.0",
        &[("deep.guide", "^2.0.0")],
        &[middle],
    );
    cached(folder.path(), "deep.guide", "2.0.3", &[], &[deep]);
    cached(
        folder.path(),
        "deep.guide",
        "2.0.10",
        &[],
        &[profile("https://example.org/deep", PATIENT, "address")],
    );
    let loaded = loaded(&folder, &[source]).unwrap();
    assert_eq!(loaded.notes, Vec::<String>::new());
    assert_eq!(
        names(&loaded),
        [
            "own.guide@1.0.0",
            "hl7.fhir.us.core@3.1.1",
            "middle.guide@1.0.0",
            "deep.guide@2.0.10"
        ]
    );
    // The snapshots are made of what the other packages have.
    let own: Value = loaded.packs[0]
        .fact(Section::Structure, "https://example.org/own")
        .unwrap();
    let asked: Vec<&str> = own["e"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|element| element["n"] == json!(1))
        .filter_map(|element| element["i"].as_str())
        .collect();
    assert!(
        ["name", "gender", "address"]
            .iter()
            .all(|name| asked.contains(name)),
        "{asked:?}"
    );
    assert!(!asked.contains(&"birthDate"));
}

#[test]
fn files_folders_and_built_in_guides_are_loaded() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("one.tgz");
    std::fs::write(&file, package("one.guide", "1.0.0", &[])).unwrap();
    cached(
        folder.path(),
        "two.guide",
        "1.0.0",
        &[],
        &[profile("https://example.org/two", PATIENT, "name")],
    );
    let two = folder.path().join("two.guide#1.0.0");
    let inner = two.join("package");
    let loaded = loaded(
        &folder,
        &[
            file.to_str().unwrap(),
            two.to_str().unwrap(),
            inner.to_str().unwrap(),
            "hl7.fhir.us.davinci-pdex@2.0.0",
            "hl7.fhir.r4.core@4.0.1",
        ],
    )
    .unwrap();
    assert_eq!(
        names(&loaded),
        [
            "one.guide@1.0.0",
            "two.guide@1.0.0",
            "hl7.fhir.us.davinci-pdex@2.0.0",
            "hl7.fhir.us.core@3.1.1"
        ]
    );
}

#[test]
fn a_guide_that_is_not_packed_yet_tells_its_name() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, value: Value| {
        std::fs::write(folder.path().join(name), value.to_string()).unwrap();
    };
    write(
        "ImplementationGuide-own.json",
        json!({"resourceType": "ImplementationGuide", "packageId": "own.guide", "version": "0.1.0", "fhirVersion": ["4.0.1"],
            "dependsOn": [{"packageId": "hl7.fhir.us.core", "version": "6.1.0"}]}),
    );
    let base = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
    write(
        "StructureDefinition-own.json",
        profile("https://example.org/own", base, "birthDate"),
    );
    let loaded = loaded(&folder, &[folder.path().to_str().unwrap()]).unwrap();
    assert_eq!(
        names(&loaded),
        ["own.guide@0.1.0", "hl7.fhir.us.core@6.1.0"]
    );
    assert!(loaded.packs[0].contains(Section::Structure, "https://example.org/own"));
}

#[test]
fn what_is_not_at_hand_is_noted() {
    let folder = TempDir::new().unwrap();
    let needs = [
        ("hl7.terminology.r4", "5.0.0"),
        ("us.nlm.vsac", "0.7.x"),
        ("built.daily", "current"),
        ("new.guide", "1.0.0"),
    ];
    let lost = profile(
        "https://example.org/lost",
        "https://example.org/nowhere",
        "name",
    );
    cached(folder.path(), "own.guide", "1.0.0", &needs, &[lost]);
    let place = folder.path().join("new.guide#1.0.0").join("package");
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(
        place.join("package.json"),
        r#"{"name":"new.guide","version":"1.0.0","fhirVersions":["5.0.0"]}"#,
    )
    .unwrap();
    let notes = loaded(&folder, &["own.guide@1.0.0"]).unwrap().notes;
    let cache = folder.path().display();
    assert_eq!(
        notes,
        [
            "new.guide@1.0.0 is for FHIR 5.0.0; payerlab knows R4 (4.0.1), so what it defines for own.guide@1.0.0 is not checked".to_owned(),
            "own.guide@1.0.0 depends on what names no release: built.daily: \"current\" names whatever was built last; name a released version".to_owned(),
            "own.guide@1.0.0: left out: https://example.org/lost has no snapshot, and https://example.org/nowhere, which it is based on, is in no package at hand".to_owned(),
            format!("not in the package cache {cache}, so what they define is not checked: hl7.terminology.r4@5.0.0, us.nlm.vsac@0.7.x; `payerlab ig add` gets them"),
        ]
    );
}

#[rstest]
#[case("./nowhere.tgz", "there is no package ./nowhere.tgz")]
#[case("no such thing", "\"no such thing\" is no package's name")]
#[case("own.guide@current", "names whatever was built last")]
#[case("own.guide@dev", "names whatever was built last")]
#[case(
    "own.guide@9.9.9",
    "own.guide@9.9.9 is neither built in nor in the package cache"
)]
#[case("own.guide@9.x", "which has 1.0.0")]
#[case("newer.guide@1.0.0", "newer.guide@1.0.0 is for FHIR 5.0.0")]
#[case("broken.guide@1.0.0", "0.json: ")]
#[case("ring.one@1.0.0", "ring.one@1.0.0 -> ring.two@1.0.0 -> ring.one@1.0.0")]
fn what_cannot_be_loaded_is_named(#[case] source: &str, #[case] expected: &str) {
    let folder = TempDir::new().unwrap();
    cached(folder.path(), "own.guide", "1.0.0", &[], &[]);
    cached(
        folder.path(),
        "ring.one",
        "1.0.0",
        &[("ring.two", "1.0.x")],
        &[],
    );
    cached(
        folder.path(),
        "ring.two",
        "1.0.0",
        &[("ring.one", "*")],
        &[],
    );
    cached(folder.path(), "broken.guide", "1.0.0", &[], &[json!({})]);
    std::fs::write(
        folder.path().join("broken.guide#1.0.0/package/0.json"),
        "{\"a\":",
    )
    .unwrap();
    cached(folder.path(), "newer.guide", "1.0.0", &[], &[]);
    std::fs::write(
        folder.path().join("newer.guide#1.0.0/package/package.json"),
        r#"{"name":"newer.guide","version":"1.0.0","fhirVersions":["5.0.0"]}"#,
    )
    .unwrap();
    let error = loaded(&folder, &[source]).unwrap_err().to_string();
    assert!(error.contains(expected) && !error.contains('\n'), "{error}");
}

#[test]
fn a_long_chain_of_packages_ends() {
    let folder = TempDir::new().unwrap();
    for at in 0..100 {
        let next = format!("guide.n{}", at + 1);
        cached(
            folder.path(),
            &format!("guide.n{at}"),
            "1.0.0",
            &[(&next, "1.0.0")],
            &[],
        );
    }
    assert!(matches!(
        loaded(&folder, &["guide.n0@1.0.0"]),
        Err(LoadError::Chain(ChainError::TooDeep { .. }))
    ));
}

#[test]
fn the_cache_is_listed_in_order() {
    let folder = TempDir::new().unwrap();
    for version in ["1.10.0", "1.9.0", "1.10.0-ballot"] {
        cached(folder.path(), "own.guide", version, &[], &[]);
    }
    cached(folder.path(), "another.guide", "1.0.0", &[], &[]);
    std::fs::create_dir_all(folder.path().join("half.guide#1.0.0")).unwrap();
    std::fs::create_dir_all(folder.path().join(".unpacking-x#1/package")).unwrap();
    let cache = Cache::locate(Some(folder.path())).unwrap();
    let listed: Vec<String> = cache
        .list()
        .unwrap()
        .into_iter()
        .map(|cached| format!("{}@{}", cached.name, cached.version))
        .collect();
    assert_eq!(
        listed,
        [
            "another.guide@1.0.0",
            "own.guide@1.9.0",
            "own.guide@1.10.0-ballot",
            "own.guide@1.10.0"
        ]
    );
    let nowhere = Cache::locate(Some(&folder.path().join("nowhere"))).unwrap();
    assert_eq!(nowhere.list().unwrap(), []);
}
