//! Thens about isolation: a token shows its own member's record and tells of no other (FHIR R4, compartments; SMART).

use std::collections::BTreeSet;

use payerlab_matching::{Bundle, Mode, definitions as parameters};
use payerlab_profiles::json::Node;

use super::engine::{Call, Definition, step};
use super::search::{listed, query};
use crate::fhir::{FetchedResource, references};
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "no entry belongs to another member", "By the patient compartment.", no_foreign),
        step!(Then "nothing of the other member is told", "Refused, or an empty Bundle with a total of 0 or none.", nothing_told),
        step!(Then "the answer gives no data", "A 4xx, or a Bundle without matches.", no_data),
    ]
}

/// The Patients in whose compartment a resource stands, as ids.
fn patients_of(found: &FetchedResource) -> BTreeSet<String> {
    let Some(node) = found.node() else {
        return BTreeSet::new();
    };
    if found.resource_type == "Patient" {
        return BTreeSet::from([found.id.clone()]);
    }
    let compartments = payerlab_profiles::compartment::patient();
    let mut ids = BTreeSet::new();
    for code in compartments.get(&found.resource_type).into_iter().flatten() {
        let Some(parameter) = parameters().parameter(&found.resource_type, code) else {
            continue;
        };
        for target in parameter.nodes(node.document()) {
            references(target, &mut |reference| {
                let mut parts = reference.rsplit('/');
                if let (Some(id), Some("Patient")) = (parts.next(), parts.next()) {
                    ids.insert(id.to_owned());
                }
            });
        }
    }
    ids
}

async fn no_foreign(world: &mut World, _: &Call) -> StepResult {
    if world.answer()?.status.is_client_error() {
        return Ok(());
    }
    let own = world.patient(world.member).await?;
    let mut all: Vec<FetchedResource> = world
        .entries()?
        .into_iter()
        .map(|(found, ..)| found)
        .collect();
    while let Some(found) = all.pop() {
        // A batch is answered by Bundles in a Bundle.
        if let Some(bundle) = found
            .node()
            .filter(|_| found.resource_type == "Bundle")
            .and_then(Bundle::of)
        {
            all.extend(
                bundle
                    .entries("")
                    .into_iter()
                    .filter_map(|entry| FetchedResource::of(entry.resource)),
            );
            continue;
        }
        let patients = patients_of(&found);
        if !patients.is_empty() && !patients.contains(&own) {
            let whose = patients.into_iter().collect::<Vec<_>>().join(", ");
            return Err(StepEnd::failed(
                format!("only records of Patient/{own}"),
                format!("{} of Patient/{whose}", found.reference()),
            ));
        }
    }
    Ok(())
}

async fn nothing_told(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    let expected = "a refusal, or an empty Bundle";
    if answer.status.is_client_error() {
        return Ok(());
    }
    if answer.status() != 200 {
        return Err(StepEnd::failed(expected, answer.brief()));
    }
    let document = crate::fhir::parse(&answer)?;
    let Some(bundle) = Bundle::of(document.root()) else {
        let resource_type = document
            .root()
            .get("resourceType")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .into_owned();
        return Err(StepEnd::failed(
            expected,
            format!("200 with a {resource_type}"),
        ));
    };
    let resource_type = query(world)
        .map(|query| query.resource_type)
        .unwrap_or_default();
    let data: Vec<String> = bundle
        .entries(&resource_type)
        .iter()
        .filter(|entry| entry.mode != Mode::Outcome)
        .filter_map(payerlab_matching::Entry::name)
        .collect();
    if !data.is_empty() {
        return Err(StepEnd::failed(
            expected,
            format!("a Bundle with {}", listed(&data)),
        ));
    }
    match bundle.total() {
        None | Some(0) => Ok(()),
        Some(total) => Err(StepEnd::failed(
            expected,
            format!("a Bundle with a total of {total}"),
        )),
    }
}

async fn no_data(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    if answer.status.is_client_error() {
        return Ok(());
    }
    let document = crate::fhir::parse(&answer)?;
    let resource_type = document
        .root()
        .get("resourceType")
        .and_then(Node::as_str)
        .unwrap_or_default()
        .into_owned();
    if resource_type == "OperationOutcome" && answer.status() != 200 {
        return Ok(());
    }
    match Bundle::of(document.root()) {
        Some(bundle) => {
            let data: Vec<String> = bundle
                .entries("")
                .iter()
                .filter(|entry| entry.mode != Mode::Outcome)
                .filter_map(payerlab_matching::Entry::name)
                .collect();
            if data.is_empty() {
                return Ok(());
            }
            Err(StepEnd::failed(
                "no data",
                format!("{} with {}", answer.status(), listed(&data)),
            ))
        }
        None => Err(StepEnd::failed(
            "no data",
            format!("{} with a {resource_type}", answer.status()),
        )),
    }
}
