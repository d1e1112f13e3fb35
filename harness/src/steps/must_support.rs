//! Must-support coverage of everything that was collected: a gap proves nothing against the payer, and is named.

use super::engine::{Call, Definition, step};
use super::guide::{collected, demanded, guide, profiles, validator};
use crate::must_support::Survey;
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "the collected {word} resources show every must-support element of (US Core|CARIN Blue Button|Plan-Net)",
            "Between them, for each of the guide's profiles that some of them stand for; unproven where an element is never shown, with its name.", shows),
    ]
}

async fn shows(world: &mut World, call: &Call) -> StepResult {
    let (resource_type, name) = (call.raw(0), call.raw(1));
    let listing = collected(world, resource_type)?;
    let guide = guide(world, name)?;
    let supported = profiles(guide, resource_type);
    if supported.is_empty() {
        return Err(StepEnd::NotApplicable(format!(
            "{name} {} has no profile of {resource_type}",
            guide.package().1
        )));
    }
    let validator = validator(world);
    let mut survey = Survey::new(&validator, guide);
    for found in listing.resources.iter() {
        if let Some(document) = &found.document {
            survey.add(document, &demanded(found, &supported));
        }
        // A long list of resources must not keep the other scenarios waiting.
        tokio::task::yield_now().await;
    }
    let (seen, unseen): (Vec<&str>, Vec<&str>) = supported
        .iter()
        .map(String::as_str)
        .partition(|profile| survey.profiles().any(|seen| seen == *profile));
    if seen.is_empty() {
        return Err(StepEnd::Unproven(format!(
            "no {resource_type} that the payer showed claims a profile of {name}; one that does would prove it"
        )));
    }
    for (profiles, what) in [
        (seen, "was held against"),
        (unseen, "had no resource to hold against"),
    ] {
        if !profiles.is_empty() {
            let names: Vec<&str> = profiles.into_iter().map(short).collect();
            world
                .evidence
                .note(format!("this run {what} {}", names.join(", ")));
        }
    }
    let gaps: Vec<String> = survey
        .gaps()
        .into_iter()
        .map(|(profile, missing)| format!("{}: {}", short(profile), missing.join(", ")))
        .collect();
    if gaps.is_empty() {
        return Ok(());
    }
    Err(StepEnd::Unproven(format!(
        "no {resource_type} that the payer showed has these must-support elements; one that does would prove it\n{}",
        gaps.join("\n")
    )))
}

/// The end of a profile's canonical URL, which is its name.
fn short(profile: &str) -> &str {
    profile.rsplit('/').next().unwrap_or(profile)
}
