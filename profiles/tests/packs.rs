//! The committed packs are what the generator makes of the official packages. Those are not part of this repository: the
//! test says so when they are absent.

use std::path::{Path, PathBuf};

use payerlab_profiles::compile::compile;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::package::Package;

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
