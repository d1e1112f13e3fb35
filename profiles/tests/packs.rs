//! The committed packs are what the generator makes of the official packages. Those are not part of this repository: the
//! test says so when they are absent.

use std::path::{Path, PathBuf};

use payerlab_profiles::compile::compile;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::package::Package;
use payerlab_profiles::validate::Validator;

#[test]
fn packs_are_generated() {
    let shared = std::env::var_os("PAYERLAB_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    for guide in Guide::ALL.into_iter().filter(|guide| *guide != Guide::R4) {
        let (name, version) = guide.package();
        let source = shared.join("ig").join(format!("{name}-{version}.tgz"));
        if !source.exists() {
            eprintln!(
                "skipped: the package {name} {version} is not at {}",
                source.display()
            );
            continue;
        }
        let committed = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("definitions/{name}-{version}.pack"));
        let made = compile(&Package::read(&source).unwrap()).unwrap();
        assert!(
            made == std::fs::read(committed).unwrap(),
            "{name} {version} is to be compiled again"
        );
    }
}

/// The files of R4 4.0.1; the folder that the npm package has them in holds its author's own besides.
const R4: [&str; 8] = [
    "profiles-types.json",
    "profiles-resources.json",
    "profiles-others.json",
    "extension-definitions.json",
    "search-parameters.json",
    "valuesets.json",
    "v3-codesystems.json",
    "v2-tables.json",
];

#[test]
fn the_pack_of_r4_is_generated() {
    let Some(source) = std::env::var_os("PAYERLAB_R4_DEFINITIONS").map(PathBuf::from) else {
        eprintln!(
            "skipped: PAYERLAB_R4_DEFINITIONS names no folder with the definitions of R4; `.ci/run packs` gets them"
        );
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for name in R4 {
        std::fs::copy(source.join(name), folder.path().join(name))
            .unwrap_or_else(|error| panic!("{}: {error}", source.join(name).display()));
    }
    let (name, version) = Guide::R4.package();
    let made = compile(&Package::read(folder.path()).unwrap()).unwrap();
    let committed =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("definitions/{name}-{version}.pack"));
    assert!(
        made == std::fs::read(committed).unwrap(),
        "{name} {version} is to be compiled again"
    );
}

/// One distribution of the R4 definitions adds elements of its author to Meta.
#[test]
fn meta_has_the_elements_of_r4_and_no_others() {
    let validator = Validator::of_guides(&[Guide::R4]);
    for name in ["project", "account", "compartment", "author"] {
        let text = format!(
            r#"{{"resourceType":"Basic","meta":{{"source":"urn:x:1","{name}":"x"}},"code":{{"text":"x"}}}}"#
        );
        let outcome = validator.validate(&Document::parse(text).unwrap(), &[]);
        let found: Vec<&str> = outcome
            .errors()
            .map(|issue| issue.expression.as_str())
            .collect();
        assert_eq!(found, [format!("Basic.meta.{name}")]);
    }
}
