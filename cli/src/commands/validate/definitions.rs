//! The definitions that resources are validated against: the packages of `--ig` come before the built-in guides.

use payerlab_profiles::pack::{Guide, embedded};
use payerlab_profiles::validate::Validator;
use payerlab_registry::{Cache, load};

use crate::args::ValidateArgs;
use crate::failure::Failure;

/// The built-in guides. Where two versions define the same profile, the first of this list counts.
const GUIDES: [Guide; 7] = [
    Guide::R4,
    Guide::UsCore610,
    Guide::CarinBb200,
    Guide::PlanNet110,
    Guide::Pdex200,
    Guide::UsCore700,
    Guide::UsCore311,
];

/// A validator with all definitions.
///
/// # Errors
/// When a package cannot be loaded, or no definition has a profile of `--profile`.
pub(super) fn validator(args: &ValidateArgs) -> Result<Validator, Failure> {
    let mut packs = Vec::new();
    if !args.ig.is_empty() {
        let cache = Cache::locate(args.package_cache.as_deref()).map_err(Failure::usage)?;
        let loaded = load(&args.ig, &cache).map_err(Failure::usage)?;
        for note in &loaded.notes {
            eprintln!("note: {note}");
        }
        packs = loaded.packs;
    }
    packs.extend(GUIDES.into_iter().map(embedded));
    let validator = Validator::new(packs);
    match args
        .profile
        .iter()
        .find(|profile| !validator.knows_profile(profile))
    {
        Some(unknown) => Err(Failure::usage(format!(
            "no guide defines the profile {unknown}; add the package that does with --ig"
        ))),
        None => Ok(validator),
    }
}
