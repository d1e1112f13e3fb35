//! One resource and what is found in it.

use bytes::Bytes;
use payerlab_profiles::json::{Document, JsonError};
use payerlab_profiles::validate::{Issue, IssueType, Outcome, Severity, Validator};

use super::input::Part;

/// A resource that has been judged.
#[derive(Debug)]
pub struct Judged {
    /// The file.
    pub path: String,
    /// Which of the file's resources.
    pub index: usize,
    /// Lines of the file before the resource.
    pub before: u32,
    /// The resource's text; empty where it could not be read.
    pub source: Bytes,
    /// What it says it is.
    pub resource_type: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// What was found; lines count in the file.
    pub outcome: Outcome,
}

/// Judges one resource.
pub fn judge(validator: &Validator, profiles: &[&str], part: Part) -> Judged {
    let mut judged = Judged {
        path: part.path,
        index: part.index,
        before: part.before,
        source: Bytes::new(),
        resource_type: None,
        id: None,
        outcome: Outcome::default(),
    };
    match part.content {
        Err(why) => judged.outcome = fatal("file", 1, 1, why),
        Ok(source) => {
            judged.source = source.clone();
            match Document::parse(source) {
                Err(error) => judged.outcome = no_json(&error),
                Ok(document) => {
                    let text = |name| Some(document.root().get(name)?.as_str()?.into_owned());
                    judged.resource_type = text("resourceType");
                    judged.id = text("id");
                    judged.outcome = validator.validate(&document, profiles);
                }
            }
        }
    }
    for issue in &mut judged.outcome.issues {
        issue.line = issue.line.saturating_add(part.before);
    }
    judged
}

fn no_json(error: &JsonError) -> Outcome {
    fatal("json", error.line, error.column, error.fault.to_string())
}

/// The one finding about what could not be validated at all.
fn fatal(rule: &str, line: u32, column: u32, message: String) -> Outcome {
    Outcome {
        issues: vec![Issue {
            severity: Severity::Fatal,
            code: IssueType::Structure,
            rule: rule.to_owned(),
            expression: String::new(),
            line,
            column,
            profile: None,
            message,
        }],
        ..Outcome::default()
    }
}
