//! One scenario of the plan, with what it inherits from its feature and its rule.

use std::fmt;

use cucumber::gherkin;

/// Which scenario: where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ScenarioKey {
    /// The path of the feature file, relative to its features folder.
    pub path: String,
    /// The line of the scenario, or of the row of its outline; 1-based.
    pub line: usize,
}

impl ScenarioKey {
    pub(crate) fn of(feature: &gherkin::Feature, scenario: &gherkin::Scenario) -> Self {
        Self {
            path: feature
                .path
                .as_ref()
                .map(|path| path.to_string_lossy().into_owned())
                .unwrap_or_default(),
            line: scenario.position.line,
        }
    }
}

impl fmt::Display for ScenarioKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}

/// A scenario as it runs: an outline's row is a case of its own.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub key: ScenarioKey,
    /// The name of the Gherkin `Rule:` around the scenario, if there is one.
    pub rule: Option<String>,
    /// The name of the scenario.
    pub scenario: String,
    /// Whether the scenario has a step of its own, besides those of a Background.
    pub has_own_step: bool,
    /// What the scenario says under its name.
    pub description: Option<String>,
    /// The tags of feature, rule and scenario, without `@`.
    pub tags: Vec<String>,
    /// The Background of the feature, that of the rule, and the scenario's own steps.
    pub steps: Vec<gherkin::Step>,
    /// Whether the scenario runs while no other does.
    pub alone: bool,
}

impl Case {
    /// Every scenario of a feature, those of its rules behind its own.
    pub(crate) fn all(feature: &gherkin::Feature) -> Vec<Self> {
        let own = feature
            .scenarios
            .iter()
            .map(|scenario| Self::new(feature, None, scenario));
        let of_rules = feature.rules.iter().flat_map(|rule| {
            rule.scenarios
                .iter()
                .map(move |scenario| Self::new(feature, Some(rule), scenario))
        });
        own.chain(of_rules).collect()
    }

    fn new(
        feature: &gherkin::Feature,
        rule: Option<&gherkin::Rule>,
        scenario: &gherkin::Scenario,
    ) -> Self {
        let rule_tags = rule.map_or_else(Default::default, |rule| rule.tags.as_slice());
        let tags = feature.tags.iter().chain(rule_tags).chain(&scenario.tags);
        let of_rule = rule.and_then(|rule| rule.background.as_ref());
        let backgrounds = feature.background.iter().chain(of_rule);
        let steps = backgrounds
            .flat_map(|background| &background.steps)
            .chain(&scenario.steps);
        Self {
            key: ScenarioKey::of(feature, scenario),
            rule: rule.map(|rule| rule.name.clone()),
            scenario: scenario.name.clone(),
            has_own_step: !scenario.steps.is_empty(),
            description: scenario.description.clone(),
            tags: tags
                .map(|tag| tag.trim_start_matches('@').to_owned())
                .collect(),
            steps: steps.cloned().collect(),
            alone: false,
        }
    }
}
