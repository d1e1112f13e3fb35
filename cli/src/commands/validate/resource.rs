//! A resource of the input: parsed, then validated.

use bytes::Bytes;
use payerlab_profiles::fhirpath::Neighbours;
use payerlab_profiles::json::Document;
use payerlab_profiles::validate::{Issue, IssueType, Outcome, Severity, Validator};

use super::input::RawResource;

/// A resource that was parsed, or the reason why it could not be.
#[derive(Debug)]
pub(super) struct ParsedResource {
    /// The path of its file, as the report names it.
    pub path: String,
    /// Its place among the resources of the file, from 0.
    pub index: usize,
    /// How many lines of the file come before it.
    pub lines_before: u32,
    /// The resource's text; empty where it could not be read.
    pub source: Bytes,
    /// The document, or the one fatal issue that says why there is none.
    pub content: Result<Document, Box<Outcome>>,
}

impl From<RawResource> for ParsedResource {
    fn from(raw: RawResource) -> Self {
        let mut source = Bytes::new();
        let content = match raw.content {
            Err(why) => Err(fatal("file", 1, 1, why)),
            Ok(text) => {
                source = text.clone();
                Document::parse(text).map_err(|error| {
                    fatal("json", error.line, error.column, error.fault.to_string())
                })
            }
        };
        Self {
            path: raw.path,
            index: raw.index,
            lines_before: raw.lines_before,
            source,
            content,
        }
    }
}

impl ParsedResource {
    /// A member of the resource's object, if it is a string.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let root = self.content.as_ref().ok()?.root();
        Some(root.get(name)?.as_str()?.into_owned())
    }

    /// Validates it; `neighbours` are the resources that its references may lead to. Lines are those of the file.
    pub(super) fn validate<'r>(
        &'r self,
        validator: &'r Validator,
        profiles: &[&str],
        neighbours: Option<&'r Neighbours<'r>>,
    ) -> Outcome {
        let mut outcome = match (&self.content, neighbours) {
            (Err(outcome), _) => (**outcome).clone(),
            (Ok(document), None) => validator.validate(document, profiles),
            (Ok(document), Some(neighbours)) => {
                validator.validate_among(document, profiles, neighbours)
            }
        };
        for issue in &mut outcome.issues {
            issue.line = issue.line.saturating_add(self.lines_before);
        }
        outcome
    }
}

/// The outcome of a resource that could not be parsed.
fn fatal(rule: &str, line: u32, column: u32, message: String) -> Box<Outcome> {
    Box::new(Outcome {
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
    })
}
