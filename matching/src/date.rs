//! Dates (FHIR R4, Search, date and prefixes): every value is the interval of time that it was written with.

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use payerlab_profiles::fhirpath::{Precision, Temporal};
use payerlab_profiles::json::{Node, NodeKind};

use crate::matches::Matching;

/// From the first moment to the one after the last; `None` is without an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    start: Option<DateTime>,
    end: Option<DateTime>,
    /// Whether an offset from UTC says where on earth it is this time.
    zoned: bool,
}

impl Interval {
    fn of(text: &str) -> Option<Self> {
        let value = Temporal::parse_date_time(text)?;
        let zoned = value.offset.is_some();
        let start = value
            .civil()?
            .checked_sub(i64::from(value.offset.unwrap_or(0)).minutes())
            .ok()?;
        let length = match value.precision {
            Precision::Year => 1.year(),
            Precision::Month => 1.month(),
            Precision::Day => 1.day(),
            Precision::Hour => 1.hour(),
            Precision::Minute => 1.minute(),
            Precision::Second => 1.second(),
            Precision::Millisecond => 1.millisecond(),
        };
        Some(Self {
            start: Some(start),
            end: Some(start.checked_add(length).ok()?),
            zoned,
        })
    }

    fn moved(self, hours: i64) -> Self {
        let step = |at: DateTime| at.checked_add(hours.hours()).ok();
        Self {
            start: self.start.and_then(step),
            end: self.end.and_then(step),
            zoned: self.zoned,
        }
    }

    fn starts_before(self, moment: DateTime) -> bool {
        self.start.is_none_or(|start| start < moment)
    }

    fn ends_after(self, moment: DateTime) -> bool {
        self.end.is_none_or(|end| end > moment)
    }
}

/// The interval of an element: a date, dateTime or instant, or a Period. Timings are left out.
pub(crate) fn interval(node: Node<'_>) -> Option<Interval> {
    match node.kind() {
        NodeKind::String => Interval::of(&node.as_str()?),
        NodeKind::Object => {
            let part = |name: &str| {
                node.get(name)
                    .and_then(Node::as_str)
                    .and_then(|text| Interval::of(&text))
            };
            let (start, end) = (part("start"), part("end"));
            if start.is_none() && end.is_none() {
                return None;
            }
            Some(Interval {
                start: start.and_then(|start| start.start),
                end: end.and_then(|end| end.end),
                zoned: [start, end].into_iter().flatten().all(|side| side.zoned),
            })
        }
        _ => None,
    }
}

/// The two letters of a prefix, and the date behind them.
pub(crate) fn prefixed(value: &str) -> (&str, &str) {
    match value.get(..2) {
        Some(prefix @ ("eq" | "ne" | "gt" | "lt" | "ge" | "le" | "sa" | "eb" | "ap")) => {
            (prefix, &value[2..])
        }
        _ => ("eq", value),
    }
}

/// Whether `have` is what `value` asks for.
pub(crate) fn matches(have: Interval, value: &str) -> Matching {
    let (prefix, date) = prefixed(value);
    let Some(asked) = Interval::of(date) else {
        return Matching::Unsure;
    };
    if have.zoned == asked.zoned {
        return compared(have, prefix, asked);
    }
    // A date without a zone is meant in the server's, wherever that is.
    let readings = [-14, 0, 14].map(|hours| compared(have, prefix, asked.moved(hours)));
    if readings.iter().all(|reading| *reading == readings[0]) {
        readings[0]
    } else {
        Matching::Unsure
    }
}

fn compared(have: Interval, prefix: &str, asked: Interval) -> Matching {
    let (Some(start), Some(end)) = (asked.start, asked.end) else {
        return Matching::Unsure;
    };
    let sure = |yes: bool| if yes { Matching::Yes } else { Matching::No };
    let within =
        have.start.is_some_and(|have| have >= start) && have.end.is_some_and(|have| have <= end);
    let overlaps = have.starts_before(end) && have.ends_after(start);
    match prefix {
        "eq" => sure(within),
        "ne" => sure(!within),
        "gt" => sure(have.ends_after(end)),
        "lt" => sure(have.starts_before(start)),
        // Whether an interval that begins with the moment asked for, and goes on, is "at or before" it is read both ways.
        "ge" if have.ends_after(end) || within => Matching::Yes,
        "le" if have.starts_before(start) || within => Matching::Yes,
        "ge" | "le" if overlaps => Matching::Unsure,
        "ge" | "le" => Matching::No,
        "sa" => sure(have.start.is_some_and(|have| have >= end)),
        "eb" => sure(have.end.is_some_and(|have| have <= start)),
        // How near is near is the server's to say.
        _ if overlaps => Matching::Yes,
        _ => Matching::Unsure,
    }
}

/// The date as text moved by days or years, or cut to a precision; `None` where it cannot be.
pub(crate) fn reformed(text: &str, form: &str) -> Option<String> {
    let value = Temporal::parse_date_time(text)?;
    let civil = value.civil()?;
    let day = |date: DateTime| Some(date.strftime("%Y-%m-%d").to_string());
    let last = match value.precision {
        Precision::Year => civil
            .checked_add(1.year())
            .ok()?
            .checked_sub(1.day())
            .ok()?,
        Precision::Month => civil
            .checked_add(1.month())
            .ok()?
            .checked_sub(1.day())
            .ok()?,
        _ => civil,
    };
    match form {
        "its day" if value.precision >= Precision::Day => day(civil),
        "its month" if value.precision >= Precision::Month => {
            Some(civil.strftime("%Y-%m").to_string())
        }
        "its year" => Some(civil.strftime("%Y").to_string()),
        // Two days, so that the server's zone cannot bring the dates together.
        "day before" => day(civil.checked_sub(2.days()).ok()?),
        "day after" => day(last.checked_add(2.days()).ok()?),
        "year before" => Some((civil.year() - 2).to_string()),
        "year after" => Some((last.year() + 2).to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(have: &str, value: &str) -> Matching {
        matches(Interval::of(have).unwrap(), value)
    }

    #[test]
    fn a_date_is_as_long_as_it_was_written() {
        assert_eq!(check("2024-03-05", "2024-03"), Matching::Yes);
        assert_eq!(check("2024-03-05", "gt2024"), Matching::No);
        assert_eq!(check("2024-03-05", "ge2024"), Matching::Yes);
        assert_eq!(check("2024-03", "2024-03-05"), Matching::No);
        assert_eq!(check("2024-03", "gt2024-03-05"), Matching::Yes);
        assert_eq!(check("2024-03-05", "gt2024-03-05"), Matching::No);
        assert_eq!(check("2024-03-05", "sa2024-03-04"), Matching::Yes);
        assert_eq!(check("2024-03-05", "eb2024-03-05"), Matching::No);
    }

    #[test]
    fn a_stretch_that_begins_with_the_moment_asked_for_is_left_open() {
        assert_eq!(check("2024-03", "le2024-03-01"), Matching::Unsure);
        assert_eq!(check("2024-03", "ge2024-03-31"), Matching::Unsure);
        assert_eq!(check("2024-03", "le2024-02-28"), Matching::No);
        assert_eq!(check("2024-03", "le2024-03-02"), Matching::Yes);
    }

    #[test]
    fn instants_are_compared_across_offsets() {
        assert_eq!(
            check("2024-03-05T10:00:00-05:00", "2024-03-05T15:00:00Z"),
            Matching::Yes
        );
        assert_eq!(
            check("2024-03-05T10:00:00Z", "lt2024-03-05T10:00:00Z"),
            Matching::No
        );
    }

    #[test]
    fn a_day_without_a_zone_is_sure_only_away_from_its_borders() {
        assert_eq!(
            check("2024-03-05T23:30:00Z", "gt2024-03-05"),
            Matching::Unsure
        );
        assert_eq!(check("2024-03-05T12:00:00Z", "gt2024-03-03"), Matching::Yes);
        assert_eq!(check("2024-03-05T12:00:00Z", "gt2024-03-07"), Matching::No);
    }

    #[test]
    fn dates_are_moved_and_cut() {
        let text = "2024-03-01T08:30:00-05:00";
        assert_eq!(reformed(text, "day before").as_deref(), Some("2024-02-28"));
        assert_eq!(reformed(text, "its month").as_deref(), Some("2024-03"));
        assert_eq!(
            reformed("2024-02", "day after").as_deref(),
            Some("2024-03-02")
        );
        assert_eq!(reformed("2024", "its month"), None);
    }
}
