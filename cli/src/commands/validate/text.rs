//! Issues for people: `file:line:column: severity: message`, then the offending line with a caret.

use std::fmt::Write as _;
use std::io::IsTerminal as _;

use payerlab_profiles::validate::{Issue, Outcome, Severity};

use super::excerpt::{Cursor, shown};
use super::resource::ParsedResource;

/// Whether severities are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colours(bool);

impl Colours {
    /// On a terminal that knows them, unless the person wants none (no-color.org).
    pub(super) fn of_stdout() -> Self {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self(std::io::stdout().is_terminal() && !set("NO_COLOR") && !dumb)
    }

    fn paint(self, text: &str, code: &str) -> String {
        if self.0 {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// All issues of a resource; empty when there are none.
pub(super) fn format_issues(
    resource: &ParsedResource,
    outcome: &Outcome,
    colours: Colours,
) -> String {
    let mut text = String::new();
    let mut cursor = Cursor::new(&resource.source);
    for issue in &outcome.issues {
        // Writing to a String cannot fail.
        let _ = write_issue(&mut text, resource, issue, &mut cursor, colours);
    }
    text
}

fn write_issue(
    out: &mut String,
    resource: &ParsedResource,
    issue: &Issue,
    cursor: &mut Cursor<'_>,
    colours: Colours,
) -> std::fmt::Result {
    let (name, colour) = match issue.severity {
        Severity::Fatal | Severity::Error => ("error", "1;31"),
        Severity::Warning => ("warning", "1;33"),
        Severity::Information => ("note", "1;36"),
    };
    let clean = |text: &str| shown(text.as_bytes());
    let place = format!("{}:{}:{}:", clean(&resource.path), issue.line, issue.column);
    write!(
        out,
        "{} {}: {} [{}]",
        colours.paint(&place, "1"),
        colours.paint(name, colour),
        clean(&issue.message),
        clean(&issue.rule)
    )?;
    if !issue.expression.is_empty() {
        write!(out, " at {}", clean(&issue.expression))?;
    }
    if let Some(profile) = &issue.profile {
        write!(out, " in {}", clean(profile))?;
    }
    out.push('\n');
    let line = issue.line.saturating_sub(resource.lines_before);
    let Some(excerpt) = cursor.excerpt(line, issue.column) else {
        return Ok(());
    };
    let number = format!("{:>6}", issue.line);
    let (blank, caret) = (" ".repeat(excerpt.caret), colours.paint("^", colour));
    writeln!(out, "{number} | {}", excerpt.text)?;
    writeln!(out, "{:>6} | {blank}{caret}", "")
}

#[cfg(test)]
mod tests {
    use payerlab_profiles::validate::IssueType;

    use super::super::input::RawResource;
    use super::*;

    fn said(colours: bool) -> String {
        let resource = ParsedResource::from(RawResource {
            path: "two.ndjson".into(),
            index: 1,
            lines_before: 1,
            content: Ok("{\"gender\": \"x\"}\n".into()),
        });
        let outcome = Outcome {
            issues: vec![Issue {
                severity: Severity::Error,
                code: IssueType::CodeInvalid,
                rule: "binding".into(),
                expression: "Patient.gender".into(),
                line: 2,
                column: 12,
                profile: Some("https://example.org/p".into()),
                message: "not\u{1b}[2J a code".into(),
            }],
            ..Outcome::default()
        };
        format_issues(&resource, &outcome, Colours(colours))
    }

    #[test]
    fn the_line_is_shown_with_a_caret() {
        let lines: Vec<String> = said(false).lines().map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "two.ndjson:2:12: error: not\u{FFFD}[2J a code [binding] at Patient.gender in https://example.org/p",
                "     2 | {\"gender\": \"x\"}",
                "       |            ^",
            ]
        );
    }

    #[test]
    fn colours_are_only_where_they_are_wanted() {
        assert!(!said(false).contains('\u{1b}'));
        assert!(said(true).contains("\u{1b}[1;31merror\u{1b}[0m"));
    }
}
