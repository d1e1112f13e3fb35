//! Thens about what a search finds: precision and recall, by ids (FHIR R4, Search).

use std::collections::BTreeSet;

use payerlab_matching::Mode;
use payerlab_profiles::json::Node;

use super::engine::{Call, Definition, step};
use crate::fhir::FetchedResource;
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "every entry matches the search", "Each entry of mode match, by every parameter.", every_matches),
        step!(Then "nothing that matches is missing", "Against all that a wider search finds.", nothing_missing),
        step!(Then "every search found what it must and nothing else", "Of a search with own values: each result matches, and what matches came back, by ids.", own_right),
        step!(Then "the resource is among the entries", "By its id, on any page.", among),
        step!(Then "the resource is not among the entries", "By its id, on any page.", not_among),
        step!(Then "the Bundle is (empty|not empty)", "Of matches.", emptiness),
        step!(Then "both answers hold the same resources", "The last two searches, all their pages that were followed, by ids.", same_resources),
    ]
}

pub(super) fn query(world: &World) -> StepResult<payerlab_matching::Query> {
    world
        .fhir
        .query
        .clone()
        .ok_or_else(|| StepEnd::error("the scenario searched nothing yet"))
}

pub(super) fn names_of(query: &payerlab_matching::Query) -> String {
    query
        .parameters
        .iter()
        .map(|(name, _)| name.as_str())
        .collect::<Vec<_>>()
        .join("+")
}

pub(super) fn listed(names: &[String]) -> String {
    let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 5 {
        format!("{shown} and {} more", names.len() - 5)
    } else {
        shown
    }
}

async fn every_matches(world: &mut World, _: &Call) -> StepResult {
    let (query, matches) = (query(world)?, world.matches()?);
    let knowledge = world.knowledge(&names_of(&query), &matches).await?;
    let nodes: Vec<Node<'_>> = matches.iter().filter_map(FetchedResource::node).collect();
    let wrong = knowledge.with(|known| payerlab_matching::unexpected(&query, &nodes, known));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("only what matches {query}"),
        format!("{} among the matches", listed(&wrong)),
    ))
}

async fn nothing_missing(world: &mut World, _: &Call) -> StepResult {
    world.follow_pages().await?;
    let (query, matches) = (query(world)?, world.matches()?);
    let listing = world.listing(world.member, &query.resource_type).await?;
    world.state_budget(&listing, &query.resource_type);
    let knowledge = world
        .knowledge(&names_of(&query), &listing.resources)
        .await?;
    let nodes: Vec<Node<'_>> = matches.iter().filter_map(FetchedResource::node).collect();
    let missing =
        knowledge.with(|known| payerlab_matching::missing(&query, &nodes, &listing.nodes(), known));
    if missing.is_empty() {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("everything that matches {query}"),
        format!("an answer without {}", listed(&missing)),
    ))
}

async fn own_right(world: &mut World, _: &Call) -> StepResult {
    if world.fhir.own_searches.is_empty() {
        return Err(StepEnd::error(
            "the scenario searched with no own values yet",
        ));
    }
    let listing = world
        .fhir
        .own_listing
        .clone()
        .ok_or_else(|| StepEnd::error("the scenario has no listing"))?;
    let names = world
        .fhir
        .own_searches
        .first()
        .map(|judged| names_of(&judged.query))
        .unwrap_or_default();
    let mut everything: Vec<FetchedResource> = listing.resources.to_vec();
    for judged in &world.fhir.own_searches {
        everything.extend(judged.results.iter().cloned());
    }
    let knowledge = world.knowledge(&names, &everything).await?;
    for judged in &world.fhir.own_searches {
        let query = &judged.query;
        if judged.status != 200 {
            return Err(StepEnd::failed(
                format!("200 for {query}"),
                judged.status.to_string(),
            ));
        }
        let nodes: Vec<Node<'_>> = judged
            .results
            .iter()
            .filter_map(FetchedResource::node)
            .collect();
        let (wrong, mut missing) = knowledge.with(|known| {
            (
                payerlab_matching::unexpected(query, &nodes, known),
                payerlab_matching::missing(query, &nodes, &listing.nodes(), known),
            )
        });
        if !judged.whole {
            missing.clear();
        }
        if !wrong.is_empty() {
            return Err(StepEnd::failed(
                format!("only what matches {query}"),
                format!("{} among the matches", listed(&wrong)),
            ));
        }
        if !missing.is_empty() {
            return Err(StepEnd::failed(
                format!(
                    "everything that matches {query} ({} of {} in the member's or directory's data)",
                    missing.len() + nodes.len(),
                    listing.resources.len()
                ),
                format!("an answer without {}", listed(&missing)),
            ));
        }
    }
    Ok(())
}

async fn is_among(world: &mut World) -> StepResult<bool> {
    let resource = world.resource()?.clone();
    let there = |world: &World| -> StepResult<bool> {
        Ok(world.entries()?.iter().any(|(found, ..)| {
            found.resource_type == resource.resource_type && found.id == resource.id
        }))
    };
    if there(world)? {
        return Ok(true);
    }
    world.follow_pages().await?;
    there(world)
}

async fn among(world: &mut World, _: &Call) -> StepResult {
    if is_among(world).await? {
        return Ok(());
    }
    let found: Vec<String> = world
        .matches()?
        .iter()
        .map(FetchedResource::reference)
        .collect();
    let got = if found.is_empty() {
        "no match at all".to_owned()
    } else {
        format!("{} matches without it: {}", found.len(), listed(&found))
    };
    Err(StepEnd::failed(
        format!(
            "{} among the entries of {}",
            world.resource()?.reference(),
            query(world)?
        ),
        got,
    ))
}

async fn not_among(world: &mut World, _: &Call) -> StepResult {
    if !is_among(world).await? {
        return Ok(());
    }
    let name = world.resource()?.reference();
    Err(StepEnd::failed(
        format!("no {name} among the entries of {}", query(world)?),
        "it is among them",
    ))
}

async fn emptiness(world: &mut World, call: &Call) -> StepResult {
    let matches = world.matches()?;
    if matches.is_empty() == (call.raw(0) == "empty") {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("a Bundle that is {} for {}", call.raw(0), query(world)?),
        format!("{} matches", matches.len()),
    ))
}

pub(super) fn names(entries: &[(FetchedResource, Mode, bool)]) -> BTreeSet<String> {
    entries
        .iter()
        .filter(|(_, mode, _)| *mode == Mode::Match)
        .map(|(found, ..)| found.reference())
        .collect()
}

async fn same_resources(world: &mut World, _: &Call) -> StepResult {
    let (first, second) = (
        names(&world.entries_of(&world.fhir.earlier)?),
        names(&world.entries()?),
    );
    let lost: Vec<String> = first.difference(&second).cloned().collect();
    let new: Vec<String> = second.difference(&first).cloned().collect();
    if lost.is_empty() && new.is_empty() {
        return Ok(());
    }
    let mut got = Vec::new();
    if !lost.is_empty() {
        got.push(format!("only in the first: {}", listed(&lost)));
    }
    if !new.is_empty() {
        got.push(format!("only in the second: {}", listed(&new)));
    }
    Err(StepEnd::failed(
        format!("the same {} resources in both answers", first.len()),
        got.join("; "),
    ))
}
