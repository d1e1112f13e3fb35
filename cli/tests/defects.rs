//! The harness is shown to notice: for every defect of the sandbox, the scenario meant to find it finds it, and passes at a
//! payer without the defect. `defects.toml` says which scenario; a defect without a row fails here.

mod support;

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::process::Output;
use std::sync::Mutex;
use std::thread;

use payerlab_sandbox::Defect;
use serde::Deserialize;
use support::{Served, payerlab};
use tempfile::TempDir;

/// One row of `defects.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// The tag of the scenario, without `@`.
    scenario: String,
    /// How it notices.
    notices: Notices,
}

/// How a scenario notices a defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Notices {
    Failed,
    Warned,
    Unproven,
}

#[derive(Deserialize)]
struct Results {
    chapters: Vec<Chapter>,
}

#[derive(Deserialize)]
struct Chapter {
    scenarios: Vec<Scenario>,
}

#[derive(Debug, Deserialize)]
struct Scenario {
    name: String,
    tags: Vec<String>,
    outcome: String,
    reason: Option<String>,
    failure: Option<Failure>,
    warnings: Vec<Failure>,
}

#[derive(Debug, Deserialize)]
struct Failure {
    expected: String,
    got: String,
}

impl Scenario {
    fn clean(&self) -> bool {
        self.outcome == "passed" && self.warnings.is_empty()
    }

    fn notices(&self, how: Notices) -> bool {
        match self.outcome.as_str() {
            "failed" => true,
            "passed" => how == Notices::Warned && !self.warnings.is_empty(),
            "unproven" => how == Notices::Unproven,
            _ => false,
        }
    }

    /// What came of it, for a person.
    fn story(&self) -> String {
        let findings: Vec<String> = self
            .failure
            .iter()
            .chain(&self.warnings)
            .map(|failure| format!("expected {}, got {}", failure.expected, failure.got))
            .chain(self.reason.clone())
            .collect();
        format!("`{}` {} {}", self.name, self.outcome, findings.join("; "))
    }
}

fn rows() -> BTreeMap<String, Row> {
    let text = include_str!("defects.toml");
    toml::from_str(text).expect("defects.toml is a table of rows")
}

/// The scenarios of a run with that tag expression.
fn check(payer: &Served, tags: &str) -> Result<Vec<Scenario>, String> {
    let report = TempDir::new().map_err(|error| error.to_string())?;
    let output = payerlab()
        .args(["check", "--jobs", "2", "--tags", tags, "--target"])
        .arg(payer.target_file())
        .arg("--report")
        .arg(report.path())
        .output()
        .map_err(|error| error.to_string())?;
    scenarios(report.path(), &output)
}

fn scenarios(report: &Path, output: &Output) -> Result<Vec<Scenario>, String> {
    let text = std::fs::read(report.join("results.json")).map_err(|_| {
        format!(
            "check wrote no results: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )
    })?;
    let results: Results = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    Ok(results
        .chapters
        .into_iter()
        .flat_map(|chapter| chapter.scenarios)
        .collect())
}

#[test]
fn every_defect_has_a_row_and_every_row_a_defect() {
    let rows = rows();
    let known: Vec<&str> = Defect::ALL.iter().map(|defect| defect.name()).collect();
    let missing: Vec<&&str> = known
        .iter()
        .filter(|name| !rows.contains_key(**name))
        .collect();
    let unknown: Vec<&String> = rows
        .keys()
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "without a row: {missing:?}; no defects: {unknown:?}"
    );
    for (name, row) in &rows {
        let defect: Defect = name.parse().expect("a defect");
        let requirement = row.scenario.split('.').next().unwrap_or_default();
        assert_eq!(
            defect.requirement(),
            requirement,
            "{name} breaks the requirement of the scenario that notices it, @{}",
            row.scenario
        );
        let known = payerlab_harness::requirements()
            .iter()
            .any(|known| known.id == requirement);
        assert!(known, "{name}: {requirement} is no requirement");
    }
}

#[test]
fn every_scenario_that_is_to_notice_a_defect_passes_without_it() {
    let rows = rows();
    let mut tags: Vec<String> = rows
        .values()
        .map(|row| format!("@{}", row.scenario))
        .collect();
    tags.sort();
    tags.dedup();
    let found = check(
        &Served::start(&["--listen", "127.0.0.1:0"]),
        &tags.join(" or "),
    )
    .expect("a run");
    let mut problems: Vec<String> = found
        .iter()
        .filter(|scenario| !scenario.clean())
        .map(Scenario::story)
        .collect();
    problems.extend(
        tags.iter()
            .filter(|tag| {
                !found
                    .iter()
                    .any(|scenario| scenario.tags.contains(&tag[1..].to_owned()))
            })
            .map(|tag| format!("no scenario has the tag {tag}")),
    );
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_defect_is_noticed() {
    let only = std::env::var("DEFECT").ok();
    let queue: Mutex<VecDeque<(String, Row)>> = Mutex::new(
        rows()
            .into_iter()
            .filter(|(name, _)| only.as_ref().is_none_or(|only| only == name))
            .collect(),
    );
    assert!(
        !queue.lock().expect("nobody has failed yet").is_empty(),
        "no row is called {only:?}; `payerlab defects` lists the names"
    );
    let problems = Mutex::new(Vec::new());
    let workers = thread::available_parallelism()
        .map_or(2, usize::from)
        .clamp(2, 8);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("no worker panics").pop_front();
                    let Some((name, row)) = next else { break };
                    if let Err(problem) = noticed(&name, &row) {
                        problems
                            .lock()
                            .expect("no worker panics")
                            .push(format!("{name}: {problem}"));
                    }
                }
            });
        }
    });
    let mut problems = problems.into_inner().expect("no worker panics");
    problems.sort();
    assert!(
        problems.is_empty(),
        "{} defects are not noticed:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

/// Serves with the defect, runs the one scenario, and says what is wrong when it does not notice.
fn noticed(name: &str, row: &Row) -> Result<(), String> {
    let payer = Served::start(&["--listen", "127.0.0.1:0", "--defect", name]);
    let found = check(&payer, &format!("@{}", row.scenario))?;
    if found.iter().any(|scenario| scenario.notices(row.notices)) {
        Ok(())
    } else {
        let stories: Vec<String> = found.iter().map(Scenario::story).collect();
        Err(format!(
            "@{} did not notice: {}",
            row.scenario,
            stories.join(", ")
        ))
    }
}
