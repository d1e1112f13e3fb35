//! The types that an element may have (FHIR R4 "ElementDefinition.type").

use crate::fhirpath::Element;
use crate::validate::{Findings, IssueType, Rule, RuleId};

/// Whether an item has one of the types that a profile leaves.
pub(crate) fn check(findings: &mut Findings<'_>, rule: &Rule, item: Element<'_>) -> bool {
    let Some(info) = item.info() else { return true };
    // What has the wrong shape has been reported, and rules about what is inside would only repeat it.
    if let Some(node) = item.node()
        && node.is_object() == info.is_primitive()
    {
        return false;
    }
    let varies = rule.choice || info.is_resource();
    if !varies
        || rule.types.is_empty()
        || rule
            .types
            .iter()
            .any(|found| info.derives_from(&found.facts.code))
    {
        return true;
    }
    let allowed: Vec<&str> = rule
        .types
        .iter()
        .map(|found| found.facts.code.as_str())
        .collect();
    let message = format!(
        "the type {} is not one of those allowed here: {}",
        info.name(),
        allowed.join(", ")
    );
    findings.error(
        item.node().or(item.sibling()),
        IssueType::Structure,
        RuleId::TypeAllowed,
        message,
    );
    false
}
