//! Writing the reports into their folder, and the summary out of the model.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use super::model::Results;
use super::{build, html, junit};
use crate::context::RunContext;
use crate::error::HarnessError;
use crate::options::RunOptions;
use crate::outcome::{Outcome, StepEnd};
use crate::plan::Plan;
use crate::results::Records;
use crate::summary::{FeatureSummary, Summary};

/// Builds the model, writes every report, and sums up.
pub(crate) fn write(
    options: &RunOptions,
    run: &RunContext,
    plan: &Plan,
    records: &Records,
    started: Timestamp,
) -> Result<Summary, HarnessError> {
    let results = build::results(options, run, plan, records, started);
    let folder = &options.report_dir;
    std::fs::create_dir_all(folder).map_err(|source| HarnessError::Report {
        path: folder.clone(),
        source,
    })?;
    let broken = |what: &str, error: &dyn std::fmt::Display| {
        HarnessError::Broken(format!("no {what}: {error}"))
    };
    let json =
        serde_json::to_string_pretty(&results).map_err(|error| broken("results.json", &error))?;
    put(folder, "results.json", &json)?;
    put(
        folder,
        "junit.xml",
        &junit::render(&results).map_err(|error| broken("junit.xml", &error))?,
    )?;
    put(folder, "index.html", &html::render(&results)?)?;
    Ok(summary(
        options,
        &results,
        records.any(|record| {
            matches!(
                record.stop,
                Some((
                    _,
                    StepEnd::Error {
                        out_of_reach: true,
                        ..
                    }
                ))
            )
        }),
    ))
}

fn put(folder: &Path, name: &str, text: &str) -> Result<(), HarnessError> {
    let path = folder.join(name);
    std::fs::write(&path, text).map_err(|source| HarnessError::Report { path, source })
}

fn summary(options: &RunOptions, results: &Results, out_of_reach: bool) -> Summary {
    let features = results
        .features
        .iter()
        .map(|feature| {
            let mut summary = FeatureSummary {
                api: feature.api.clone(),
                name: feature.name.clone(),
                counts: Default::default(),
                warned: 0,
            };
            for scenario in &feature.scenarios {
                *summary.counts.entry(scenario.outcome).or_default() += 1;
                summary.warned += usize::from(
                    scenario.outcome == Outcome::Passed && !scenario.warnings.is_empty(),
                );
            }
            summary
        })
        .collect();
    let failed = results
        .features
        .iter()
        .flat_map(|feature| &feature.scenarios)
        .filter(|scenario| scenario.outcome == Outcome::Failed)
        .map(|scenario| (scenario.id.clone(), scenario.name.clone()))
        .collect();
    Summary {
        features,
        failed,
        duration: Duration::from_millis(results.duration_ms),
        requests: results.exchanges.len(),
        out_of_reach,
        report_dir: options.report_dir.clone(),
    }
}
