//! Narratives: txt-1 and txt-2, and the images that they show (FHIR R4 "Narrative", section 2.4.1).

use crate::json::Node;
use crate::narrative;
use crate::validate::{IssueType, Walk};

/// Checks the `div` of a narrative.
pub(crate) fn check(walk: &mut Walk<'_>, div: Node<'_>) {
    let Some(text) = div.as_str() else { return };
    let found = match narrative::check(&text) {
        Ok(found) => found,
        Err(error) => {
            return walk.error(Some(div), IssueType::Invariant, "txt-1", error.to_string());
        }
    };
    for image in found.images {
        let Some(id) = image.strip_prefix('#') else {
            continue;
        };
        let contained = walk
            .context()
            .and_then(|context| context.contained.as_ref())
            .is_some_and(|contained| contained.find(image).is_some());
        if !contained && !found.anchors.contains(&id) {
            let message = format!("the image {image} is neither contained nor in the narrative");
            walk.error(Some(div), IssueType::NotFound, "narrative-image", message);
        }
    }
}
