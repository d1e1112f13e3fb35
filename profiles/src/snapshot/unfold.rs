//! What is inside of an element that has no elements of its own here: those of its type, of its profile, or of the element
//! whose content it shares (FHIR R4 "Profiling FHIR", section 5.1.0.7, "Using Profiles with elements"; "ElementDefinition",
//! contentReference).

use super::error::SnapshotError;
use super::source::Structures;
use super::tree::{Branch, steps};

const STRUCTURES: &str = "http://hl7.org/fhir/StructureDefinition/";

/// The children that an element gets when the differential of `profile` walks into it. Content is shared with the element of the type, not
/// with what a profile makes of that.
pub(super) fn children(
    structures: &Structures<'_>,
    profile: &str,
    type_name: &str,
    element: &Branch,
) -> Result<Vec<Branch>, SnapshotError> {
    let inside = |code: &str| -> Result<Option<Branch>, SnapshotError> {
        let found = structures.find(&format!("{STRUCTURES}{code}"))?;
        found
            .map(|found| structures.tree(profile, &found))
            .transpose()
    };
    if let Some(content) = &element.facts.content {
        let root = inside(type_name)?;
        let shared = root.as_ref().and_then(|root| {
            let mut way = steps(content).into_iter();
            way.try_fold(root, |at, (name, _)| at.child(name))
        });
        return Ok(shared
            .map(|shared| shared.children.clone())
            .unwrap_or_default());
    }
    let types = &element.facts.types;
    let Some(first) = types.first() else {
        return Ok(Vec::new());
    };
    if let ([only], [named]) = (types.as_slice(), first.profiles.as_slice())
        && let Some(found) = structures.find(named)?
        && found.type_name == only.code
    {
        return Ok(structures.tree(profile, &found)?.children);
    }
    // What several types have in common is what every element has.
    let code = if types.iter().all(|facts| facts.code == first.code) {
        &first.code
    } else {
        "Element"
    };
    Ok(inside(code)?
        .map(|found| found.children)
        .unwrap_or_default())
}
