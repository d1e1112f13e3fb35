//! Invariants (FHIR R4 "ElementDefinition.constraint").

use crate::fhirpath::{Context, Element};
use crate::pack;
use crate::validate::{Findings, Rule, Severity};

pub(crate) fn check<'a>(
    findings: &mut Findings<'_>,
    context: &Context<'a>,
    rule: &Rule,
    element: Element<'a>,
) {
    for key in &rule.unread {
        findings.unchecked(format!("invariant {key}"));
    }
    for invariant in &rule.invariants {
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
                findings.invariant(
                    element.node().or(element.sibling()),
                    severity,
                    &invariant.key,
                    message,
                );
            }
            // What an expression cannot judge is no fault of the data.
            Err(_) => findings.unchecked(format!("invariant {}", invariant.key)),
        }
    }
}
