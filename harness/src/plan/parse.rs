//! Feature texts as Gherkin, their outlines expanded.

use std::path::PathBuf;

use cucumber::feature::Ext as _;
use cucumber::gherkin;

use super::error::PlanError;

/// Parses a feature file; `file` is its path relative to the features folder.
pub(super) fn parse(file: &str, text: &str) -> Result<gherkin::Feature, PlanError> {
    let feature =
        gherkin::Feature::parse(text, gherkin::GherkinEnv::default()).map_err(|error| {
            let (line, message) = place(&error.to_string(), text);
            PlanError::Syntax {
                file: file.to_owned(),
                line,
                message,
            }
        })?;
    let mut feature = feature
        .expand_examples()
        .map_err(|error| PlanError::Syntax {
            file: file.to_owned(),
            line: error.pos.line,
            message: format!("the examples have no column `{}`", error.name),
        })?;
    feature.path = Some(PathBuf::from(file));
    Ok(feature)
}

/// The line of a parser's complaint (it writes `Error at LINE:COLUMN: {...}`), and words for it.
fn place(complaint: &str, text: &str) -> (usize, String) {
    let line = complaint
        .strip_prefix("Error at ")
        .and_then(|rest| rest.split(':').next())
        .and_then(|line| line.parse::<usize>().ok())
        .unwrap_or(1);
    // The parser complains of the furthest line that it looked at, which may be behind the one that is wrong.
    let line = misplaced(text).map_or(line, |at| at.min(line));
    let found = text
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or_default()
        .trim();
    let message = if found.is_empty() {
        "something is missing here; a file is `Feature:`, then `Scenario:` blocks of Given, When and Then".to_owned()
    } else {
        format!(
            "`{found}` cannot stand here; expected a keyword (Scenario:, Given, When, Then, And), a table row or a tag"
        )
    };
    (line, message)
}

/// The first line that stands among the steps of a scenario and is neither step, table, text, comment nor heading.
fn misplaced(text: &str) -> Option<usize> {
    const STEPS: [&str; 6] = ["Given ", "When ", "Then ", "And ", "But ", "* "];
    let (mut among_steps, mut quoted) = (false, false);
    for (at, line) in text.lines().map(str::trim).enumerate() {
        if line.starts_with("\"\"\"") || line.starts_with("```") {
            quoted = !quoted;
        } else if quoted || line.is_empty() || line.starts_with(['#', '|', '@']) {
        } else if STEPS.iter().any(|keyword| line.starts_with(keyword)) {
            among_steps = true;
        } else if line.contains(':') {
            among_steps = false;
        } else if among_steps {
            return Some(at + 1);
        }
    }
    None
}
