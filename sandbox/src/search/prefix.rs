//! Prefixes of ordered values: the relation between what a search asks for and what a resource holds (FHIR R4 search,
//! 3.1.1.4.6 number, 3.1.1.4.7 date).

use super::date::Range;

/// The relation that a prefix asks for between the value searched for and the one found (3.1.1.4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// The searched range contains the found one.
    Eq,
    /// The searched range does not contain the found one.
    Ne,
    /// The found range reaches past the searched one.
    Gt,
    /// The found range begins before the searched one.
    Lt,
    /// Either `Gt` or `Eq`.
    Ge,
    /// Either `Lt` or `Eq`.
    Le,
    /// The found range begins after the searched one has ended.
    Sa,
    /// The found range has ended before the searched one begins.
    Eb,
    /// The two overlap, give or take a tenth.
    Ap,
}

impl Prefix {
    /// Takes the prefix off a value; without one it is `eq`.
    #[must_use]
    pub(crate) fn split(text: &str) -> (Self, &str) {
        let prefix = match text.get(..2) {
            Some("eq") => Self::Eq,
            Some("ne") => Self::Ne,
            Some("gt") => Self::Gt,
            Some("lt") => Self::Lt,
            Some("ge") => Self::Ge,
            Some("le") => Self::Le,
            Some("sa") => Self::Sa,
            Some("eb") => Self::Eb,
            Some("ap") => Self::Ap,
            _ => return (Self::Eq, text),
        };
        (prefix, &text[2..])
    }

    /// Whether the range found is so related to the one asked for.
    #[must_use]
    pub(crate) fn relates(self, asked: Range, found: Range) -> bool {
        match self {
            Self::Eq => asked.contains(found),
            Self::Ne => !asked.contains(found),
            Self::Gt => found.end > asked.end,
            Self::Lt => found.start < asked.start,
            Self::Ge => found.end > asked.end || asked.contains(found),
            Self::Le => found.start < asked.start || asked.contains(found),
            Self::Sa => found.start >= asked.end,
            Self::Eb => found.end <= asked.start,
            Self::Ap => widen(asked).overlaps(found),
        }
    }

    /// The same for a number with its implied precision, `low..high` (3.1.1.4.6).
    #[must_use]
    pub(crate) fn compares(self, asked: &Decimal, found: f64) -> bool {
        match self {
            Self::Eq => asked.low <= found && found < asked.high,
            Self::Ne => !(asked.low <= found && found < asked.high),
            Self::Gt | Self::Sa => found > asked.value,
            Self::Lt | Self::Eb => found < asked.value,
            Self::Ge => found >= asked.value,
            Self::Le => found <= asked.value,
            Self::Ap => (found - asked.value).abs() <= asked.value.abs() * 0.1,
        }
    }
}

/// A number of a search: its value, and the range that its digits stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Decimal {
    value: f64,
    low: f64,
    high: f64,
}

impl Decimal {
    /// Reads digits with an optional sign, fraction and exponent.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (
                mantissa,
                exponent.parse::<i32>().ok().filter(|e| e.abs() < 300)?,
            ),
            None => (text, 0),
        };
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if !digits(whole) || (unsigned.contains('.') && !digits(fraction)) {
            return None;
        }
        let value: f64 = text.parse().ok()?;
        let half = 0.5 * 10_f64.powi(exponent - i32::try_from(fraction.len()).ok()?);
        value.is_finite().then_some(Self {
            value,
            low: value - half,
            high: value + half,
        })
    }
}

/// `ap` widens by a tenth of the distance from the range to itself, at least a day, either way: the standard leaves
/// the amount open ("10% of the stated value").
fn widen(range: Range) -> Range {
    const DAY: i64 = 86_400_000_000;
    let slack = ((range.end - range.start) / 10).max(DAY);
    Range {
        start: range.start.saturating_sub(slack),
        end: range.end.saturating_add(slack),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> Range {
        Range::parse(text).unwrap()
    }

    /// The table of 3.1.1.4.7, on a search for 14 March 2013: the day before, the day, an hour of it, the month, the day after.
    #[rstest]
    #[case("eq", [false, true, true, false, false])]
    #[case("ne", [true, false, false, true, true])]
    #[case("gt", [false, false, false, true, true])]
    #[case("lt", [true, false, false, true, false])]
    #[case("ge", [false, true, true, true, true])]
    #[case("le", [true, true, true, true, false])]
    #[case("sa", [false, false, false, false, true])]
    #[case("eb", [true, false, false, false, false])]
    fn a_prefix_is_a_relation_of_ranges(#[case] prefix: &str, #[case] expected: [bool; 5]) {
        let text = format!("{prefix}2013-03-14");
        let (prefix, rest) = Prefix::split(&text);
        let found = [
            "2013-03-13",
            "2013-03-14",
            "2013-03-14T10:00",
            "2013-03",
            "2013-03-15",
        ];
        assert_eq!(
            found.map(|found| prefix.relates(day(rest), day(found))),
            expected
        );
    }

    #[rstest]
    #[case("100", 99.5, true)]
    #[case("100", 100.5, false)]
    #[case("100.00", 100.004, true)]
    #[case("100.00", 100.006, false)]
    #[case("1e2", 120.0, true)]
    #[case("gt100", 100.1, true)]
    #[case("gt100", 100.0, false)]
    #[case("le-3", -3.0, true)]
    #[case("ap50", 54.0, true)]
    #[case("ap50", 56.0, false)]
    fn a_number_has_the_precision_of_its_digits(
        #[case] asked: &str,
        #[case] found: f64,
        #[case] expected: bool,
    ) {
        let (prefix, text) = Prefix::split(asked);
        assert_eq!(
            prefix.compares(&Decimal::parse(text).unwrap(), found),
            expected
        );
    }

    #[rstest]
    #[case("")]
    #[case("abc")]
    #[case("1.")]
    #[case(".5")]
    #[case("1e999")]
    #[case("NaN")]
    #[case("0x10")]
    fn what_is_no_number_is_refused(#[case] text: &str) {
        assert_eq!(Decimal::parse(text), None);
    }
}
