//! Thens about pages, links and totals of a searchset (FHIR R4, Search, paging).

use std::collections::BTreeSet;

use payerlab_matching::Bundle;
use payerlab_profiles::json::Node;

use super::engine::{Call, Definition, step};
use super::search::{names, names_of, query};
use crate::fhir::{FetchedResource, page_documents, query_text};
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "the self link (carries|does not carry) {string}", "A parameter's name, or name=value.", self_link),
        step!(Then "every page has a self link", "Of the last search.", self_links),
        step!(Then "no resource appears twice", "Among the matches of all pages.", no_twice),
        step!(Then "the total is the number of matches", "Of all pages; a Bundle without a total passes.", total),
        step!(Then "a page holds at most {string} matches", "Each page that was read.", at_most),
        step!(Then "there is a next page", "Unproven where one page holds all there is.", next_page),
        step!(Then "every entry has a search mode", "match, include or outcome.", modes),
    ]
}

fn link(world: &World, relation: &str) -> StepResult<Option<String>> {
    let page = world
        .fhir
        .pages
        .first()
        .ok_or_else(|| StepEnd::error("the scenario searched nothing yet"))?;
    let documents = page_documents(std::slice::from_ref(page))?;
    Ok(documents
        .first()
        .and_then(|document| Bundle::of(document.root())?.link(relation)))
}

async fn self_link(world: &mut World, call: &Call) -> StepResult {
    let wanted = call.text(world, 1).await?;
    let url = link(world, "self")?.ok_or_else(|| StepEnd::failed("a self link", "none"))?;
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let there = form_urlencoded::parse(query.as_bytes()).any(|(name, value)| {
        match wanted.split_once('=') {
            Some((wanted_name, wanted_value)) => name == wanted_name && value == wanted_value,
            None => name == wanted || name.split([':', '.']).next() == Some(&wanted),
        }
    });
    if there == (call.raw(0) == "carries") {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("a self link that {} `{wanted}`", call.raw(0)),
        format!("`{url}`"),
    ))
}

async fn self_links(world: &mut World, _: &Call) -> StepResult {
    for (number, document) in page_documents(&world.fhir.pages)?.iter().enumerate() {
        if Bundle::of(document.root())
            .and_then(|bundle| bundle.link("self"))
            .is_none()
        {
            return Err(StepEnd::failed(
                "a self link on every page",
                format!("none on page {}", number + 1),
            ));
        }
    }
    Ok(())
}

async fn no_twice(world: &mut World, _: &Call) -> StepResult {
    let mut seen = BTreeSet::new();
    for found in world.matches()? {
        if !seen.insert(found.reference()) {
            return Err(StepEnd::failed(
                "every resource once",
                format!("{} twice", found.reference()),
            ));
        }
    }
    Ok(())
}

async fn total(world: &mut World, _: &Call) -> StepResult {
    let first = page_documents(&world.fhir.pages)?;
    let Some(total) = first
        .first()
        .and_then(|document| Bundle::of(document.root())?.total())
    else {
        return Ok(());
    };
    let counted = query(world)?.parameters.iter().any(|(name, value)| {
        (name == "_count" && value == "0") || (name == "_summary" && value == "count")
    });
    let number = if counted {
        let mut query = query(world)?;
        query
            .parameters
            .retain(|(name, _)| name != "_count" && name != "_summary");
        let path = format!("{}?{}", query.resource_type, query_text(&query.parameters));
        let exchange = world
            .call_api(http::Method::GET, &path, &Vec::new())
            .await?;
        world.fhir.pages = vec![exchange];
        world.follow_pages().await?;
        world.matches()?.len()
    } else {
        world.follow_pages().await?;
        names(&world.entries()?).len()
    };
    if total == number as u64 {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("a total of {number}, which is the number of matches on all pages"),
        total.to_string(),
    ))
}

async fn at_most(world: &mut World, call: &Call) -> StepResult {
    let most: usize = call
        .raw(0)
        .parse()
        .map_err(|_| StepEnd::error("the number of matches is no number"))?;
    for page in &world.fhir.pages {
        let count = names(&world.entries_of(std::slice::from_ref(page))?).len();
        if count > most {
            return Err(StepEnd::failed(
                format!("at most {most} matches on a page"),
                format!("{count}"),
            ));
        }
    }
    Ok(())
}

async fn next_page(world: &mut World, _: &Call) -> StepResult {
    if link(world, "next")?.is_some() {
        return Ok(());
    }
    let query = query(world)?;
    let (matches, listing) = (
        world.matches()?,
        world.listing(world.member, &query.resource_type).await?,
    );
    let knowledge = world
        .knowledge(&names_of(&query), &listing.resources)
        .await?;
    let nodes: Vec<Node<'_>> = matches.iter().filter_map(FetchedResource::node).collect();
    let missing =
        knowledge.with(|known| payerlab_matching::missing(&query, &nodes, &listing.nodes(), known));
    if missing.is_empty() {
        return Err(StepEnd::Unproven(
            "one page holds everything that matches".into(),
        ));
    }
    Err(StepEnd::failed(
        "a next link",
        format!("none, and {} further match", missing.len()),
    ))
}

async fn modes(world: &mut World, _: &Call) -> StepResult {
    match world.entries()?.iter().find(|(_, _, says)| !says) {
        None => Ok(()),
        Some((found, ..)) => Err(StepEnd::failed(
            "search.mode on every entry",
            format!("none on {}", found.reference()),
        )),
    }
}
