//! Every kept seed of the fuzz targets goes through the target's own function: what fuzzing once found stays found.

#![expect(
    unreachable_pub,
    reason = "these files are a crate of their own in fuzz/"
)]

use std::path::Path;

#[path = "../../fuzz/src/fhirpath.rs"]
mod fhirpath;
#[path = "../../fuzz/src/json.rs"]
mod json;
#[path = "../../fuzz/src/package.rs"]
mod package;
#[path = "../../fuzz/src/search.rs"]
mod search;

/// Runs every seed, by name, so that a panic is told with the one that broke.
fn each(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/seeds")
        .join(target);
    let entries = std::fs::read_dir(&folder).expect("the seeds are there");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    assert!(
        paths.len() >= 5,
        "{} seeds in {}",
        paths.len(),
        folder.display()
    );
    for path in paths {
        println!("{}", path.display());
        run(&std::fs::read(&path).expect("a seed"));
    }
}

#[test]
fn json_seeds() {
    each("json", json::run);
}

#[test]
fn fhirpath_seeds() {
    each("fhirpath", fhirpath::run);
}

#[test]
fn package_seeds() {
    each("package", package::run);
}

#[test]
fn search_seeds() {
    each("search", search::run);
}
