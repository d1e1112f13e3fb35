//! Thens about FHIR answers: kinds of resources, FHIRPath, batches, references.

use futures::{StreamExt as _, stream};
use payerlab_profiles::fhirpath::{Context, Element, Expression};
use payerlab_profiles::json::Node;
use serde_json::Value;

use super::engine::{Call, Definition, step};
use crate::clock;
use crate::fhir::{Api, parse, references};
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

/// References that one scenario follows at most.
const MOST_REFERENCES: usize = 400;
/// References that are read at a time.
const AT_ONCE: usize = 8;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "the answer is (an|a) (OperationOutcome|Bundle)", "By its resourceType.", kind_is),
        step!(Then "the answer holds no {word}", "Nowhere in it, not even in a Bundle within; a refusal passes.", holds_none),
        step!(Then "every entry was refused", "The whole batch, or each entry of its answer.", all_refused),
        step!(Then "the answer holds the scenario's resource unchanged", "As the search had shown it.", unchanged),
        step!(Then "the answer is the same as for {string}", "Status and kind of body: what would tell whether an id exists.", same_as),
        step!(Then "FHIRPath {string} holds", "On the body.", fhirpath),
        step!(Then "every reference resolves", "Each relative reference in what was collected, within the budget that the report states.", resolves),
    ]
}

async fn kind_is(world: &mut World, call: &Call) -> StepResult {
    let document = parse(&world.answer()?)?;
    let resource_type = document
        .root()
        .get("resourceType")
        .and_then(Node::as_str)
        .unwrap_or_default()
        .into_owned();
    if resource_type != call.raw(1) {
        return Err(StepEnd::failed(
            format!("a resource of type {}", call.raw(1)),
            format!("one of type {resource_type}"),
        ));
    }
    if resource_type == "OperationOutcome"
        && document
            .root()
            .get("issue")
            .is_none_or(|issue| issue.items().next().is_none())
    {
        return Err(StepEnd::failed(
            "an OperationOutcome with an issue",
            "one without",
        ));
    }
    Ok(())
}

/// Whether a resource of that type stands anywhere in a value.
fn holds(value: &Value, resource_type: &str) -> bool {
    match value {
        Value::Object(object) => {
            object.get("resourceType").and_then(Value::as_str) == Some(resource_type)
                || object.values().any(|value| holds(value, resource_type))
        }
        Value::Array(items) => items.iter().any(|item| holds(item, resource_type)),
        _ => false,
    }
}

async fn holds_none(world: &mut World, call: &Call) -> StepResult {
    let answer = world.answer()?;
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(body) if holds(&body, call.raw(0)) => Err(StepEnd::failed(
            format!("no {} in the answer", call.raw(0)),
            format!("{} with one", answer.status()),
        )),
        _ => Ok(()),
    }
}

async fn all_refused(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    if answer.status.is_client_error() {
        return Ok(());
    }
    let body = answer.json()?;
    let entries = body
        .get("entry")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if entries.is_empty() {
        return Err(StepEnd::failed(
            "a refusal of the batch, or of each of its entries",
            answer.brief(),
        ));
    }
    for entry in &entries {
        let status = entry
            .pointer("/response/status")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !status.starts_with('4') {
            return Err(StepEnd::failed(
                "a 4xx for every entry",
                format!("an entry with the status `{status}`"),
            ));
        }
    }
    Ok(())
}

async fn unchanged(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    let resource = world.resource()?;
    let shown = resource
        .node()
        .and_then(|node| {
            serde_json::from_slice::<Value>(&node.document().source()[node.span()]).ok()
        })
        .ok_or_else(|| StepEnd::error("the scenario's resource was never shown"))?;
    if answer.status() != 200 {
        return Err(StepEnd::failed(
            format!("200 with {}", resource.reference()),
            answer.brief(),
        ));
    }
    if answer.json()? == shown {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("{} as the search showed it", resource.reference()),
        "another content",
    ))
}

async fn same_as(world: &mut World, call: &Call) -> StepResult {
    let path = call.text(world, 0).await?;
    let first = world.answer()?;
    let request = world
        .fhir_request(http::Method::GET, &path, world.authorization())?
        .header("Accept", "application/fhir+json");
    let exchange = world.client.send(request).await?;
    let second = exchange.answer.clone().map_err(StepEnd::error)?;
    let shape = |answer: &crate::exchange::Answer| {
        let body = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
        let code = body
            .pointer("/issue/0/code")
            .and_then(Value::as_str)
            .map(str::to_owned);
        (answer.status(), answer.media_type(), code)
    };
    let (one, other) = (shape(&first), shape(&second));
    if one == other {
        return Ok(());
    }
    let words = |(status, _, code): &(u16, Option<String>, Option<String>)| match code {
        Some(code) => format!("{status} with the issue code {code}"),
        None => status.to_string(),
    };
    Err(StepEnd::failed(
        format!("the same answer as for {path}: {}", words(&other)),
        words(&one),
    ))
}

async fn fhirpath(world: &mut World, call: &Call) -> StepResult {
    let text = call.text(world, 0).await?;
    let expression = Expression::parse(&text)
        .map_err(|error| StepEnd::error(format!("`{text}` is no FHIRPath: {error}")))?;
    let answer = world.answer()?;
    let document = parse(&answer)?;
    let element = Element::resource(document.root());
    let items = expression
        .evaluate(element, &Context::new(element).at(clock::now()))
        .map_err(|error| StepEnd::error(format!("`{text}` cannot be evaluated: {error}")))?;
    match items.as_slice() {
        [item] if item.is_true() => Ok(()),
        [] => Err(StepEnd::failed(
            format!("{text} (FHIRPath)"),
            format!("nothing, in {}", answer.brief()),
        )),
        _ => Err(StepEnd::failed(
            format!("{text} (FHIRPath)"),
            format!("it does not hold, in {}", answer.brief()),
        )),
    }
}

async fn resolves(world: &mut World, _: &Call) -> StepResult {
    let base = world.base()?.as_str().to_owned();
    let own = match world.api {
        Api::PatientAccess => world.patient(world.member).await.ok(),
        Api::Directory => None,
    };
    let mut wanted: Vec<(String, String)> = Vec::new();
    for listing in world.fhir.collected.values() {
        for found in listing.resources.iter() {
            let Some(node) = found.node() else { continue };
            references(node, &mut |reference| {
                let own_reference = reference
                    .strip_prefix(&base)
                    .map(|rest| rest.trim_start_matches('/'))
                    .unwrap_or(reference);
                let parts: Vec<&str> = own_reference.split('/').collect();
                let foreign_person = parts.first() == Some(&"Patient")
                    && own.is_some()
                    && parts.get(1).copied() != own.as_deref();
                if own_reference.contains(':')
                    || own_reference.starts_with('#')
                    || parts.len() < 2
                    || foreign_person
                {
                    return;
                }
                let name = format!("{}/{}", parts[0], parts[1]);
                if !wanted.iter().any(|(have, _)| *have == name) {
                    wanted.push((name, found.reference()));
                }
            });
        }
    }
    if wanted.is_empty() {
        return Err(StepEnd::Unproven(
            "nothing that was collected refers to anything on this server".into(),
        ));
    }
    if wanted.len() > MOST_REFERENCES {
        world.evidence.note(format!(
            "only {MOST_REFERENCES} of {} different references were followed",
            wanted.len()
        ));
    }
    let world = &*world;
    let mut reads = stream::iter(wanted.into_iter().take(MOST_REFERENCES))
        .map(|(name, from)| async move {
            let found = world.read_reference(world.member, &name).await;
            (name, from, found)
        })
        .buffered(AT_ONCE);
    while let Some((name, from, found)) = reads.next().await {
        if found?.is_none() {
            return Err(StepEnd::failed(
                format!("{name}, to which {from} refers"),
                "it cannot be read",
            ));
        }
    }
    Ok(())
}
