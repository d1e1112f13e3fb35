//! Tag expressions, such as `@authz-aud and not @slow`.

use cucumber::gherkin::tagexpr::TagOperation;

use super::error::PlanError;

/// Reads a tag expression.
pub(super) fn parse_tags(expression: &str) -> Result<TagOperation, PlanError> {
    expression.parse().map_err(|error| PlanError::Tags {
        expression: expression.to_owned(),
        message: format!("{error}"),
    })
}

/// Whether tags, written without `@`, satisfy the expression.
pub(super) fn holds(expression: &TagOperation, tags: &[String]) -> bool {
    match expression {
        TagOperation::And(left, right) => holds(left, tags) && holds(right, tags),
        TagOperation::Or(left, right) => holds(left, tags) || holds(right, tags),
        TagOperation::Not(inner) => !holds(inner, tags),
        TagOperation::Tag(tag) => tags.iter().any(|have| have == tag.trim_start_matches('@')),
    }
}
