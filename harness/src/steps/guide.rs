//! The guides as steps name them, in the versions of the target file: their profiles, and the validator that knows them.

use std::sync::{Arc, LazyLock};

use parking_lot::Mutex;
use payerlab_profiles::capability::capability;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::Validator;

use crate::fhir::{FetchedResource, Listing};
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

/// What steps call the guides.
const NAMES: [&str; 3] = ["US Core", "CARIN Blue Button", "Plan-Net"];

/// Validators by the guides that they know; each is built once a process.
static VALIDATORS: LazyLock<Mutex<Vec<Built>>> = LazyLock::new(Mutex::default);

type Built = (Vec<Guide>, Arc<Validator>);

/// The validator that knows every guide that the target implements and that is built in; profiles of one refer to another's.
pub(super) fn validator(world: &World) -> Arc<Validator> {
    let guides: Vec<Guide> = NAMES
        .into_iter()
        .filter_map(|name| guide(world, name).ok())
        .collect();
    let mut built = VALIDATORS.lock();
    if let Some((_, validator)) = built.iter().find(|(have, _)| *have == guides) {
        return validator.clone();
    }
    let validator = Arc::new(Validator::of_guides(&guides));
    built.push((guides, validator.clone()));
    validator
}

/// The guide of that name, in the version of the target file.
pub(super) fn guide(world: &World, name: &str) -> StepResult<Guide> {
    let versions = &world.run.target.guides;
    let (package, version) = match name {
        "US Core" => ("hl7.fhir.us.core", &versions.us_core),
        "CARIN Blue Button" => ("hl7.fhir.us.carin-bb", &versions.carin_bb),
        _ => ("hl7.fhir.us.davinci-pdex-plan-net", &versions.plan_net),
    };
    Guide::of_package(package, version).ok_or_else(|| {
        StepEnd::Unproven(format!(
            "no definitions of {name} {version} are built in; see [guides] in the target file"
        ))
    })
}

/// The profiles of a resource type that a guide asks servers to support.
pub(super) fn profiles(guide: Guide, resource_type: &str) -> Vec<String> {
    capability(guide)
        .remove(resource_type)
        .map(|asked| asked.profiles)
        .unwrap_or_default()
}

/// The profiles of a guide that a resource must conform to: those of `supported` that it claims, or the only one there is.
pub(super) fn demanded(found: &FetchedResource, supported: &[String]) -> Vec<String> {
    let claimed: Vec<String> = found
        .node()
        .and_then(|node| node.get("meta")?.get("profile"))
        .map(|profiles| {
            profiles
                .items()
                .filter_map(|item| item.as_str().map(std::borrow::Cow::into_owned))
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

/// What the scenario collected of a resource type.
pub(super) fn collected(world: &World, resource_type: &str) -> StepResult<Listing> {
    world
        .fhir
        .collected
        .get(resource_type)
        .cloned()
        .ok_or_else(|| StepEnd::error(format!("the scenario collected no {resource_type}")))
}
