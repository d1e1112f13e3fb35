//! One `OperationOutcome` per resource (FHIR R4 "OperationOutcome"), with file, line, column and rule in the extensions that
//! other validators use.

use payerlab_profiles::validate::{Issue, IssueType, Outcome, Severity};
use serde::Serialize;

use super::resource::ParsedResource;

const FILE: &str = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file";
const LINE: &str = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
const COLUMN: &str = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";
const RULE: &str = "http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OperationOutcome<'j> {
    resource_type: &'static str,
    extension: [Extension<'j>; 1],
    issue: Vec<IssueRow<'j>>,
}

#[derive(Serialize)]
struct IssueRow<'j> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension<'j>>,
    severity: Severity,
    code: Code,
    diagnostics: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    location: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expression: Vec<&'j str>,
}

/// A code that validation uses, or the one that FHIR has for nothing wrong.
#[derive(Serialize)]
#[serde(untagged)]
enum Code {
    Found(IssueType),
    Nothing(&'static str),
}

#[derive(Serialize)]
struct Extension<'j> {
    url: &'static str,
    #[serde(flatten)]
    value: Value<'j>,
}

#[derive(Serialize)]
enum Value<'j> {
    #[serde(rename = "valueString")]
    Text(&'j str),
    #[serde(rename = "valueInteger")]
    Number(u32),
}

/// One line of NDJSON, without the line break.
///
/// # Errors
/// Serde's; none is known that this data can cause.
pub(super) fn line(resource: &ParsedResource, outcome: &Outcome) -> serde_json::Result<String> {
    let mut issue: Vec<IssueRow<'_>> = outcome.issues.iter().map(row).collect();
    // `OperationOutcome.issue` is 1..*, so an empty list is one issue that says so.
    if issue.is_empty() {
        issue.push(IssueRow {
            extension: Vec::new(),
            severity: Severity::Information,
            code: Code::Nothing("informational"),
            diagnostics: "nothing was found".to_owned(),
            location: Vec::new(),
            expression: Vec::new(),
        });
    }
    serde_json::to_string(&OperationOutcome {
        resource_type: "OperationOutcome",
        extension: [Extension {
            url: FILE,
            value: Value::Text(&resource.path),
        }],
        issue,
    })
}

fn row(issue: &Issue) -> IssueRow<'_> {
    let by = issue.profile.as_deref().unwrap_or("FHIR R4");
    let of = |url, value| Extension { url, value };
    IssueRow {
        extension: vec![
            of(LINE, Value::Number(issue.line)),
            of(COLUMN, Value::Number(issue.column)),
            of(RULE, Value::Text(&issue.rule)),
        ],
        severity: issue.severity,
        code: Code::Found(issue.code),
        diagnostics: format!("{} [{}, {by}]", issue.message, issue.rule),
        location: vec![format!("line {}, column {}", issue.line, issue.column)],
        expression: Some(issue.expression.as_str())
            .filter(|expression| !expression.is_empty())
            .into_iter()
            .collect(),
    }
}
