//! Profile validation of everything that was collected: every error is kept, and the budget is stated.

use super::engine::{Call, Definition, step};
use super::guide::{collected, demanded, guide, profiles, validator};
use crate::fhir::parse;
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

/// Errors that one failure spells out; it counts the others.
const SPELLED: usize = 12;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "every collected {word} conforms to (US Core|CARIN Blue Button|Plan-Net)",
            "To R4 and to the guide's profiles: those that it claims, or the one that its kind must have.", conforms),
        step!(Then "the answer is a valid resource", "By R4 and by the profiles that it claims.", valid),
    ]
}

async fn conforms(world: &mut World, call: &Call) -> StepResult {
    let (resource_type, name) = (call.raw(0), call.raw(1));
    let listing = collected(world, resource_type)?;
    let supported = profiles(guide(world, name)?, resource_type);
    let validator = validator(world);
    let (mut errors, mut warnings, mut held) = (Vec::new(), 0_usize, 0_usize);
    for found in listing.resources.iter() {
        let Some(document) = &found.document else {
            continue;
        };
        let profiles = demanded(found, &supported);
        held += usize::from(!profiles.is_empty());
        let profiles: Vec<&str> = profiles.iter().map(String::as_str).collect();
        let outcome = validator.validate(document, &profiles);
        errors.extend(outcome.errors().map(|issue| {
            format!(
                "{}: {} at {} (line {}): {}",
                found.reference(),
                issue.rule,
                issue.expression,
                issue.line,
                issue.message
            )
        }));
        warnings += outcome.warnings().count();
        // A long list of resources must not keep the other scenarios waiting.
        tokio::task::yield_now().await;
    }
    world.evidence.note(format!(
        "{} resources of type {resource_type} were validated, {held} of them by a profile of {name}: {} errors, {warnings} warnings",
        listing.resources.len(),
        errors.len()
    ));
    for error in &errors {
        world.evidence.note(error.clone());
    }
    if errors.is_empty() {
        return Ok(());
    }
    let shown = errors
        .iter()
        .take(SPELLED)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    let more = errors.len().saturating_sub(SPELLED);
    let rest = if more > 0 {
        format!("\nand {more} more, in the scenario's notes")
    } else {
        String::new()
    };
    Err(StepEnd::failed(
        format!("every {resource_type} valid by {name}"),
        format!("{} errors:\n{shown}{rest}", errors.len()),
    ))
}

async fn valid(world: &mut World, _: &Call) -> StepResult {
    let document = parse(&world.answer()?)?;
    let outcome = validator(world).validate(&document, &[]);
    let errors: Vec<String> = outcome
        .errors()
        .map(|issue| {
            format!(
                "{} at {} (line {}): {}",
                issue.rule, issue.expression, issue.line, issue.message
            )
        })
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    let shown = errors
        .iter()
        .take(SPELLED)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    Err(StepEnd::failed(
        "a valid resource",
        format!("{} errors:\n{shown}", errors.len()),
    ))
}
