//! Profile validation of everything that was collected: every error is kept, and the budget is stated.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use payerlab_profiles::{capability::capability, pack::Guide, validate::Validator};

use super::{Call, Definition, step};
use crate::{
    fhir::{Found, parse},
    outcome::{Stop, Verdict},
    world::World,
};

/// Errors that one failure spells out; it counts the others.
const SPELLED: usize = 12;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "every collected {word} conforms to (US Core|CARIN Blue Button|Plan-Net)",
            "To R4 and to the guide's profiles: those that it claims, or the one that its kind must have.", conforms),
        step!(Then "the answer is a valid resource", "By R4 and by the profiles that it claims.", valid),
    ]
}

/// Validators by the guides that they know; each is built once a process.
static VALIDATORS: LazyLock<Mutex<Vec<Built>>> = LazyLock::new(Mutex::default);

type Built = (Vec<Guide>, Arc<Validator>);

fn validator(guides: &[Guide]) -> Arc<Validator> {
    let mut built = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, validator)) = built.iter().find(|(have, _)| have == guides) {
        return validator.clone();
    }
    let validator = Arc::new(Validator::of_guides(guides));
    built.push((guides.to_vec(), validator.clone()));
    validator
}

/// The guide of that name, in the version of the target file.
fn guide(world: &World, name: &str) -> Verdict<Guide> {
    let versions = &world.run.target.guides;
    let (package, version) = match name {
        "US Core" => ("hl7.fhir.us.core", &versions.us_core),
        "CARIN Blue Button" => ("hl7.fhir.us.carin-bb", &versions.carin_bb),
        _ => ("hl7.fhir.us.davinci-pdex-plan-net", &versions.plan_net),
    };
    Guide::of_package(package, version).ok_or_else(|| {
        Stop::Unproven(format!(
            "no definitions of {name} {version} are built in; see [guides] in the target file"
        ))
    })
}

/// Every guide that the target implements and that is built in; profiles of one refer to another's.
fn guides(world: &World) -> Vec<Guide> {
    ["US Core", "CARIN Blue Button", "Plan-Net"]
        .into_iter()
        .filter_map(|name| guide(world, name).ok())
        .collect()
}

/// The profiles of a guide that a resource must conform to.
fn demanded(found: &Found, supported: &[String]) -> Vec<String> {
    let claimed: Vec<String> = found
        .node()
        .and_then(|node| node.get("meta")?.get("profile"))
        .map(|profiles| {
            profiles
                .items()
                .filter_map(|item| item.as_str().map(|text| text.into_owned()))
                .collect()
        })
        .unwrap_or_default();
    let of_guide: Vec<String> = supported
        .iter()
        .filter(|url| {
            claimed
                .iter()
                .any(|claim| claim.split('|').next() == url.split('|').next())
        })
        .cloned()
        .collect();
    match (of_guide.is_empty(), supported) {
        (false, _) => of_guide,
        (true, [only]) => vec![only.clone()],
        (true, _) => Vec::new(),
    }
}

async fn conforms(world: &mut World, call: &Call) -> Verdict {
    let (kind, name) = (call.raw(0), call.raw(1));
    let listing = world
        .fhir
        .collected
        .get(kind)
        .cloned()
        .ok_or_else(|| Stop::broke(format!("the scenario collected no {kind}")))?;
    let guide = guide(world, name)?;
    let supported = capability(guide)
        .get(kind)
        .map(|asked| asked.profiles.clone())
        .unwrap_or_default();
    let validator = validator(&guides(world));
    let (mut errors, mut warnings, mut held) = (Vec::new(), 0_usize, 0_usize);
    for found in listing.found.iter() {
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
        "{} resources of type {kind} were validated, {held} of them by a profile of {name}: {} errors, {warnings} warnings",
        listing.found.len(),
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
    Err(Stop::failed(
        format!("every {kind} valid by {name}"),
        format!("{} errors:\n{shown}{rest}", errors.len()),
    ))
}

async fn valid(world: &mut World, _: &Call) -> Verdict {
    let document = parse(&world.answer()?)?;
    let outcome = validator(&guides(world)).validate(&document, &[]);
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
    Err(Stop::failed(
        "a valid resource",
        format!("{} errors:\n{shown}", errors.len()),
    ))
}
