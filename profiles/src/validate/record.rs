//! What a walk records: issues, what could not be verified, and which profiles were asked.

use std::collections::HashSet;

use crate::json::{Lines, Node};

use super::issue::{Issue, IssueType, Outcome, Severity};
use super::walk::Walk;

/// Issues beyond this many are not kept: nobody reads them and hostile input makes millions.
const MAX_ISSUES: usize = 10_000;

impl<'a> Walk<'a> {
    /// Records an issue about the element that the walk is at; `at` tells the line.
    pub(crate) fn issue(
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

    /// As [`Walk::error`], about a child of the element that the walk is at, or one that is not there.
    pub(crate) fn issue_at(
        &mut self,
        child: &str,
        at: Option<Node<'_>>,
        code: IssueType,
        rule: &str,
        message: String,
    ) {
        self.at(child, None, None, |walk| {
            walk.error(at, code, rule, message);
        });
    }

    pub(crate) fn error(
        &mut self,
        at: Option<Node<'_>>,
        code: IssueType,
        rule: &str,
        message: String,
    ) {
        self.issue(at, Severity::Error, code, rule, message);
    }

    /// Counts something that cannot be verified.
    pub(crate) fn unchecked(&mut self, what: String) {
        *self.outcome.unchecked.entry(what).or_default() += 1;
    }

    /// Counts a code that cannot be verified, once however often it is asked for: one of its own system, or, where it does not
    /// say which that is, of the value set.
    pub(crate) fn unchecked_code(&mut self, code: Node<'a>, value_set: Option<&str>) {
        let system = code.get("system").and_then(Node::as_str);
        let value_set = value_set.filter(|_| system.is_none());
        self.unchecked.push((code, value_set.map(str::to_owned)));
    }

    /// Does something and takes back the issues it records; tells whether one is an error.
    pub(crate) fn attempt(&mut self, then: impl FnOnce(&mut Self)) -> (Vec<Issue>, bool) {
        let before = self.outcome.issues.len();
        then(self);
        let found = self
            .outcome
            .issues
            .split_off(before.min(self.outcome.issues.len()));
        let failed = found.iter().any(|issue| issue.severity <= Severity::Error);
        (found, failed)
    }

    pub(crate) fn keep(&mut self, issues: Vec<Issue>) {
        self.outcome.issues.extend(issues);
    }

    pub(crate) fn held_to(&mut self, profile: &str) {
        if !self.outcome.profiles.iter().any(|known| known == profile) {
            self.outcome.profiles.push(profile.to_owned());
        }
    }

    pub(super) fn duplicate(&mut self, node: Node<'_>) {
        let name = node.key().unwrap_or_default();
        self.path.clear();
        self.path.push_str(&name);
        self.error(
            Some(node),
            IssueType::Structure,
            "json-duplicate",
            format!("the property {name} is there twice"),
        );
        self.path.clear();
    }

    fn count_unchecked(&mut self) {
        self.unchecked.sort_by_key(|(node, _)| node.index());
        self.unchecked.dedup_by_key(|(node, _)| node.index());
        for (node, value_set) in self.unchecked.drain(..) {
            let system = node.get("system").and_then(Node::as_str);
            let what = match (system, value_set) {
                (Some(system), _) => format!("codes of {system}"),
                (None, Some(value_set)) => format!("codes of the value set {value_set}"),
                (None, None) => "codes without a system".to_owned(),
            };
            *self.outcome.unchecked.entry(what).or_default() += 1;
        }
    }

    pub(super) fn finish(mut self) -> Outcome {
        // One cause gives one issue: profiles repeat what FHIR and other profiles ask for already.
        let mut seen = HashSet::new();
        let issues = self.outcome.issues.iter();
        let first: Vec<bool> = issues
            .map(|issue| seen.insert((issue.rule.as_str(), issue.expression.as_str())))
            .collect();
        let mut first = first.into_iter();
        self.outcome.issues.retain(|_| first.next() == Some(true));
        self.count_unchecked();
        self.outcome.issues.sort_by_key(|issue| issue.line);
        let mut lines = Lines::of(self.document.source());
        for issue in &mut self.outcome.issues {
            let position = lines.at(issue.line as usize);
            (issue.line, issue.column) = (position.line, position.column);
        }
        self.outcome
    }
}
