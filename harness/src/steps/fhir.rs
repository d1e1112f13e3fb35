//! Requests to the FHIR API and Givens about its data.

use std::collections::HashSet;
use std::sync::Arc;

use payerlab_profiles::fhirpath::{Context, Element, Expression};

use super::engine::{Call, Definition, step};
use crate::fhir::{FetchedResource, Listing};
use crate::outcome::{StepEnd, StepResult};
use crate::target::{LoginStrategy, MemberRole};
use crate::world::World;

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

async fn offers(world: &mut World, call: &Call) -> StepResult {
    let resource_type = call.raw(0);
    if world.capability_statement().await?.offers(resource_type) {
        return Ok(());
    }
    Err(StepEnd::NotApplicable(format!(
        "the API's CapabilityStatement does not offer {resource_type}"
    )))
}

async fn declares_search(world: &mut World, call: &Call) -> StepResult {
    let (resource_type, codes) = (call.raw(0), call.raw(1));
    let statement = world.capability_statement().await?;
    for code in codes.split('+') {
        let plain = code.split([':', '.']).next().unwrap_or(code);
        if !statement.declares_search(resource_type, plain)
            && !world.must_search(resource_type, plain)
        {
            return Err(StepEnd::NotApplicable(format!(
                "the API does not declare {resource_type} search by `{plain}`, and no guide demands it"
            )));
        }
    }
    Ok(())
}

async fn declares_interaction(world: &mut World, call: &Call) -> StepResult {
    let (interaction, resource_type) = (call.raw(0), call.raw(1));
    if world
        .capability_statement()
        .await?
        .declares_interaction(resource_type, interaction)
        || world.must_interact(resource_type, interaction)
    {
        return Ok(());
    }
    Err(StepEnd::NotApplicable(format!(
        "the API does not declare `{interaction}` on {resource_type}"
    )))
}

/// Makes the resources that satisfy the condition the scenario's: the first one, and those that would do as well.
async fn choose(
    world: &mut World,
    role: MemberRole,
    resource_type: &str,
    condition: &str,
) -> StepResult {
    let listing = world.listing(role, resource_type).await?;
    let fitting: Vec<FetchedResource> = if condition.is_empty() {
        listing
            .resources
            .iter()
            .filter(|found| !found.id.is_empty())
            .cloned()
            .collect()
    } else {
        let expression = Expression::parse(condition)
            .map_err(|error| StepEnd::error(format!("`{condition}` is no FHIRPath: {error}")))?;
        listing
            .resources
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
        return Err(StepEnd::Unproven(format!(
            "the payer showed no {resource_type}{of}; one would prove it"
        )));
    };
    world.fhir.resource = Some(first.clone());
    world.fhir.candidates = fitting.into_iter().skip(1).collect();
    Ok(())
}

fn holds(expression: &Expression, found: &FetchedResource) -> bool {
    let Some(node) = found.node() else {
        return false;
    };
    let element = Element::resource(node);
    expression
        .evaluate(element, &Context::new(element))
        .is_ok_and(|items| matches!(items.as_slice(), [item] if item.is_true()))
}

async fn member_has(world: &mut World, call: &Call) -> StepResult {
    let condition = call.text(world, 2).await?;
    choose(world, world.member, call.raw(1), &condition).await
}

async fn other_has(world: &mut World, call: &Call) -> StepResult {
    let condition = call.text(world, 2).await?;
    choose(world, MemberRole::Other, call.raw(1), &condition).await
}

async fn directory_has(world: &mut World, call: &Call) -> StepResult {
    let condition = call.text(world, 2).await?;
    choose(world, world.member, call.raw(1), &condition).await
}

async fn deleted(world: &mut World, _: &Call) -> StepResult {
    let reference = world.run.target.deleted.clone().ok_or_else(|| {
        StepEnd::Unproven("the target file names no `deleted` resource, as Type/id".into())
    })?;
    let (resource_type, id) = reference
        .split_once('/')
        .ok_or_else(|| StepEnd::error("the target file's `deleted` must be written Type/id"))?;
    world.fhir.resource = Some(FetchedResource {
        resource_type: resource_type.into(),
        id: id.into(),
        document: None,
    });
    Ok(())
}

async fn reads(world: &mut World, call: &Call) -> StepResult {
    let (path, headers) = (call.text(world, 0).await?, call.pairs(world).await?);
    let exchange = world.call_api(http::Method::GET, &path, &headers).await?;
    note_search(world, &path, exchange);
    Ok(())
}

/// A search that a scenario wrote out as a path or a form is a search all the same.
fn note_search(world: &mut World, path: &str, exchange: Arc<crate::exchange::Exchange>) {
    let (place, text) = path.split_once('?').unwrap_or((path, ""));
    let resource_type = place.trim_end_matches("/_search");
    let named = resource_type.chars().next().is_some_and(char::is_uppercase)
        && resource_type.chars().all(char::is_alphanumeric);
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
        resource_type.to_owned()
    } else {
        String::new()
    };
    world.fhir.query = Some(payerlab_matching::Query {
        resource_type,
        parameters,
    });
    world.fhir.earlier = std::mem::replace(&mut world.fhir.pages, vec![exchange]);
}

fn method(text: &str) -> StepResult<http::Method> {
    text.parse()
        .map_err(|_| StepEnd::error(format!("`{text}` is no HTTP method")))
}

async fn sends(world: &mut World, call: &Call) -> StepResult {
    let (path, headers) = (call.text(world, 1).await?, call.pairs(world).await?);
    let exchange = world
        .call_api(method(call.raw(0))?, &path, &headers)
        .await?;
    note_search(world, &path, exchange);
    Ok(())
}

async fn searches(world: &mut World, call: &Call) -> StepResult {
    let rows = call.pairs(world).await?;
    world.search(call.raw(0), rows, false).await
}

async fn searches_its_type(world: &mut World, call: &Call) -> StepResult {
    let (resource_type, rows) = (
        world.resource()?.resource_type.clone(),
        call.pairs(world).await?,
    );
    world.search(&resource_type, rows, false).await
}

async fn searches_post(world: &mut World, call: &Call) -> StepResult {
    let rows = call.pairs(world).await?;
    world.search(call.raw(0), rows, true).await
}

async fn searches_own(world: &mut World, call: &Call) -> StepResult {
    world
        .search_own(call.raw(0), call.raw(1), call.raw(3), world.member)
        .await
}

async fn follows(world: &mut World, _: &Call) -> StepResult {
    world.follow_pages().await
}

/// A link of the last Bundle; unproven where it has none.
fn link(world: &World, relation: &str) -> StepResult<String> {
    let answer = world.answer()?;
    let document = crate::fhir::parse(&answer)?;
    payerlab_matching::Bundle::of(document.root())
        .and_then(|bundle| bundle.link(relation))
        .ok_or_else(|| StepEnd::Unproven(format!("the Bundle has no {relation} link")))
}

async fn follows_self(world: &mut World, _: &Call) -> StepResult {
    let url = link(world, "self")?;
    let exchange = world.call_api(http::Method::GET, &url, &Vec::new()).await?;
    world.fhir.earlier = std::mem::replace(&mut world.fhir.pages, vec![exchange]);
    Ok(())
}

async fn broken_next(world: &mut World, _: &Call) -> StepResult {
    let url = link(world, "next")?;
    let (path, query) = url
        .split_once('?')
        .ok_or_else(|| StepEnd::Unproven("the next link has no query to change".into()))?;
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

async fn as_other(world: &mut World, path: &str) -> StepResult {
    let token = world.token_of(MemberRole::Other).await?;
    let request = world
        .fhir_request(http::Method::GET, path, Some(token))?
        .header("Accept", "application/fhir+json");
    let exchange = world.client.send(request).await?;
    world.answered(exchange);
    Ok(())
}

async fn other_next(world: &mut World, _: &Call) -> StepResult {
    let url = link(world, "next")?;
    as_other(world, &url).await
}

async fn other_reads(world: &mut World, call: &Call) -> StepResult {
    let path = call.text(world, 0).await?;
    as_other(world, &path).await
}

async fn collects(world: &mut World, call: &Call) -> StepResult {
    let listing = world.listing(world.member, call.raw(0)).await?;
    collect(world, call.raw(0), listing)
}

async fn collects_all(world: &mut World, call: &Call) -> StepResult {
    let resource_type = call.raw(0);
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
        let listing = match world.listing(role, resource_type).await {
            Err(StepEnd::Unproven(why) | StepEnd::NotApplicable(why)) if role != world.member => {
                let note = format!("every {resource_type} of the {role} member is left out: {why}");
                world.evidence.note(note);
                continue;
            }
            listing => listing?,
        };
        whole &= listing.whole;
        let news = listing.resources.iter();
        found.extend(news.filter(|one| seen.insert(one.reference())).cloned());
    }
    let resources = Arc::new(found);
    collect(world, resource_type, Listing { resources, whole })
}

/// Keeps what was collected of a type; unproven where it is nothing.
fn collect(world: &mut World, resource_type: &str, listing: Listing) -> StepResult {
    if listing.resources.is_empty() {
        return Err(StepEnd::Unproven(format!(
            "the payer showed no {resource_type}; one would prove it"
        )));
    }
    world.evidence.note(format!(
        "{} resources of type {resource_type} were collected",
        listing.resources.len()
    ));
    world.state_budget(&listing, resource_type);
    world
        .fhir
        .collected
        .insert(resource_type.to_owned(), listing);
    Ok(())
}
