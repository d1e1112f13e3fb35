//! Invariants (FHIR R4 "ElementDefinition.constraint").

use crate::fhirpath::Element;
use crate::pack;
use crate::validate::{IssueType, Rule, Severity, Walk};

pub(crate) fn check<'a>(walk: &mut Walk<'a>, rule: &Rule, element: Element<'a>) {
    for key in &rule.unread {
        walk.unchecked(format!("invariant {key}"));
    }
    for invariant in &rule.invariants {
        let Some(context) = walk.context() else {
            return;
        };
        match invariant.expression.holds(element, context) {
            Ok(true) => {}
            Ok(false) => {
                let severity = match invariant.severity {
                    pack::Severity::Error => Severity::Error,
                    pack::Severity::Warning => Severity::Warning,
                };
                let message = format!(
                    "the invariant {} does not hold: {}",
                    invariant.key,
                    invariant.expression.text()
                );
                walk.issue(
                    element.node().or(element.sibling()),
                    severity,
                    IssueType::Invariant,
                    &invariant.key,
                    message,
                );
            }
            // What an expression cannot judge is no fault of the data.
            Err(_) => walk.unchecked(format!("invariant {}", invariant.key)),
        }
    }
}
