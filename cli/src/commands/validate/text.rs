//! Issues for people: `file:line:column: severity: message`, then the offending line with a caret.

use std::fmt::Write as _;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use payerlab_profiles::validate::{Issue, Outcome, Severity};

use super::excerpt::{Cursor, shown};
use super::resource::ParsedResource;

/// The styles of an issue's parts; all plain where there are no colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Palette {
    place: Style,
    error: Style,
    warning: Style,
    note: Style,
}

impl Palette {
    /// Colours on a terminal that shows them, unless NO_COLOR or the like forbids them (no-color.org).
    pub(super) fn of_stdout() -> Self {
        match AutoStream::choice(&std::io::stdout()) {
            ColorChoice::Never => Self::default(),
            _ => Self::coloured(),
        }
    }

    fn coloured() -> Self {
        let bold = |colour: AnsiColor| colour.on_default().bold();
        Self {
            place: Style::new().bold(),
            error: bold(AnsiColor::Red),
            warning: bold(AnsiColor::Yellow),
            note: bold(AnsiColor::Cyan),
        }
    }

    fn severity(&self, severity: Severity) -> (&'static str, Style) {
        match severity {
            Severity::Fatal | Severity::Error => ("error", self.error),
            Severity::Warning => ("warning", self.warning),
            Severity::Information => ("note", self.note),
        }
    }
}

/// The issues of a resource; empty if it has none.
pub(super) fn format_issues(
    resource: &ParsedResource,
    outcome: &Outcome,
    palette: &Palette,
) -> String {
    let mut text = String::new();
    let mut cursor = Cursor::new(&resource.source);
    for issue in &outcome.issues {
        // Writing to a String cannot fail.
        let _ = write_issue(&mut text, resource, issue, &mut cursor, palette);
    }
    text
}

fn write_issue(
    out: &mut String,
    resource: &ParsedResource,
    issue: &Issue,
    cursor: &mut Cursor<'_>,
    palette: &Palette,
) -> std::fmt::Result {
    let (name, style) = palette.severity(issue.severity);
    let place = palette.place;
    let clean = |text: &str| shown(text.as_bytes());
    write!(
        out,
        "{place}{}:{}:{}:{place:#} {style}{name}{style:#}: {} [{}]",
        clean(&resource.path),
        issue.line,
        issue.column,
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
    let blank = " ".repeat(excerpt.caret);
    writeln!(out, "{number} | {}", excerpt.text)?;
    writeln!(out, "{:>6} | {blank}{style}^{style:#}", "")
}

#[cfg(test)]
mod tests {
    use payerlab_profiles::validate::IssueType;

    use super::super::input::RawResource;
    use super::*;

    fn said(palette: &Palette) -> String {
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
        format_issues(&resource, &outcome, palette)
    }

    #[test]
    fn the_line_is_shown_with_a_caret() {
        let lines: Vec<String> = said(&Palette::default())
            .lines()
            .map(str::to_owned)
            .collect();
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
        assert!(!said(&Palette::default()).contains('\u{1b}'));
        let said = said(&Palette::coloured());
        assert!(
            said.contains("\u{1b}[1m\u{1b}[31merror\u{1b}[0m: "),
            "{said:?}"
        );
    }
}
