//! What resources are held to: the user's own packages before the built-in guides.

use std::sync::Arc;

use payerlab_profiles::compile::compile;
use payerlab_profiles::pack::{Guide, Pack, embedded};
use payerlab_profiles::package::Package;
use payerlab_profiles::validate::Validator;

use crate::args::ValidateArgs;
use crate::failure::Failure;

/// The built-in guides; where two versions define the same profile, the first that is named here counts.
const GUIDES: [Guide; 7] = [
    Guide::R4,
    Guide::UsCore610,
    Guide::CarinBb200,
    Guide::PlanNet110,
    Guide::Pdex200,
    Guide::UsCore700,
    Guide::UsCore311,
];

/// A validator of all of them, which knows every profile that was asked for.
pub fn validator(args: &ValidateArgs) -> Result<Validator, Failure> {
    let mut packs = Vec::new();
    for path in &args.ig {
        let package = Package::read(path)
            .map_err(|error| Failure::usage(format!("{error}; give a FHIR package with --ig")))?;
        let bytes = compile(&package)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        packs.push(Arc::new(Pack::open(bytes).map_err(Failure::broken)?));
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
