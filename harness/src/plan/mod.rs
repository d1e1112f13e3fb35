//! The plan: which scenarios run. Features are parsed, their outlines expanded, tags applied, and the definition of every step
//! is found before the first request is made.

mod case;
mod error;
mod folder;
mod parse;
mod tags;

use std::collections::{BTreeMap, HashSet};

pub(crate) use case::{Case, ScenarioKey};
use cucumber::gherkin;
pub use error::PlanError;
pub(crate) use folder::read_folder;

use self::parse::parse;
use self::tags::{holds, parse_tags};
use crate::steps;

/// A feature file, and those of its scenarios that were selected.
#[derive(Clone, Debug)]
pub(crate) struct PlannedFeature {
    /// The path of the file, relative to its features folder.
    pub path: String,
    /// The feature for cucumber, with the selected scenarios only.
    pub gherkin: gherkin::Feature,
    pub cases: Vec<Case>,
}

/// What a run goes through, in order of the paths.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub features: Vec<PlannedFeature>,
}

impl Plan {
    /// Makes the plan out of feature texts by relative path.
    pub(crate) fn new(
        texts: &BTreeMap<String, String>,
        tags: Option<&str>,
    ) -> Result<Self, PlanError> {
        let expression = tags.map(parse_tags).transpose()?;
        let mut features = Vec::new();
        for (path, text) in texts {
            let mut gherkin = parse(path, text)?;
            let mut cases = Case::all(&gherkin);
            if let Some(expression) = &expression {
                cases.retain(|case| holds(expression, &case.tags));
            }
            if cases.is_empty() {
                continue;
            }
            for case in &mut cases {
                case.alone = check(case)?;
            }
            keep(&mut gherkin, &cases);
            features.push(PlannedFeature {
                path: path.clone(),
                gherkin,
                cases,
            });
        }
        if features.is_empty() {
            return Err(PlanError::Empty(
                tags.map(|tags| format!(" by `{tags}`")).unwrap_or_default(),
            ));
        }
        Ok(Self { features })
    }

    /// Every scenario of the plan.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.features.iter().flat_map(|feature| &feature.cases)
    }
}

/// Leaves in a feature only the scenarios of `cases`.
fn keep(feature: &mut gherkin::Feature, cases: &[Case]) {
    let lines: HashSet<usize> = cases.iter().map(|case| case.key.line).collect();
    let selected = |scenario: &gherkin::Scenario| lines.contains(&scenario.position.line);
    feature.scenarios.retain(selected);
    for rule in &mut feature.rules {
        rule.scenarios.retain(selected);
    }
    feature.rules.retain(|rule| !rule.scenarios.is_empty());
}

/// Finds the definition of every step; says whether one of them wants its scenario to run alone.
fn check(case: &Case) -> Result<bool, PlanError> {
    let wrong = |line: usize, message: String| PlanError::Step {
        file: case.key.path.clone(),
        line,
        message,
    };
    if !case.has_own_step {
        let description = case
            .description
            .as_deref()
            .map(str::trim)
            .unwrap_or_default();
        let read_as = if description.is_empty() {
            String::new()
        } else {
            let one_line = description.replace('\n', " ");
            format!("; `{one_line}` is read as its description")
        };
        let message = format!("the scenario `{}` has no step{read_as}", case.scenario);
        return Err(wrong(case.key.line, message));
    }
    let mut alone = false;
    for step in &case.steps {
        alone |= steps::find(step)
            .map_err(|message| wrong(step.position.line, message))?
            .alone;
    }
    Ok(alone)
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
            for step in Case::all(&feature).iter().flat_map(|case| &case.steps) {
                if let Err(message) = steps::find(step) {
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
        assert_eq!(
            plan(OWN, None).map(|plan| plan.cases().count()).ok(),
            Some(2)
        );
        assert_eq!(
            plan(OWN, Some("@mine"))
                .map(|plan| plan.cases().count())
                .ok(),
            Some(1)
        );
        assert_eq!(
            plan(OWN, Some("not @mine"))
                .map(|plan| plan.cases().count())
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
