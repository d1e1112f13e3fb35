//! Narratives: txt-1 and txt-2, and the images that they show (FHIR R4 "Narrative", section 2.4.1).

use crate::fhirpath::Neighbours;
use crate::json::Node;
use crate::narrative;
use crate::validate::{Findings, IssueType, RuleId};

/// Checks the `div` of a narrative; `contained` are the resources that its resource contains.
pub(crate) fn check(
    findings: &mut Findings<'_>,
    contained: Option<&Neighbours<'_>>,
    div: Node<'_>,
) {
    let Some(text) = div.as_str() else { return };
    let found = match narrative::check(&text) {
        Ok(found) => found,
        Err(error) => {
            return findings.error(
                Some(div),
                IssueType::Invariant,
                RuleId::Txt1,
                error.to_string(),
            );
        }
    };
    for image in found.images {
        let Some(id) = image.strip_prefix('#') else {
            continue;
        };
        let is_contained = contained.is_some_and(|contained| contained.find(image).is_some());
        if !is_contained && !found.anchors.contains(&id) {
            let message = format!("the image {image} is neither contained nor in the narrative");
            findings.error(
                Some(div),
                IssueType::NotFound,
                RuleId::NarrativeImage,
                message,
            );
        }
    }
}
