//! The plan: which scenarios run. Features are parsed, their outlines expanded, tags applied, and every step is held
//! against the step definitions before the first request is made.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use cucumber::{feature::Ext as _, gherkin};
use gherkin::tagexpr::TagOperation;
use thiserror::Error;

use crate::steps;

/// Why a plan cannot be made.
#[derive(Debug, Error)]
pub enum PlanError {
    /// A features folder or file cannot be read.
    #[error("cannot read {}: {source}; give a folder of .feature files with --features", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A feature file is not Gherkin.
    #[error("{file}:{line}: this is not Gherkin: {message}")]
    Syntax {
        /// The file, relative to its features folder.
        file: String,
        /// 1-based line.
        line: usize,
        /// What was expected there.
        message: String,
    },
    /// A step that no definition knows, or more than one.
    #[error("{file}:{line}: {message}")]
    Step {
        /// The file.
        file: String,
        /// 1-based line.
        line: usize,
        /// The step, and the nearest ones there are.
        message: String,
    },
    /// The tag expression does not parse.
    #[error(
        "the tag expression `{expression}` does not parse: {message}; write it like `@authz-aud and not @slow`"
    )]
    Tags {
        /// The expression as given.
        expression: String,
        /// What is wrong with it.
        message: String,
    },
    /// Nothing is left to run.
    #[error(
        "no scenario is selected{0}; `payerlab steps` and the tags in features/ say what there is"
    )]
    Empty(String),
}

/// The features that a run goes through, each with its selected scenarios only.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The features in order of their paths; `path` is relative to the features folder.
    pub features: Vec<gherkin::Feature>,
}

impl Plan {
    /// Makes the plan out of feature texts by relative path.
    pub fn new(texts: &BTreeMap<String, String>, tags: Option<&str>) -> Result<Self, PlanError> {
        let expression = tags.map(parse_tags).transpose()?;
        let mut features = Vec::new();
        for (file, text) in texts {
            let mut feature = parse(file, text)?;
            let inherited = feature.tags.clone();
            select(&mut feature.scenarios, &inherited, expression.as_ref());
            for rule in &mut feature.rules {
                let inherited: Vec<String> = inherited.iter().chain(&rule.tags).cloned().collect();
                select(&mut rule.scenarios, &inherited, expression.as_ref());
            }
            feature.rules.retain(|rule| !rule.scenarios.is_empty());
            if feature.scenarios.is_empty() && feature.rules.is_empty() {
                continue;
            }
            check_steps(file, &feature)?;
            features.push(feature);
        }
        if features.is_empty() {
            return Err(PlanError::Empty(
                tags.map(|tags| format!(" by `{tags}`")).unwrap_or_default(),
            ));
        }
        Ok(Self { features })
    }

    /// How many scenarios the plan holds.
    pub fn scenarios(&self) -> usize {
        self.features.iter().map(gherkin_count).sum()
    }
}

fn gherkin_count(feature: &gherkin::Feature) -> usize {
    feature.count_scenarios()
}

fn parse_tags(expression: &str) -> Result<TagOperation, PlanError> {
    expression.parse().map_err(|error| PlanError::Tags {
        expression: expression.to_owned(),
        message: format!("{error}"),
    })
}

fn parse(file: &str, text: &str) -> Result<gherkin::Feature, PlanError> {
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

fn select(
    scenarios: &mut Vec<gherkin::Scenario>,
    inherited: &[String],
    expression: Option<&TagOperation>,
) {
    let Some(expression) = expression else { return };
    scenarios.retain(|scenario| {
        let tags: Vec<&str> = inherited
            .iter()
            .chain(&scenario.tags)
            .map(String::as_str)
            .collect();
        holds(expression, &tags)
    });
}

/// Whether `tags` satisfy the expression; a tag may be written with or without its `@`.
fn holds(expression: &TagOperation, tags: &[&str]) -> bool {
    match expression {
        TagOperation::And(left, right) => holds(left, tags) && holds(right, tags),
        TagOperation::Or(left, right) => holds(left, tags) || holds(right, tags),
        TagOperation::Not(inner) => !holds(inner, tags),
        TagOperation::Tag(tag) => tags
            .iter()
            .any(|have| have.trim_start_matches('@') == tag.trim_start_matches('@')),
    }
}

fn check_steps(file: &str, feature: &gherkin::Feature) -> Result<(), PlanError> {
    let backgrounds = feature.background.iter().chain(
        feature
            .rules
            .iter()
            .filter_map(|rule| rule.background.as_ref()),
    );
    let scenarios = feature
        .scenarios
        .iter()
        .chain(feature.rules.iter().flat_map(|rule| &rule.scenarios));
    if let Some(bare) = scenarios.clone().find(|scenario| scenario.steps.is_empty()) {
        let read_as = bare
            .description
            .as_deref()
            .map(str::trim)
            .unwrap_or_default()
            .replace('\n', " ");
        let read_as = if read_as.is_empty() {
            String::new()
        } else {
            format!("; `{read_as}` is read as its description")
        };
        return Err(PlanError::Step {
            file: file.to_owned(),
            line: bare.position.line,
            message: format!("the scenario `{}` has no step{read_as}", bare.name),
        });
    }
    let steps = backgrounds
        .flat_map(|background| &background.steps)
        .chain(scenarios.flat_map(|s| &s.steps));
    for step in steps {
        steps::check(step).map_err(|message| PlanError::Step {
            file: file.to_owned(),
            line: step.position.line,
            message,
        })?;
    }
    Ok(())
}

/// Reads every `.feature` file under `folder` into `texts`, replacing those of the same relative path.
pub fn read_folder(folder: &Path, texts: &mut BTreeMap<String, String>) -> Result<(), PlanError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| PlanError::Unreadable { path, source }
    };
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        for entry in std::fs::read_dir(&current).map_err(unreadable(&current))? {
            let path = entry.map_err(unreadable(&current))?.path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "feature")
            {
                let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
                let relative = path.strip_prefix(folder).unwrap_or(&path);
                let name = relative
                    .iter()
                    .map(|part| part.to_string_lossy())
                    .collect::<Vec<_>>()
                    .join("/");
                texts.insert(name, text);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_embedded_step_has_one_definition() {
        let mut wrong = Vec::new();
        for (file, text) in crate::features::embedded() {
            let feature = parse(&file, &text).unwrap_or_else(|error| panic!("{error}"));
            let backgrounds = feature
                .background
                .iter()
                .flat_map(|background| &background.steps);
            for step in backgrounds.chain(
                feature
                    .scenarios
                    .iter()
                    .flat_map(|scenario| &scenario.steps),
            ) {
                if let Err(message) = steps::check(step) {
                    wrong.push(format!("{file}:{}: {message}", step.position.line));
                }
            }
        }
        wrong.dedup();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn plan(text: &str, tags: Option<&str>) -> Result<Plan, PlanError> {
        Plan::new(
            &BTreeMap::from([("own/own.feature".to_owned(), text.to_owned())]),
            tags,
        )
    }

    const OWN: &str = "Feature: Own\n\n  @mine\n  Scenario: One\n    Given the app has no token\n\n  Scenario: Two\n    Given the app has no token\n";

    #[test]
    fn tags_select() {
        assert_eq!(plan(OWN, None).map(|plan| plan.scenarios()).ok(), Some(2));
        assert_eq!(
            plan(OWN, Some("@mine")).map(|plan| plan.scenarios()).ok(),
            Some(1)
        );
        assert_eq!(
            plan(OWN, Some("not @mine"))
                .map(|plan| plan.scenarios())
                .ok(),
            Some(1)
        );
    }

    #[rstest::rstest]
    #[case(OWN, Some("@nobody"), "no scenario is selected by `@nobody`")]
    #[case(
        OWN,
        Some("@a and and"),
        "the tag expression `@a and and` does not parse"
    )]
    #[case(
        "Feature: Own\n  Scenario: One\n    Gven nothing\n",
        None,
        "own/own.feature:2: the scenario `One` has no step; `Gven nothing` is read as"
    )]
    #[case(
        "Feature: Own\n  Scenario: One\n    Given the app has no token\n    Gven nothing\n",
        None,
        "own/own.feature:4: this is not Gherkin: `Gven nothing` cannot stand here"
    )]
    #[case("Scenario: One\n", None, "own/own.feature:1: this is not Gherkin")]
    #[case(
        "Feature: Own\n  Scenario: One\n    Given the app has no tokn\n",
        None,
        "own/own.feature:3: no step is `Given the app has no tokn`; the nearest are `Given the app has no token`"
    )]
    #[case(
        "Feature: Own\n  Scenario: One\n    When the app sends the token endpoint:\n",
        None,
        "own/own.feature:3: `the app sends the token endpoint:` needs a table under it"
    )]
    fn one_clear_line(#[case] text: &str, #[case] tags: Option<&str>, #[case] begins: &str) {
        let error = plan(text, tags).expect_err("a plan").to_string();
        assert!(error.starts_with(begins), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}
