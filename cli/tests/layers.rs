//! The directions of the workspace's crates: which may depend on which (docs/ARCHITECTURE.md, "Layout"). The harness
//! shares no code of OAuth, search or data with the sandbox: a bug that both shared would pass its own test.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// A crate, what it is built on, and what only its tests may use besides.
const ALLOWED: &[(&str, &[&str], &[&str])] = &[
    ("payerlab-snapshots", &[], &[]),
    ("payerlab-profiles", &[], &["payerlab-snapshots"]),
    (
        "payerlab-synthetic",
        &[],
        &["payerlab-profiles", "payerlab-snapshots"],
    ),
    (
        "payerlab-matching",
        &["payerlab-profiles"],
        &["payerlab-snapshots"],
    ),
    (
        "payerlab-registry",
        &["payerlab-profiles"],
        &["payerlab-snapshots"],
    ),
    (
        "payerlab-sandbox",
        &["payerlab-profiles", "payerlab-synthetic"],
        &["payerlab-snapshots"],
    ),
    (
        "payerlab-harness",
        &["payerlab-matching", "payerlab-profiles"],
        &["payerlab-snapshots"],
    ),
    (
        "payerlab",
        &[
            "payerlab-harness",
            "payerlab-profiles",
            "payerlab-registry",
            "payerlab-sandbox",
            "payerlab-synthetic",
        ],
        &["payerlab-matching", "payerlab-snapshots"],
    ),
];

/// The crates of the workspace with their dependencies on each other: name, and whether it is for tests only.
fn crates() -> BTreeMap<String, Vec<(String, bool)>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            let inner = dependencies
                .iter()
                .filter(|dependency| dependency["path"].is_string());
            let inner =
                inner.map(|dependency| (text(&dependency["name"]), dependency["kind"] == "dev"));
            (text(&package["name"]), inner.collect())
        })
        .collect()
}

#[test]
fn crates_depend_only_on_what_the_table_allows() {
    let crates = crates();
    for (name, dependencies) in &crates {
        let row = ALLOWED.iter().find(|(allowed, ..)| allowed == name);
        let Some((_, built_on, in_tests)) = row else {
            panic!("the crate {name} has no row in ALLOWED: decide what it may depend on");
        };
        for (dependency, for_tests) in dependencies {
            let allowed = built_on.contains(&dependency.as_str())
                || (*for_tests && in_tests.contains(&dependency.as_str()));
            assert!(
                allowed,
                "{name} must not depend on {dependency}: see ALLOWED in cli/tests/layers.rs"
            );
        }
    }
    for (name, ..) in ALLOWED {
        assert!(
            crates.contains_key(*name),
            "ALLOWED has a row for {name}, which is no crate"
        );
    }
}
