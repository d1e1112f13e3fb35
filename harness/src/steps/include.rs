//! Thens about `_include` and `_revinclude` (FHIR R4, Search, including other resources).

use std::collections::BTreeSet;

use payerlab_matching::{Mode, definitions as parameters};
use payerlab_profiles::json::Node;
use payerlab_profiles::search::SearchParamType;

use super::engine::{Call, Definition, step};
use super::search::names;
use crate::fhir::{FetchedResource, references};
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "what {string} refers to is included", "`Type:parameter`: what the matches refer to by it, as far as it can be read.", included),
        step!(Then "what refers by {string} is included", "`Type:parameter`: what refers to the matches by it.", reverse_included),
    ]
}

fn split(text: &str) -> StepResult<(&str, &str)> {
    text.split_once(':')
        .ok_or_else(|| StepEnd::error(format!("`{text}` must be written Type:parameter")))
}

/// `Type/id` of what a resource refers to by a search parameter, on this server.
fn targets(world: &World, found: &FetchedResource, code: &str) -> StepResult<BTreeSet<String>> {
    let base = world.base()?;
    let mut names = BTreeSet::new();
    let Some(node) = found.node() else {
        return Ok(names);
    };
    // `*` stands for every search parameter that is a reference.
    let nodes: Vec<Node<'_>> = parameters()
        .of(&found.resource_type)
        .iter()
        .filter(|parameter| {
            if code == "*" {
                parameter.kind == SearchParamType::Reference
            } else {
                parameter.code == code
            }
        })
        .flat_map(|parameter| parameter.nodes(node.document()))
        .collect();
    for target in nodes {
        references(target, &mut |reference| {
            let own = reference
                .strip_prefix(base.as_str())
                .map(|rest| rest.trim_start_matches('/'))
                .unwrap_or(reference);
            let parts: Vec<&str> = own.split('/').collect();
            if let [resource_type, id, ..] = parts.as_slice()
                && !own.contains(':')
                && !own.starts_with('#')
            {
                names.insert(format!("{resource_type}/{id}"));
            }
        });
    }
    Ok(names)
}

async fn included(world: &mut World, call: &Call) -> StepResult {
    let (resource_type, code) = split(call.raw(0))?;
    let entries = world.entries()?;
    let there: BTreeSet<String> = entries
        .iter()
        .map(|(found, ..)| found.reference())
        .collect();
    let mut wanted = 0;
    for (found, _, _) in entries
        .iter()
        .filter(|(found, mode, _)| *mode == Mode::Match && found.resource_type == resource_type)
    {
        for target in targets(world, found, code)? {
            wanted += 1;
            if there.contains(&target) {
                continue;
            }
            // What cannot be read cannot be included either.
            if world.read_reference(world.member, &target).await?.is_some() {
                return Err(StepEnd::failed(
                    format!("{target}, to which {} refers by {code}", found.reference()),
                    "an answer without it",
                ));
            }
        }
    }
    if wanted == 0 {
        return Err(StepEnd::Unproven(format!(
            "no match refers to anything by {code}"
        )));
    }
    Ok(())
}

async fn reverse_included(world: &mut World, call: &Call) -> StepResult {
    let (resource_type, code) = split(call.raw(0))?;
    world.follow_pages().await?;
    let entries = world.entries()?;
    let there: BTreeSet<String> = entries
        .iter()
        .map(|(found, ..)| found.reference())
        .collect();
    let matches = names(&entries);
    let listing = world.listing(world.member, resource_type).await?;
    let mut wanted = 0;
    for found in listing.resources.iter() {
        if targets(world, found, code)?.is_disjoint(&matches) {
            continue;
        }
        wanted += 1;
        if !there.contains(&found.reference()) {
            return Err(StepEnd::failed(
                format!("{}, which refers to a match by {code}", found.reference()),
                "an answer without it",
            ));
        }
    }
    if wanted == 0 {
        return Err(StepEnd::Unproven(format!(
            "no {resource_type} that the payer showed refers to a match by {code}"
        )));
    }
    Ok(())
}
