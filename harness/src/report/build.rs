//! The run model out of what the recorder saw: outcomes settled, evidence numbered and redacted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::curl;
use super::model::{
    ExchangeView, FORMAT, Failure, FeatureView, RequirementView, Results, ScenarioView, StepView,
    TargetView,
};
use crate::clock;
use crate::context::RunContext;
use crate::exchange::Exchange;
use crate::options::RunOptions;
use crate::outcome::{Outcome, StepEnd};
use crate::plan::{Case, Plan};
use crate::redact::Redactor;
use crate::requirements::{self, requirements};
use crate::results::{Records, ScenarioRecord, StepState};

/// Characters of a body that a report keeps where something went wrong.
const BODY_OF_TROUBLE: usize = 32 * 1024;
/// Characters of a body that a report keeps of a scenario that passed.
const BODY_OF_PASSED: usize = 2 * 1024;

/// Builds the model.
pub(crate) fn results(
    options: &RunOptions,
    run: &RunContext,
    plan: &Plan,
    records: &Records,
    started: Timestamp,
) -> Results {
    let redactor = run.secrets.redactor();
    let mut exchanges: Vec<Arc<Exchange>> = Vec::new();
    for case in plan.cases() {
        if let Some(evidence) = records.get(&case.key).and_then(|record| record.evidence) {
            exchanges.extend(evidence.log.all());
        }
    }
    exchanges.sort_by_key(|exchange| (exchange.started, Arc::as_ptr(exchange) as usize));
    exchanges.dedup_by(|a, b| Arc::ptr_eq(a, b));
    let numbers: BTreeMap<usize, usize> = exchanges
        .iter()
        .enumerate()
        .map(|(number, exchange)| (Arc::as_ptr(exchange) as usize, number))
        .collect();

    let mut features = Vec::new();
    for planned in &plan.features {
        let views = planned
            .cases
            .iter()
            .map(|case| view(run, &redactor, &numbers, case, records.get(&case.key)))
            .collect();
        let path = planned.path.clone();
        features.push(FeatureView {
            api: path
                .split_once('/')
                .map_or("features", |(folder, _)| folder)
                .to_owned(),
            name: planned.gherkin.name.clone(),
            path,
            description: planned
                .gherkin
                .description
                .as_deref()
                .map(|text| text.trim().to_owned()),
            scenarios: views,
        });
    }
    let mut counts: BTreeMap<Outcome, usize> = Outcome::ALL
        .into_iter()
        .map(|outcome| (outcome, 0))
        .collect();
    for scenario in features
        .iter()
        .flat_map(|feature: &FeatureView| &feature.scenarios)
    {
        *counts.entry(scenario.outcome).or_default() += 1;
    }
    let troubled: BTreeSet<usize> = features
        .iter()
        .flat_map(|feature| &feature.scenarios)
        .filter(|scenario| scenario.outcome != Outcome::Passed || !scenario.warnings.is_empty())
        .flat_map(|scenario| scenario.exchanges.iter().copied())
        .collect();
    let limits = &run.target.limits;
    let guides = &run.target.guides;
    Results {
        format: FORMAT.to_owned(),
        tool: concat!("payerlab ", env!("CARGO_PKG_VERSION")).to_owned(),
        target: TargetView {
            name: run.target.name.clone(),
            patient_access: run.target.patient_access.as_ref().map(ToString::to_string),
            directory: run.target.directory.as_ref().map(ToString::to_string),
            guides: [
                ("US Core", &guides.us_core),
                ("CARIN Blue Button", &guides.carin_bb),
                ("Plan-Net", &guides.plan_net),
                ("SMART App Launch", &guides.smart),
            ]
            .into_iter()
            .map(|(name, version)| (name.to_owned(), version.clone()))
            .collect(),
        },
        started: started.to_string(),
        duration_ms: milliseconds(clock::now().duration_since(started).unsigned_abs()),
        tags: options.tags.clone(),
        budgets: [
            ("resources of a type", limits.max_resources as u64),
            ("pages of a search", limits.max_pages as u64),
            ("values of a search parameter", limits.max_values as u64),
            ("seconds of waiting for an expiry", limits.max_wait_seconds),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect(),
        counts,
        requirements: requirement_views(&features),
        exchanges: exchanges
            .iter()
            .enumerate()
            .map(|(number, exchange)| {
                let most = if troubled.contains(&number) {
                    BODY_OF_TROUBLE
                } else {
                    BODY_OF_PASSED
                };
                exchange_view(&redactor, exchange, most)
            })
            .collect(),
        features,
    }
}

fn milliseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn view(
    run: &RunContext,
    redactor: &Redactor,
    numbers: &BTreeMap<usize, usize>,
    case: &Case,
    record: Option<ScenarioRecord>,
) -> ScenarioView {
    let record = record.unwrap_or_default();
    let evidence = record.evidence.clone().unwrap_or_default();
    let log = evidence.log.all();
    let tags = &case.tags;
    let requirements = requirements::of_tags(tags.iter().map(String::as_str));
    let deviation = run.target.deviations.iter().find(|deviation| {
        tags.contains(&deviation.requirement) || requirements.contains(&deviation.requirement)
    });

    let failure = |step: &str, expected: &str, got: &str| Failure {
        step: step.to_owned(),
        expected: redactor.text(expected),
        got: redactor.text(got),
    };
    let (outcome, reason, failed) = match &record.stop {
        None if log.is_empty() => (
            Outcome::Error,
            Some("the scenario made no request, so it proves nothing".to_owned()),
            None,
        ),
        None => (Outcome::Passed, None, None),
        Some((step, StepEnd::Failed { expected, got })) => {
            let failed = Some(failure(
                &format!("{} {}", step.keyword.trim(), step.value),
                expected,
                got,
            ));
            match deviation {
                Some(deviation) => (Outcome::Waived, Some(deviation.reason.clone()), failed),
                None => (Outcome::Failed, None, failed),
            }
        }
        Some((_, StepEnd::Unproven(why))) => (Outcome::Unproven, Some(redactor.text(why)), None),
        Some((_, StepEnd::NotApplicable(why))) => {
            (Outcome::NotApplicable, Some(redactor.text(why)), None)
        }
        Some((_, StepEnd::Error { what, .. })) => (Outcome::Error, Some(redactor.text(what)), None),
    };
    let states: BTreeMap<usize, StepState> = record.steps.iter().copied().collect();
    let steps = case
        .steps
        .iter()
        .map(|step| StepView {
            keyword: step.keyword.trim().to_owned(),
            text: step.value.clone(),
            table: step
                .table
                .as_ref()
                .map(|table| table.rows.clone())
                .unwrap_or_default(),
            state: match states
                .get(&step.position.line)
                .unwrap_or(&StepState::NotReached)
            {
                StepState::Passed => "passed",
                StepState::Stopped => "stopped",
                StepState::NotReached => "not_reached",
            }
            .to_owned(),
        })
        .collect();
    ScenarioView {
        id: case.key.to_string(),
        name: case.scenario.clone(),
        rule: case.rule.clone(),
        tags: tags.clone(),
        requirements,
        outcome,
        reason,
        failure: failed,
        warnings: evidence
            .warnings()
            .iter()
            .map(|warning| failure(&warning.step, &warning.expected, &warning.got))
            .collect(),
        notes: evidence
            .notes()
            .iter()
            .map(|note| redactor.text(note))
            .collect(),
        steps,
        duration_ms: milliseconds(record.elapsed),
        exchanges: log
            .iter()
            .filter_map(|exchange| numbers.get(&(Arc::as_ptr(exchange) as usize)).copied())
            .collect(),
    }
}

fn requirement_views(features: &[FeatureView]) -> Vec<RequirementView> {
    requirements()
        .iter()
        .filter_map(|requirement| {
            let scenarios: Vec<&ScenarioView> = features
                .iter()
                .flat_map(|feature| &feature.scenarios)
                .filter(|scenario| scenario.requirements.contains(&requirement.id))
                .collect();
            let outcome = Outcome::ALL.into_iter().find(|outcome| {
                scenarios
                    .iter()
                    .any(|scenario| scenario.outcome == *outcome)
            })?;
            Some(RequirementView {
                requirement: requirement.clone(),
                outcome,
                scenarios: scenarios
                    .iter()
                    .map(|scenario| scenario.id.clone())
                    .collect(),
            })
        })
        .collect()
}

fn exchange_view(redactor: &Redactor, exchange: &Exchange, most: usize) -> ExchangeView {
    let request = &exchange.request;
    let answer = exchange.answer.as_ref().ok();
    let mut view = ExchangeView {
        started: exchange.started.to_string(),
        elapsed_ms: (exchange.elapsed.as_secs_f64() * 1e6).round() / 1e3,
        method: request.method.to_string(),
        url: redactor.url(exchange),
        request_headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), redactor.header(name, value)))
            .collect(),
        request_body: request
            .body
            .as_ref()
            .map(|body| cut(redactor.body(body), most)),
        status: answer.map(super::super::exchange::Answer::status),
        error: exchange
            .answer
            .as_ref()
            .err()
            .map(|error| redactor.text(error)),
        response_headers: answer
            .map(|answer| {
                answer
                    .headers
                    .iter()
                    .map(|(name, value)| {
                        let value = String::from_utf8_lossy(value.as_bytes());
                        (name.to_string(), redactor.header(name.as_str(), &value))
                    })
                    .collect()
            })
            .unwrap_or_default(),
        response_body: answer
            .filter(|answer| !answer.body.is_empty())
            .map(|answer| cut(redactor.body(&answer.body), most)),
        response_bytes: answer.map_or(0, |answer| answer.body.len() as u64),
        curl: String::new(),
    };
    view.curl = curl::line(&view);
    view
}

/// Cuts a long text after redaction, so that no half of a secret stays.
fn cut(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}\n[cut here]", &text[..at]),
        None => text,
    }
}
