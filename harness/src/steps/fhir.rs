//! Requests to the FHIR API and Givens about its data.

use std::{collections::HashSet, sync::Arc};

use payerlab_profiles::fhirpath::{Context, Element, Expression};

use super::engine::{Call, Definition, step};
use crate::{
    fhir::{Found, Listing},
    outcome::{Stop, Verdict},
    target::{LoginStrategy, MemberRole},
    world::World,
};

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Given "the API offers {word}", "Its CapabilityStatement has the resource type; not applicable where it does not.", offers),
        step!(Given "the API declares {word} search by {string}",
            "In its CapabilityStatement, each of `a+b`; what a guide says with SHALL applies though undeclared.", declares_search),
        step!(Given "the API declares the {string} interaction on {word}", "In its CapabilityStatement, or a guide says SHALL.", declares_interaction),
        step!(Given "the member has (a|an) {word}[ where {string}]",
            "It becomes the scenario's resource; found through the API with a token for everything. The text is a FHIRPath condition. Unproven where there is none.", member_has),
        step!(Given "the other member has (a|an) {word}[ where {string}]",
            "Found with the other member's own token; requests still use the member's.", other_has),
        step!(Given "the directory has (a|an) {word}[ where {string}]", "It becomes the scenario's resource.", directory_has),
        step!(Given "a deleted resource", "The target file's `deleted`.", deleted),
        step!(When "the app reads {string}[ with:]", "GET, with the table's headers.", reads),
        step!(When "the app sends {word} {string}[ with:]", "Any method; the table's rows are headers, and a row `body` is the body.", sends),
        step!(When "the app searches {word} with:", "GET, the first page; repeated rows repeat the parameter.", searches),
        step!(When "the app searches {resource type} with:", "The same, of the type of the scenario's resource.", searches_its_type),
        step!(When "the app searches {word} by POST with:", "`_search` with a form.", searches_post),
        step!(When "the app searches {word} by {string} with the (member|directory)'s own values[ and the prefixes {string}]",
            "A search for each of the values in the member's data, up to a number that the report states.", searches_own),
        step!(When "the app follows every page", "Of the last search, within the budget that the report states.", follows),
        step!(When "the app follows the self link", "Of the last search.", follows_self),
        step!(When "the app reads the next link with its letters changed", "A link that the app made up of one that the payer gave.", broken_next),
        step!(When "the other member's app reads the next page", "With the other member's own token.", other_next),
        step!(When "the other member's app reads {string}", "With the other member's own token.", other_reads),
        step!(When "the app collects every {word} it can reach", "Of the member, within the budget that the report states.", collects),
        step!(When "the app collects every {word} of all members",
            "Of each member that the target file names and who can sign in, within the budget that the report states.", collects_all),
        step!(When "the app collects every {word} of the directory", "Within the budget that the report states.", collects),
    ]
}

async fn offers(world: &mut World, call: &Call) -> Verdict {
    let kind = call.raw(0);
    if world.capability_statement().await?.offers(kind) {
        return Ok(());
    }
    Err(Stop::NotApplicable(format!(
        "the API's CapabilityStatement does not offer {kind}"
    )))
}

async fn declares_search(world: &mut World, call: &Call) -> Verdict {
    let (kind, codes) = (call.raw(0), call.raw(1));
    let statement = world.capability_statement().await?;
    for code in codes.split('+') {
        let plain = code.split([':', '.']).next().unwrap_or(code);
        if !statement.declares_search(kind, plain) && !world.must_search(kind, plain) {
            return Err(Stop::NotApplicable(format!(
                "the API does not declare {kind} search by `{plain}`, and no guide demands it"
            )));
        }
    }
    Ok(())
}

async fn declares_interaction(world: &mut World, call: &Call) -> Verdict {
    let (interaction, kind) = (call.raw(0), call.raw(1));
    if world
        .capability_statement()
        .await?
        .declares_interaction(kind, interaction)
        || world.must_interact(kind, interaction)
    {
        return Ok(());
    }
    Err(Stop::NotApplicable(format!(
        "the API does not declare `{interaction}` on {kind}"
    )))
}

/// Makes the resources that satisfy the condition the scenario's: the first one, and those that would do as well.
async fn choose(world: &mut World, role: MemberRole, kind: &str, condition: &str) -> Verdict {
    let listing = world.listing(role, kind).await?;
    let fitting: Vec<Found> = if condition.is_empty() {
        listing
            .found
            .iter()
            .filter(|found| !found.id.is_empty())
            .cloned()
            .collect()
    } else {
        let expression = Expression::parse(condition)
            .map_err(|error| Stop::broke(format!("`{condition}` is no FHIRPath: {error}")))?;
        listing
            .found
            .iter()
            .filter(|found| holds(&expression, found))
            .cloned()
            .collect()
    };
    let Some(first) = fitting.first() else {
        let of = if condition.is_empty() {
            String::new()
        } else {
            format!(" where {condition}")
        };
        return Err(Stop::Unproven(format!(
            "the payer showed no {kind}{of}; one would prove it"
        )));
    };
    world.fhir.resource = Some(first.clone());
    world.fhir.candidates = fitting.into_iter().skip(1).collect();
    Ok(())
}

fn holds(expression: &Expression, found: &Found) -> bool {
    let Some(node) = found.node() else {
        return false;
    };
    let element = Element::resource(node);
    expression
        .evaluate(element, &Context::new(element))
        .is_ok_and(|items| matches!(items.as_slice(), [item] if item.is_true()))
}

async fn member_has(world: &mut World, call: &Call) -> Verdict {
    let condition = call.text(world, 2).await?;
    choose(world, world.member, call.raw(1), &condition).await
}

async fn other_has(world: &mut World, call: &Call) -> Verdict {
    let condition = call.text(world, 2).await?;
    choose(world, MemberRole::Other, call.raw(1), &condition).await
}

async fn directory_has(world: &mut World, call: &Call) -> Verdict {
    let condition = call.text(world, 2).await?;
    choose(world, world.member, call.raw(1), &condition).await
}

async fn deleted(world: &mut World, _: &Call) -> Verdict {
    let reference = world.run.target.deleted.clone().ok_or_else(|| {
        Stop::Unproven("the target file names no `deleted` resource, as Type/id".into())
    })?;
    let (kind, id) = reference
        .split_once('/')
        .ok_or_else(|| Stop::broke("the target file's `deleted` must be written Type/id"))?;
    world.fhir.resource = Some(Found {
        kind: kind.into(),
        id: id.into(),
        document: None,
    });
    Ok(())
}

async fn reads(world: &mut World, call: &Call) -> Verdict {
    let (path, headers) = (call.text(world, 0).await?, call.pairs(world).await?);
    let exchange = world.call_api(http::Method::GET, &path, &headers).await?;
    note_search(world, &path, exchange);
    Ok(())
}

/// A search that a scenario wrote out as a path or a form is a search all the same.
fn note_search(world: &mut World, path: &str, exchange: Arc<crate::exchange::Exchange>) {
    let (place, text) = path.split_once('?').unwrap_or((path, ""));
    let kind = place.trim_end_matches("/_search");
    let named = kind.chars().next().is_some_and(char::is_uppercase)
        && kind.chars().all(char::is_alphanumeric);
    let body = exchange
        .request
        .body
        .clone()
        .filter(|_| place.ends_with("/_search"))
        .unwrap_or_default();
    let parameters = form_urlencoded::parse(text.as_bytes())
        .chain(form_urlencoded::parse(&body))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let resource_type = if named {
        kind.to_owned()
    } else {
        String::new()
    };
    world.fhir.query = Some(payerlab_matching::Query {
        resource_type,
        parameters,
    });
    world.fhir.earlier = std::mem::replace(&mut world.fhir.pages, vec![exchange]);
}

fn method(text: &str) -> Verdict<http::Method> {
    text.parse()
        .map_err(|_| Stop::broke(format!("`{text}` is no HTTP method")))
}

async fn sends(world: &mut World, call: &Call) -> Verdict {
    let (path, headers) = (call.text(world, 1).await?, call.pairs(world).await?);
    let exchange = world
        .call_api(method(call.raw(0))?, &path, &headers)
        .await?;
    note_search(world, &path, exchange);
    Ok(())
}

async fn searches(world: &mut World, call: &Call) -> Verdict {
    let rows = call.pairs(world).await?;
    world.search(call.raw(0), rows, false).await
}

async fn searches_its_type(world: &mut World, call: &Call) -> Verdict {
    let (kind, rows) = (world.resource()?.kind.clone(), call.pairs(world).await?);
    world.search(&kind, rows, false).await
}

async fn searches_post(world: &mut World, call: &Call) -> Verdict {
    let rows = call.pairs(world).await?;
    world.search(call.raw(0), rows, true).await
}

async fn searches_own(world: &mut World, call: &Call) -> Verdict {
    world
        .search_own(call.raw(0), call.raw(1), call.raw(3), world.member)
        .await
}

async fn follows(world: &mut World, _: &Call) -> Verdict {
    world.follow_pages().await
}

/// A link of the last Bundle; unproven where it has none.
fn link(world: &World, relation: &str) -> Verdict<String> {
    let answer = world.answer()?;
    let document = crate::fhir::parse(&answer)?;
    payerlab_matching::Bundle::of(document.root())
        .and_then(|bundle| bundle.link(relation))
        .ok_or_else(|| Stop::Unproven(format!("the Bundle has no {relation} link")))
}

async fn follows_self(world: &mut World, _: &Call) -> Verdict {
    let url = link(world, "self")?;
    let exchange = world.call_api(http::Method::GET, &url, &Vec::new()).await?;
    world.fhir.earlier = std::mem::replace(&mut world.fhir.pages, vec![exchange]);
    Ok(())
}

async fn broken_next(world: &mut World, _: &Call) -> Verdict {
    let url = link(world, "next")?;
    let (path, query) = url
        .split_once('?')
        .ok_or_else(|| Stop::Unproven("the next link has no query to change".into()))?;
    // The opaque part is the longest value; other parameters say what page it is.
    let longest = query
        .split('&')
        .max_by_key(|pair| pair.split_once('=').map_or(0, |(_, value)| value.len()))
        .unwrap_or_default();
    let (name, value) = longest.split_once('=').unwrap_or((longest, ""));
    let flipped: String = value
        .chars()
        .enumerate()
        .map(|(at, c)| match c {
            'a'..='y' | 'A'..='Y' | '0'..='8' if at % 3 == 0 => {
                char::from_u32(c as u32 + 1).unwrap_or(c)
            }
            other => other,
        })
        .collect();
    let changed = format!(
        "{path}?{}",
        query.replace(longest, &format!("{name}={flipped}"))
    );
    world
        .call_api(http::Method::GET, &changed, &Vec::new())
        .await?;
    Ok(())
}

async fn as_other(world: &mut World, path: &str) -> Verdict {
    let token = world.token_of(MemberRole::Other).await?;
    let request = world
        .fhir_request(http::Method::GET, path, Some(token))?
        .header("Accept", "application/fhir+json");
    let exchange = world.wire.send(request).await?;
    world.answered(exchange);
    Ok(())
}

async fn other_next(world: &mut World, _: &Call) -> Verdict {
    let url = link(world, "next")?;
    as_other(world, &url).await
}

async fn other_reads(world: &mut World, call: &Call) -> Verdict {
    let path = call.text(world, 0).await?;
    as_other(world, &path).await
}

async fn collects(world: &mut World, call: &Call) -> Verdict {
    let listing = world.listing(world.member, call.raw(0)).await?;
    collect(world, call.raw(0), listing)
}

async fn collects_all(world: &mut World, call: &Call) -> Verdict {
    let kind = call.raw(0);
    let target = &world.run.target;
    // Nobody is asked to sign in again and again.
    let by_hand = matches!(target.login, Some(LoginStrategy::Browser { .. }));
    let roles: Vec<MemberRole> = target
        .members
        .iter()
        .map(|(role, _)| role)
        .filter(|role| !by_hand || *role == world.member)
        .collect();
    if by_hand {
        world
            .evidence
            .note("a person signs in, so only their own records are looked at");
    }
    let (mut found, mut whole) = (Vec::new(), true);
    // Members share what belongs to none of them.
    let mut seen = HashSet::new();
    for role in roles {
        let listing = match world.listing(role, kind).await {
            Err(Stop::Unproven(why) | Stop::NotApplicable(why)) if role != world.member => {
                let note = format!("every {kind} of the {role} member is left out: {why}");
                world.evidence.note(note);
                continue;
            }
            listing => listing?,
        };
        whole &= listing.whole;
        let news = listing.found.iter();
        found.extend(news.filter(|one| seen.insert(one.reference())).cloned());
    }
    let found = Arc::new(found);
    collect(world, kind, Listing { found, whole })
}

/// Keeps what was collected of a type; unproven where it is nothing.
fn collect(world: &mut World, kind: &str, listing: Listing) -> Verdict {
    if listing.found.is_empty() {
        return Err(Stop::Unproven(format!(
            "the payer showed no {kind}; one would prove it"
        )));
    }
    world.evidence.note(format!(
        "{} resources of type {kind} were collected",
        listing.found.len()
    ));
    world.state_budget(&listing, kind);
    world.fhir.collected.insert(kind.to_owned(), listing);
    Ok(())
}
