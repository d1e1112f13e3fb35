//! The JSON report: one document, written as a stream (`cli/schemas/validate.schema.json`).

use payerlab_profiles::validate::{Issue, IssueType, Outcome, Severity};
use serde::Serialize;

use super::resource::ParsedResource;
use super::tally::Tally;

/// What stands before the first file, between two files, and after the last.
pub(super) const OPEN: &str = "{\"files\":[\n";
pub(super) const BETWEEN: &str = ",\n";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileRow<'j> {
    path: &'j str,
    index: usize,
    resource_type: Option<String>,
    id: Option<String>,
    profiles: &'j [String],
    valid: bool,
    issues: Vec<IssueRow<'j>>,
}

#[derive(Serialize)]
struct IssueRow<'j> {
    severity: Severity,
    code: IssueType,
    rule: &'j str,
    expression: &'j str,
    line: u32,
    column: u32,
    profile: Option<&'j str>,
    message: &'j str,
}

impl<'j> From<&'j Issue> for IssueRow<'j> {
    fn from(issue: &'j Issue) -> Self {
        Self {
            severity: issue.severity,
            code: issue.code,
            rule: &issue.rule,
            expression: &issue.expression,
            line: issue.line,
            column: issue.column,
            profile: issue.profile.as_deref(),
            message: &issue.message,
        }
    }
}

/// One member of `files`.
///
/// # Errors
/// Serde's; none is known that this data can cause.
pub(super) fn file(resource: &ParsedResource, outcome: &Outcome) -> serde_json::Result<String> {
    serde_json::to_string(&FileRow {
        path: &resource.path,
        index: resource.index,
        resource_type: resource.text("resourceType"),
        id: resource.text("id"),
        profiles: &outcome.profiles,
        valid: outcome.is_valid(),
        issues: outcome.issues.iter().map(IssueRow::from).collect(),
    })
}

/// The end of the document.
///
/// # Errors
/// As [`file`].
pub(super) fn close(tally: &Tally) -> serde_json::Result<String> {
    Ok(format!(
        "\n],\"summary\":{}}}\n",
        serde_json::to_string(tally)?
    ))
}
