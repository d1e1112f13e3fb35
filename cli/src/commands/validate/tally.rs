//! The counts over all resources of a run.

use std::collections::BTreeMap;

use payerlab_profiles::validate::{Outcome, Severity};
use serde::Serialize;

/// How many names of unchecked things are kept. Hostile input may invent any number; the rest are counted together.
const MAX_NAMES: usize = 1_000;
const FURTHER: &str = "others";

/// Counts over resources; the `summary` of the JSON report.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Tally {
    /// Resources that were validated.
    pub resources: u64,
    /// Resources without an error.
    pub valid: u64,
    /// Resources with an error.
    pub invalid: u64,
    /// Issues of severity `error` or `fatal`.
    pub errors: u64,
    /// Issues of severity `warning`.
    pub warnings: u64,
    /// Issues of severity `information`.
    pub information: u64,
    /// What could not be verified, with how often it occurred.
    #[serde(rename = "notChecked")]
    pub not_checked: BTreeMap<String, u64>,
}

impl Tally {
    /// The counts of one resource.
    pub(super) fn of(outcome: &Outcome) -> Self {
        let count = |wanted: &dyn Fn(Severity) -> bool| {
            let found = outcome.issues.iter().filter(|issue| wanted(issue.severity));
            found.count() as u64
        };
        let valid = outcome.is_valid();
        Self {
            resources: 1,
            valid: u64::from(valid),
            invalid: u64::from(!valid),
            errors: count(&|severity| severity <= Severity::Error),
            warnings: count(&|severity| severity == Severity::Warning),
            information: count(&|severity| severity == Severity::Information),
            not_checked: outcome.unchecked.clone(),
        }
    }

    /// Adds the counts of others.
    pub(super) fn add(&mut self, other: Self) {
        self.resources += other.resources;
        self.valid += other.valid;
        self.invalid += other.invalid;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.information += other.information;
        for (name, count) in other.not_checked {
            let full = self.not_checked.len() >= MAX_NAMES && !self.not_checked.contains_key(&name);
            let name = if full { FURTHER.to_owned() } else { name };
            *self.not_checked.entry(name).or_default() += count;
        }
    }

    /// Whether an issue is at least as severe as `least`, which is an error or a warning.
    pub(super) fn reaches(&self, least: Severity) -> bool {
        self.errors > 0 || (least == Severity::Warning && self.warnings > 0)
    }

    /// The lines for people at the end of a report: the counts, then what was not checked.
    pub(super) fn lines(&self) -> Vec<String> {
        let counted = |count: u64, one: &str, many: &str| {
            format!("{count} {}", if count == 1 { one } else { many })
        };
        let counts = format!(
            "{}: {} valid, {}, {}",
            counted(self.resources, "resource", "resources"),
            self.valid,
            counted(self.errors, "error", "errors"),
            counted(self.warnings, "warning", "warnings")
        );
        let open = self
            .not_checked
            .iter()
            .map(|(what, count)| format!("not checked: {count} {what}"));
        std::iter::once(counts).chain(open).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unchecked(name: String) -> Tally {
        Tally {
            resources: 1,
            valid: 1,
            not_checked: BTreeMap::from([(name, 2)]),
            ..Tally::default()
        }
    }

    #[test]
    fn what_was_not_checked_is_named() {
        let mut all = unchecked("codes of CPT".into());
        all.add(unchecked("codes of CPT".into()));
        assert_eq!(
            all.lines(),
            [
                "2 resources: 2 valid, 0 errors, 0 warnings",
                "not checked: 4 codes of CPT"
            ]
        );
    }

    #[test]
    fn invented_names_do_not_pile_up() {
        let mut all = Tally::default();
        for number in 0..2 * MAX_NAMES {
            all.add(unchecked(format!("codes of {number}")));
        }
        assert!(all.not_checked.len() <= MAX_NAMES + 1);
        assert_eq!(all.not_checked.values().sum::<u64>(), 4 * MAX_NAMES as u64);
    }

    #[test]
    fn warnings_count_only_where_they_are_asked_for() {
        let warned = Tally {
            warnings: 1,
            ..Tally::default()
        };
        assert!(warned.reaches(Severity::Warning) && !warned.reaches(Severity::Error));
        let failed = Tally {
            errors: 1,
            ..Tally::default()
        };
        assert!(failed.reaches(Severity::Warning) && failed.reaches(Severity::Error));
    }
}
