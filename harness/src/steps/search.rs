//! Thens about searches: precision, recall, paging, links, includes, isolation (FHIR R4, Search).

use std::collections::BTreeSet;

use payerlab_matching::{Bundle, Mode, definitions as parameters};
use payerlab_profiles::{json::Node, search::Kind};

use super::{Call, Definition, step};
use crate::{
    fhir::{Found, query_text, references},
    outcome::{Stop, Verdict},
    world::World,
};

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "every entry matches the search", "Each entry of mode match, by every parameter.", every_matches),
        step!(Then "nothing that matches is missing", "Against all that a wider search finds.", nothing_missing),
        step!(Then "every search found what it must and nothing else", "Of a search with own values: each result matches, and what matches came back, by ids.", own_right),
        step!(Then "the resource is among the entries", "By its id, on any page.", among),
        step!(Then "the resource is not among the entries", "By its id, on any page.", not_among),
        step!(Then "the Bundle is (empty|not empty)", "Of matches.", emptiness),
        step!(Then "both answers hold the same resources", "The last two searches, all their pages that were followed, by ids.", same_resources),
        step!(Then "no entry belongs to another member", "By the patient compartment.", no_foreign),
        step!(Then "nothing of the other member is told", "Refused, or an empty Bundle with a total of 0 or none.", nothing_told),
        step!(Then "the answer gives no data", "A 4xx, or a Bundle without matches.", no_data),
        step!(Then "what {string} refers to is included", "`Type:parameter`: what the matches refer to by it, as far as it can be read.", included),
        step!(Then "what refers by {string} is included", "`Type:parameter`: what refers to the matches by it.", reverse_included),
        step!(Then "the self link (carries|does not carry) {string}", "A parameter's name, or name=value.", self_link),
        step!(Then "every page has a self link", "Of the last search.", self_links),
        step!(Then "no resource appears twice", "Among the matches of all pages.", no_twice),
        step!(Then "the total is the number of matches", "Of all pages; a Bundle without a total passes.", total),
        step!(Then "a page holds at most {string} matches", "Each page that was read.", at_most),
        step!(Then "there is a next page", "Unproven where one page holds all there is.", next_page),
        step!(Then "every entry has a search mode", "match, include or outcome.", modes),
    ]
}

fn query(world: &World) -> Verdict<payerlab_matching::Query> {
    world
        .fhir
        .query
        .clone()
        .ok_or_else(|| Stop::broke("the scenario searched nothing yet"))
}

fn names_of(query: &payerlab_matching::Query) -> String {
    query
        .parameters
        .iter()
        .map(|(name, _)| name.as_str())
        .collect::<Vec<_>>()
        .join("+")
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 5 {
        format!("{shown} and {} more", names.len() - 5)
    } else {
        shown
    }
}

async fn every_matches(world: &mut World, _: &Call) -> Verdict {
    let (query, matches) = (query(world)?, world.matches()?);
    let knower = world.knower(&names_of(&query), &matches).await?;
    let nodes: Vec<Node<'_>> = matches.iter().filter_map(Found::node).collect();
    let wrong = knower.with(|known| payerlab_matching::wrong(&query, &nodes, known));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Stop::failed(
        format!("only what matches {query}"),
        format!("{} among the matches", listed(&wrong)),
    ))
}

async fn nothing_missing(world: &mut World, _: &Call) -> Verdict {
    world.follow_pages().await?;
    let (query, matches) = (query(world)?, world.matches()?);
    let listing = world.listing(world.member, &query.resource_type).await?;
    world.state_budget(&listing, &query.resource_type);
    let knower = world.knower(&names_of(&query), &listing.found).await?;
    let nodes: Vec<Node<'_>> = matches.iter().filter_map(Found::node).collect();
    let missing =
        knower.with(|known| payerlab_matching::missing(&query, &nodes, &listing.nodes(), known));
    if missing.is_empty() {
        return Ok(());
    }
    Err(Stop::failed(
        format!("everything that matches {query}"),
        format!("an answer without {}", listed(&missing)),
    ))
}

async fn own_right(world: &mut World, _: &Call) -> Verdict {
    if world.fhir.judged.is_empty() {
        return Err(Stop::broke("the scenario searched with no own values yet"));
    }
    let listing = world
        .fhir
        .own_listing
        .clone()
        .ok_or_else(|| Stop::broke("the scenario has no listing"))?;
    let names = world
        .fhir
        .judged
        .first()
        .map(|judged| names_of(&judged.query))
        .unwrap_or_default();
    let mut everything: Vec<Found> = listing.found.to_vec();
    for judged in &world.fhir.judged {
        everything.extend(judged.results.iter().cloned());
    }
    let knower = world.knower(&names, &everything).await?;
    for judged in &world.fhir.judged {
        let query = &judged.query;
        if judged.status != 200 {
            return Err(Stop::failed(
                format!("200 for {query}"),
                judged.status.to_string(),
            ));
        }
        let nodes: Vec<Node<'_>> = judged.results.iter().filter_map(Found::node).collect();
        let (wrong, mut missing) = knower.with(|known| {
            (
                payerlab_matching::wrong(query, &nodes, known),
                payerlab_matching::missing(query, &nodes, &listing.nodes(), known),
            )
        });
        if !judged.whole {
            missing.clear();
        }
        if !wrong.is_empty() {
            return Err(Stop::failed(
                format!("only what matches {query}"),
                format!("{} among the matches", listed(&wrong)),
            ));
        }
        if !missing.is_empty() {
            return Err(Stop::failed(
                format!(
                    "everything that matches {query} ({} of {} in the member's or directory's data)",
                    missing.len() + nodes.len(),
                    listing.found.len()
                ),
                format!("an answer without {}", listed(&missing)),
            ));
        }
    }
    Ok(())
}

async fn is_among(world: &mut World) -> Verdict<bool> {
    let resource = world.resource()?.clone();
    let there = |world: &World| -> Verdict<bool> {
        Ok(world
            .entries()?
            .iter()
            .any(|(found, ..)| found.kind == resource.kind && found.id == resource.id))
    };
    if there(world)? {
        return Ok(true);
    }
    world.follow_pages().await?;
    there(world)
}

async fn among(world: &mut World, _: &Call) -> Verdict {
    if is_among(world).await? {
        return Ok(());
    }
    let found: Vec<String> = world.matches()?.iter().map(Found::reference).collect();
    let got = if found.is_empty() {
        "no match at all".to_owned()
    } else {
        format!("{} matches without it: {}", found.len(), listed(&found))
    };
    Err(Stop::failed(
        format!(
            "{} among the entries of {}",
            world.resource()?.reference(),
            query(world)?
        ),
        got,
    ))
}

async fn not_among(world: &mut World, _: &Call) -> Verdict {
    if !is_among(world).await? {
        return Ok(());
    }
    let name = world.resource()?.reference();
    Err(Stop::failed(
        format!("no {name} among the entries of {}", query(world)?),
        "it is among them",
    ))
}

async fn emptiness(world: &mut World, call: &Call) -> Verdict {
    let matches = world.matches()?;
    if matches.is_empty() == (call.raw(0) == "empty") {
        return Ok(());
    }
    Err(Stop::failed(
        format!("a Bundle that is {} for {}", call.raw(0), query(world)?),
        format!("{} matches", matches.len()),
    ))
}

fn names(entries: &[(Found, Mode, bool)]) -> BTreeSet<String> {
    entries
        .iter()
        .filter(|(_, mode, _)| *mode == Mode::Match)
        .map(|(found, ..)| found.reference())
        .collect()
}

async fn same_resources(world: &mut World, _: &Call) -> Verdict {
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
    Err(Stop::failed(
        format!("the same {} resources in both answers", first.len()),
        got.join("; "),
    ))
}

/// The Patients in whose compartment a resource stands, as ids.
fn patients_of(found: &Found) -> BTreeSet<String> {
    let Some(node) = found.node() else {
        return BTreeSet::new();
    };
    if found.kind == "Patient" {
        return BTreeSet::from([found.id.clone()]);
    }
    let compartments = payerlab_profiles::compartment::patient();
    let mut ids = BTreeSet::new();
    for code in compartments.get(&found.kind).into_iter().flatten() {
        let Some(parameter) = parameters().parameter(&found.kind, code) else {
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

async fn no_foreign(world: &mut World, _: &Call) -> Verdict {
    if world.answer()?.status.is_client_error() {
        return Ok(());
    }
    let own = world.patient(world.member).await?;
    let mut all: Vec<Found> = world
        .entries()?
        .into_iter()
        .map(|(found, ..)| found)
        .collect();
    while let Some(found) = all.pop() {
        // A batch is answered by Bundles in a Bundle.
        if let Some(bundle) = found
            .node()
            .filter(|_| found.kind == "Bundle")
            .and_then(Bundle::of)
        {
            all.extend(
                bundle
                    .entries("")
                    .into_iter()
                    .filter_map(|entry| Found::of(entry.resource)),
            );
            continue;
        }
        let patients = patients_of(&found);
        if !patients.is_empty() && !patients.contains(&own) {
            let whose = patients.into_iter().collect::<Vec<_>>().join(", ");
            return Err(Stop::failed(
                format!("only records of Patient/{own}"),
                format!("{} of Patient/{whose}", found.reference()),
            ));
        }
    }
    Ok(())
}

async fn nothing_told(world: &mut World, _: &Call) -> Verdict {
    let answer = world.answer()?;
    let expected = "a refusal, or an empty Bundle";
    if answer.status.is_client_error() {
        return Ok(());
    }
    if answer.status() != 200 {
        return Err(Stop::failed(expected, answer.brief()));
    }
    let document = crate::fhir::parse(&answer)?;
    let Some(bundle) = Bundle::of(document.root()) else {
        let kind = document
            .root()
            .get("resourceType")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .into_owned();
        return Err(Stop::failed(expected, format!("200 with a {kind}")));
    };
    let kind = query(world)
        .map(|query| query.resource_type)
        .unwrap_or_default();
    let data: Vec<String> = bundle
        .entries(&kind)
        .iter()
        .filter(|entry| entry.mode != Mode::Outcome)
        .filter_map(|entry| entry.name())
        .collect();
    if !data.is_empty() {
        return Err(Stop::failed(
            expected,
            format!("a Bundle with {}", listed(&data)),
        ));
    }
    match bundle.total() {
        None | Some(0) => Ok(()),
        Some(total) => Err(Stop::failed(
            expected,
            format!("a Bundle with a total of {total}"),
        )),
    }
}

async fn no_data(world: &mut World, _: &Call) -> Verdict {
    let answer = world.answer()?;
    if answer.status.is_client_error() {
        return Ok(());
    }
    let document = crate::fhir::parse(&answer)?;
    let kind = document
        .root()
        .get("resourceType")
        .and_then(Node::as_str)
        .unwrap_or_default()
        .into_owned();
    if kind == "OperationOutcome" && answer.status() != 200 {
        return Ok(());
    }
    match Bundle::of(document.root()) {
        Some(bundle) => {
            let data: Vec<String> = bundle
                .entries("")
                .iter()
                .filter(|entry| entry.mode != Mode::Outcome)
                .filter_map(|entry| entry.name())
                .collect();
            if data.is_empty() {
                return Ok(());
            }
            Err(Stop::failed(
                "no data",
                format!("{} with {}", answer.status(), listed(&data)),
            ))
        }
        None => Err(Stop::failed(
            "no data",
            format!("{} with a {kind}", answer.status()),
        )),
    }
}

fn split(text: &str) -> Verdict<(&str, &str)> {
    text.split_once(':')
        .ok_or_else(|| Stop::broke(format!("`{text}` must be written Type:parameter")))
}

/// `Type/id` of what a resource refers to by a search parameter, on this server.
fn targets(world: &World, found: &Found, code: &str) -> Verdict<BTreeSet<String>> {
    let base = world.base()?;
    let mut names = BTreeSet::new();
    let Some(node) = found.node() else {
        return Ok(names);
    };
    // `*` stands for every search parameter that is a reference.
    let nodes: Vec<Node<'_>> = parameters()
        .of(&found.kind)
        .iter()
        .filter(|parameter| {
            if code == "*" {
                parameter.kind == Kind::Reference
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
            if let [kind, id, ..] = parts.as_slice()
                && !own.contains(':')
                && !own.starts_with('#')
            {
                names.insert(format!("{kind}/{id}"));
            }
        });
    }
    Ok(names)
}

async fn included(world: &mut World, call: &Call) -> Verdict {
    let (kind, code) = split(call.raw(0))?;
    let entries = world.entries()?;
    let there: BTreeSet<String> = entries
        .iter()
        .map(|(found, ..)| found.reference())
        .collect();
    let mut wanted = 0;
    for (found, _, _) in entries
        .iter()
        .filter(|(found, mode, _)| *mode == Mode::Match && found.kind == kind)
    {
        for target in targets(world, found, code)? {
            wanted += 1;
            if there.contains(&target) {
                continue;
            }
            // What cannot be read cannot be included either.
            if world.read_reference(world.member, &target).await?.is_some() {
                return Err(Stop::failed(
                    format!("{target}, to which {} refers by {code}", found.reference()),
                    "an answer without it",
                ));
            }
        }
    }
    if wanted == 0 {
        return Err(Stop::Unproven(format!(
            "no match refers to anything by {code}"
        )));
    }
    Ok(())
}

async fn reverse_included(world: &mut World, call: &Call) -> Verdict {
    let (kind, code) = split(call.raw(0))?;
    world.follow_pages().await?;
    let entries = world.entries()?;
    let there: BTreeSet<String> = entries
        .iter()
        .map(|(found, ..)| found.reference())
        .collect();
    let matches = names(&entries);
    let listing = world.listing(world.member, kind).await?;
    let mut wanted = 0;
    for found in listing.found.iter() {
        if targets(world, found, code)?.is_disjoint(&matches) {
            continue;
        }
        wanted += 1;
        if !there.contains(&found.reference()) {
            return Err(Stop::failed(
                format!("{}, which refers to a match by {code}", found.reference()),
                "an answer without it",
            ));
        }
    }
    if wanted == 0 {
        return Err(Stop::Unproven(format!(
            "no {kind} that the payer showed refers to a match by {code}"
        )));
    }
    Ok(())
}

fn link(world: &World, relation: &str) -> Verdict<Option<String>> {
    let page = world
        .fhir
        .pages
        .first()
        .ok_or_else(|| Stop::broke("the scenario searched nothing yet"))?;
    let documents = world.page_documents(std::slice::from_ref(page))?;
    Ok(documents
        .first()
        .and_then(|document| Bundle::of(document.root())?.link(relation)))
}

async fn self_link(world: &mut World, call: &Call) -> Verdict {
    let wanted = call.text(world, 1).await?;
    let url = link(world, "self")?.ok_or_else(|| Stop::failed("a self link", "none"))?;
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
    Err(Stop::failed(
        format!("a self link that {} `{wanted}`", call.raw(0)),
        format!("`{url}`"),
    ))
}

async fn self_links(world: &mut World, _: &Call) -> Verdict {
    for (number, document) in world.page_documents(&world.fhir.pages)?.iter().enumerate() {
        if Bundle::of(document.root())
            .and_then(|bundle| bundle.link("self"))
            .is_none()
        {
            return Err(Stop::failed(
                "a self link on every page",
                format!("none on page {}", number + 1),
            ));
        }
    }
    Ok(())
}

async fn no_twice(world: &mut World, _: &Call) -> Verdict {
    let mut seen = BTreeSet::new();
    for found in world.matches()? {
        if !seen.insert(found.reference()) {
            return Err(Stop::failed(
                "every resource once",
                format!("{} twice", found.reference()),
            ));
        }
    }
    Ok(())
}

async fn total(world: &mut World, _: &Call) -> Verdict {
    let first = world.page_documents(&world.fhir.pages)?;
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
    Err(Stop::failed(
        format!("a total of {number}, which is the number of matches on all pages"),
        total.to_string(),
    ))
}

async fn at_most(world: &mut World, call: &Call) -> Verdict {
    let most: usize = call
        .raw(0)
        .parse()
        .map_err(|_| Stop::broke("the number of matches is no number"))?;
    for page in &world.fhir.pages {
        let count = names(&world.entries_of(std::slice::from_ref(page))?).len();
        if count > most {
            return Err(Stop::failed(
                format!("at most {most} matches on a page"),
                format!("{count}"),
            ));
        }
    }
    Ok(())
}

async fn next_page(world: &mut World, _: &Call) -> Verdict {
    if link(world, "next")?.is_some() {
        return Ok(());
    }
    let query = query(world)?;
    let (matches, listing) = (
        world.matches()?,
        world.listing(world.member, &query.resource_type).await?,
    );
    let knower = world.knower(&names_of(&query), &listing.found).await?;
    let nodes: Vec<Node<'_>> = matches.iter().filter_map(Found::node).collect();
    let missing =
        knower.with(|known| payerlab_matching::missing(&query, &nodes, &listing.nodes(), known));
    if missing.is_empty() {
        return Err(Stop::Unproven(
            "one page holds everything that matches".into(),
        ));
    }
    Err(Stop::failed(
        "a next link",
        format!("none, and {} further match", missing.len()),
    ))
}

async fn modes(world: &mut World, _: &Call) -> Verdict {
    match world.entries()?.iter().find(|(_, _, says)| !says) {
        None => Ok(()),
        Some((found, ..)) => Err(Stop::failed(
            "search.mode on every entry",
            format!("none on {}", found.reference()),
        )),
    }
}
