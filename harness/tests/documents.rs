//! What is written down about the harness is what it does: the step vocabulary, the requirements and their scenarios.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use payerlab_harness::{requirements, steps};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Where the generated part of docs/STEPS.md begins and ends.
const MARKS: (&str, &str) = (
    "<!-- steps: written by the test that compares them -->\n",
    "<!-- end of steps -->\n",
);

#[test]
fn the_steps_page_is_the_catalogue() {
    let path = root().join("docs/STEPS.md");
    let page = fs::read_to_string(&path).expect("docs/STEPS.md");
    let (before, rest) = page
        .split_once(MARKS.0)
        .expect("a mark where the steps begin");
    let (written, after) = rest
        .split_once(MARKS.1)
        .expect("a mark where the steps end");
    let wanted = format!("\n{}\n", steps::document());
    if std::env::var_os("UPDATE_STEPS").is_some() && written != wanted {
        fs::write(
            &path,
            format!("{before}{}{wanted}{}{after}", MARKS.0, MARKS.1),
        )
        .expect("docs/STEPS.md");
        return;
    }
    assert!(
        written == wanted,
        "docs/STEPS.md is not the catalogue; UPDATE_STEPS=1 cargo test -p payerlab-harness writes it"
    );
}

#[test]
fn every_step_is_said_and_meant_once() {
    let mut seen = BTreeSet::new();
    for step in steps::catalogue() {
        assert!(
            seen.insert((step.keyword, step.sentence)),
            "{} twice",
            step.sentence
        );
        assert!(
            step.meaning.ends_with('.'),
            "`{}` means what?",
            step.sentence
        );
    }
}

/// The tags of every feature file, without `@`.
fn tags() -> BTreeSet<String> {
    let mut tags = BTreeSet::new();
    let mut open = vec![root().join("features")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("features") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "feature")
            {
                let text = fs::read_to_string(path).expect("a feature");
                for line in text
                    .lines()
                    .map(str::trim)
                    .filter(|line| line.starts_with('@'))
                {
                    tags.extend(
                        line.split_whitespace()
                            .map(|tag| tag.trim_start_matches('@').to_owned()),
                    );
                }
            }
        }
    }
    tags
}

#[test]
fn every_requirement_has_a_scenario_and_every_tag_a_requirement() {
    let (tags, requirements) = (tags(), requirements());
    assert!(
        requirements.len() >= 70,
        "features/requirements.toml is read: {}",
        requirements.len()
    );
    let unproven: Vec<&str> = requirements
        .iter()
        .map(|one| one.id.as_str())
        .filter(|id| !tags.contains(*id))
        .collect();
    assert!(unproven.is_empty(), "no scenario proves {unproven:?}");
    let unknown: Vec<&String> = tags
        .iter()
        .filter(|tag| {
            let id = tag.split('.').next().unwrap_or(tag);
            !requirements.iter().any(|one| one.id == id)
        })
        .collect();
    assert!(
        unknown.is_empty(),
        "no requirement stands behind {unknown:?}"
    );
    for one in requirements {
        assert!(
            matches!(one.level.as_str(), "SHALL" | "SHOULD" | "MAY"),
            "{}: {}",
            one.id,
            one.level
        );
        assert!(
            !one.source.is_empty() && one.demands.ends_with('.'),
            "{}",
            one.id
        );
    }
}
