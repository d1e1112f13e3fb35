//! What validation finds (FHIR R4 "OperationOutcome").

use std::collections::BTreeMap;

use serde::Serialize;

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing could be checked at all.
    Fatal,
    /// The resource does not conform.
    Error,
    /// The resource conforms but may be wrong or could be better.
    Warning,
    /// Something worth knowing.
    Information,
}

/// The codes of `OperationOutcome.issue.code` that validation uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IssueType {
    /// The content does not have the shape that FHIR asks for.
    Structure,
    /// An element that must be there is not.
    Required,
    /// A value is not one that its type allows.
    Value,
    /// A rule between elements is broken.
    Invariant,
    /// A code is not one that is allowed.
    CodeInvalid,
    /// Something that is not known here.
    NotFound,
    /// An extension that must not stand here.
    Extension,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// How bad it is.
    pub severity: Severity,
    /// FHIR's code for its kind.
    pub code: IssueType,
    /// A stable id of the rule: `cardinality-min`, or an invariant's key such as `us-core-6`.
    pub rule: String,
    /// FHIRPath of the element, with indices.
    pub expression: String,
    /// Line in the input, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The profile that asks for it; none where FHIR itself does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// What was found and what was expected, in one sentence.
    pub message: String,
}

/// All that validation of one resource found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ValidationResult {
    /// The findings, in document order as far as they have one.
    pub issues: Vec<Issue>,
    /// Profiles that the resource was held to, besides FHIR itself.
    pub profiles: Vec<String>,
    /// What could not be verified, with how often it occurred: code systems, value sets, profiles and extensions that no
    /// pack carries.
    pub unchecked: BTreeMap<String, u64>,
}

impl ValidationResult {
    /// Whether nothing is an error.
    pub fn is_valid(&self) -> bool {
        self.errors().next().is_none()
    }

    /// The errors, fatal ones included.
    pub fn errors(&self) -> impl Iterator<Item = &Issue> {
        self.issues
            .iter()
            .filter(|issue| issue.severity <= Severity::Error)
    }

    /// The warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Issue> {
        self.issues
            .iter()
            .filter(|issue| issue.severity == Severity::Warning)
    }
}
