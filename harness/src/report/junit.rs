//! `junit.xml` for CI systems: one suite per feature file, one case per scenario. Unproven, waived and not applicable are skipped
//! cases with their reason.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::model::{Results, ScenarioView};
use crate::outcome::Outcome;

/// The model as JUnit XML.
pub(crate) fn render(results: &Results) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new(format!("payerlab check: {}", results.target.name));
    report.set_time(Duration::from_millis(results.duration_ms));
    for feature in &results.features {
        let mut suite = TestSuite::new(format!("{}: {}", feature.api, feature.name));
        suite.set_time(Duration::from_millis(
            feature
                .scenarios
                .iter()
                .map(|scenario| scenario.duration_ms)
                .sum(),
        ));
        for scenario in &feature.scenarios {
            let mut case = TestCase::new(scenario.name.clone(), status(scenario));
            case.set_classname(feature.path.trim_end_matches(".feature").replace('/', "."));
            case.set_time(Duration::from_millis(scenario.duration_ms));
            case.extra
                .insert("file".into(), scenario.id.as_str().into());
            if !scenario.warnings.is_empty() {
                let text: Vec<String> = scenario
                    .warnings
                    .iter()
                    .map(|warning| {
                        format!(
                            "warning: {}: expected {}, got {}",
                            warning.step, warning.expected, warning.got
                        )
                    })
                    .collect();
                case.set_system_out(text.join("\n"));
            }
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn status(scenario: &ScenarioView) -> TestCaseStatus {
    let reason = scenario.reason.clone().unwrap_or_default();
    match scenario.outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            if let Some(failure) = &scenario.failure {
                status.set_message(format!(
                    "expected {}, got {}",
                    failure.expected, failure.got
                ));
                status.set_description(format!(
                    "{}\nexpected: {}\ngot: {}",
                    failure.step, failure.expected, failure.got
                ));
            }
            status
        }
        Outcome::Error => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(reason);
            status
        }
        Outcome::Unproven | Outcome::NotApplicable | Outcome::Waived => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("{}: {reason}", scenario.outcome));
            status
        }
    }
}
