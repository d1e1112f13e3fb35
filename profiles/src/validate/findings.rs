//! What validation finds at the place it is at: issues, what could not be verified, and which profiles were asked.

use std::collections::HashSet;
use std::sync::Arc;

use super::issue::{Issue, IssueType, Severity, ValidationResult};
use super::rule_id::RuleId;
use crate::json::{Document, Lines, Node};

/// Issues beyond this many are not kept: nobody reads them and hostile input makes millions.
const MAX_ISSUES: usize = 10_000;

/// The findings so far, with the path and the profile that the next one is recorded under.
#[derive(Default)]
pub(crate) struct Findings<'a> {
    pub(super) outcome: ValidationResult,
    /// Codes that cannot be verified, by their place, with the value set they should be of where they do not say their system.
    pub(super) unchecked_codes: Vec<(Node<'a>, Option<String>)>,
    pub(super) path: String,
    pub(super) profile: Option<Arc<str>>,
}

impl<'a> Findings<'a> {
    /// The FHIRPath of the element that validation is at.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Steps to a child; returns what [`Findings::leave`] needs to step back.
    pub(super) fn enter(
        &mut self,
        name: &str,
        index: Option<usize>,
        of_type: Option<&str>,
    ) -> usize {
        let length = self.path.len();
        self.path.push('.');
        self.path.push_str(name);
        match (index, of_type) {
            (Some(index), _) => {
                self.path.push('[');
                match u8::try_from(index) {
                    // Formatting costs more than all else here.
                    Ok(digit) if digit < 10 => self.path.push(char::from(b'0' + digit)),
                    _ => self.path.push_str(&index.to_string()),
                }
                self.path.push(']');
            }
            (None, Some(of_type)) => {
                self.path.push_str(".ofType(");
                self.path.push_str(of_type);
                self.path.push(')');
            }
            (None, None) => {}
        }
        length
    }

    /// Steps back to the element around.
    pub(super) fn leave(&mut self, length: usize) {
        self.path.truncate(length);
    }

    /// Does something at a child.
    pub(crate) fn at(
        &mut self,
        name: &str,
        index: Option<usize>,
        of_type: Option<&str>,
        then: impl FnOnce(&mut Self),
    ) {
        let length = self.enter(name, index, of_type);
        then(self);
        self.leave(length);
    }

    /// Records an issue about the element that validation is at; `at` tells the line.
    pub(crate) fn issue(
        &mut self,
        at: Option<Node<'_>>,
        severity: Severity,
        code: IssueType,
        rule: RuleId,
        message: String,
    ) {
        self.record(at, severity, code, rule.id(), message);
    }

    /// Records an error about the element that validation is at.
    pub(crate) fn error(
        &mut self,
        at: Option<Node<'_>>,
        code: IssueType,
        rule: RuleId,
        message: String,
    ) {
        self.record(at, Severity::Error, code, rule.id(), message);
    }

    /// As [`Findings::error`], about a child of the element that validation is at, or one that is not there.
    pub(crate) fn error_at(
        &mut self,
        child: &str,
        at: Option<Node<'_>>,
        code: IssueType,
        rule: RuleId,
        message: String,
    ) {
        self.at(child, None, None, |findings| {
            findings.error(at, code, rule, message);
        });
    }

    /// Records that an invariant of a definition does not hold.
    pub(crate) fn invariant(
        &mut self,
        at: Option<Node<'_>>,
        severity: Severity,
        key: &str,
        message: String,
    ) {
        self.record(at, severity, IssueType::Invariant, key, message);
    }

    fn record(
        &mut self,
        at: Option<Node<'_>>,
        severity: Severity,
        code: IssueType,
        rule: &str,
        message: String,
    ) {
        if self.outcome.issues.len() >= MAX_ISSUES {
            return;
        }
        let offset = at.map_or(0, |node| node.span().start);
        self.outcome.issues.push(Issue {
            severity,
            code,
            rule: rule.to_owned(),
            expression: self.path.clone(),
            // An offset until the walk is over: finding lines one by one would read the text again for every issue.
            line: u32::try_from(offset).unwrap_or(u32::MAX),
            column: 0,
            profile: self.profile.as_deref().map(str::to_owned),
            message,
        });
    }

    /// Counts something that cannot be verified.
    pub(crate) fn unchecked(&mut self, what: String) {
        *self.outcome.unchecked.entry(what).or_default() += 1;
    }

    /// Counts a code that cannot be verified. It counts once, even if several rules ask for it: as a code of its system, or of
    /// the value set where it has no system.
    pub(crate) fn unchecked_code(&mut self, code: Node<'a>, value_set: Option<&str>) {
        let system = code.get("system").and_then(Node::as_str);
        let value_set = value_set.filter(|_| system.is_none());
        self.unchecked_codes
            .push((code, value_set.map(str::to_owned)));
    }

    /// Takes back the issues recorded since there were `before`; tells whether one of them is an error.
    pub(super) fn take_back(&mut self, before: usize) -> (Vec<Issue>, bool) {
        let found = self
            .outcome
            .issues
            .split_off(before.min(self.outcome.issues.len()));
        let failed = found.iter().any(|issue| issue.severity <= Severity::Error);
        (found, failed)
    }

    /// Records issues that were taken back.
    pub(crate) fn keep(&mut self, issues: Vec<Issue>) {
        self.outcome.issues.extend(issues);
    }

    /// Notes that the resource is held to a profile.
    pub(crate) fn held_to(&mut self, profile: &str) {
        if !self.outcome.profiles.iter().any(|known| known == profile) {
            self.outcome.profiles.push(profile.to_owned());
        }
    }

    /// Records a property that its object has twice.
    pub(super) fn duplicate(&mut self, node: Node<'_>) {
        let name = node.key().unwrap_or_default();
        self.path.clear();
        self.path.push_str(&name);
        self.error(
            Some(node),
            IssueType::Structure,
            RuleId::JsonDuplicate,
            format!("the property {name} is there twice"),
        );
        self.path.clear();
    }

    fn count_unchecked_codes(&mut self) {
        self.unchecked_codes.sort_by_key(|(node, _)| node.index());
        self.unchecked_codes.dedup_by_key(|(node, _)| node.index());
        for (node, value_set) in self.unchecked_codes.drain(..) {
            let system = node.get("system").and_then(Node::as_str);
            let what = match (system, value_set) {
                (Some(system), _) => format!("codes of {system}"),
                (None, Some(value_set)) => format!("codes of the value set {value_set}"),
                (None, None) => "codes without a system".to_owned(),
            };
            *self.outcome.unchecked.entry(what).or_default() += 1;
        }
    }

    /// The outcome: each issue once, in the order of the document, with line and column.
    pub(super) fn finish(mut self, document: &Document) -> ValidationResult {
        // One cause gives one issue: profiles repeat what FHIR and other profiles ask for already.
        let mut seen = HashSet::new();
        let issues = self.outcome.issues.iter();
        let first: Vec<bool> = issues
            .map(|issue| seen.insert((issue.rule.as_str(), issue.expression.as_str())))
            .collect();
        let mut first = first.into_iter();
        self.outcome.issues.retain(|_| first.next() == Some(true));
        self.count_unchecked_codes();
        self.outcome.issues.sort_by_key(|issue| issue.line);
        let mut lines = Lines::of(document.source());
        for issue in &mut self.outcome.issues {
            let position = lines.at(issue.line as usize);
            (issue.line, issue.column) = (position.line, position.column);
        }
        self.outcome
    }
}
