//! Dates as ranges of time: FHIR R4 search, 3.1.1.4.7 (date) and the FHIR types date, dateTime and instant.
//!
//! A date says as much as its precision: `2024-03` is the whole of March. Both what a resource holds and what a search
//! asks for become a range, and every prefix is a relation between two ranges. A date without an offset is taken in UTC.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A range of time, in microseconds since 1970-01-01T00:00:00Z; `start` belongs to it, `end` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    /// The first microsecond, or [`i64::MIN`] where it is open.
    pub start: i64,
    /// The first microsecond after it, or [`i64::MAX`] where it is open.
    pub end: i64,
}

const SECOND: i64 = 1_000_000;

impl Range {
    /// Reads a FHIR date, dateTime or instant of any precision; seconds may be left out, as search allows.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year: i16 = digits(parts.next()?, 4)?;
        let month: Option<i8> = parts
            .next()
            .map(|part| digits(part, 2))
            .map_or(Some(None), |m| m.map(Some))?;
        let day: Option<i8> = parts
            .next()
            .map(|part| digits(part, 2))
            .map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() {
            return None;
        }
        let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        let Some(time) = time else {
            let after = match (month, day) {
                (Some(_), Some(_)) => first.tomorrow().ok()?,
                (Some(12), None) | (None, _) => Date::new(year.checked_add(1)?, 1, 1).ok()?,
                (Some(month), None) => Date::new(year, month + 1, 1).ok()?,
            };
            return Some(Self {
                start: instant(first.at(0, 0, 0, 0))?,
                end: instant(after.at(0, 0, 0, 0))?,
            });
        };
        day?;
        Self::parse_time(first, time)
    }

    fn parse_time(date: Date, time: &str) -> Option<Self> {
        // A `+` that nobody escaped arrives as a space.
        let split = time.find(['Z', '+', '-', ' ']).unwrap_or(time.len());
        let (clock, zone) = time.split_at(split);
        let offset = match zone.as_bytes() {
            [] | b"Z" => 0,
            [sign @ (b'+' | b'-' | b' '), ..] => {
                let (hours, minutes) = zone[1..].split_once(':')?;
                let (hours, minutes): (i64, i64) = (digits(hours, 2)?, digits(minutes, 2)?);
                if hours > 14 || minutes > 59 {
                    return None;
                }
                (hours * 60 + minutes) * 60 * SECOND * if *sign == b'-' { -1 } else { 1 }
            }
            _ => return None,
        };
        let mut parts = clock.split(':');
        let hour: i8 = digits(parts.next()?, 2)?;
        let minute: i8 = digits(parts.next()?, 2)?;
        let second = parts.next();
        if parts.next().is_some() {
            return None;
        }
        let (second, fraction) = match second {
            None => (None, None),
            Some(text) => match text.split_once('.') {
                Some((whole, fraction)) => (Some(digits::<i8>(whole, 2)?), Some(fraction)),
                None => (Some(digits::<i8>(text, 2)?), None),
            },
        };
        let start = instant(
            DateTime::new(
                date.year(),
                date.month(),
                date.day(),
                hour,
                minute,
                second.unwrap_or(0).min(59),
                0,
            )
            .ok()?,
        )? - offset;
        match (second, fraction) {
            (Some(60..), _) if second != Some(60) => None,
            (None, _) => Some(Self {
                start,
                end: start + 60 * SECOND,
            }),
            (Some(_), None) => Some(Self {
                start,
                end: start + SECOND,
            }),
            (Some(_), Some(fraction)) => {
                if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                let kept = &fraction[..fraction.len().min(6)];
                let step = 10_i64.pow(6 - u32::try_from(kept.len()).ok()?);
                let start = start + kept.parse::<i64>().ok()? * step;
                Some(Self {
                    start,
                    end: start + step,
                })
            }
        }
    }

    /// Reads a `Period`: an end that is not given is open.
    #[must_use]
    pub(crate) fn period(start: Option<&str>, end: Option<&str>) -> Option<Self> {
        let start = start.map_or(Some(i64::MIN), |text| Some(Self::parse(text)?.start))?;
        let end = end.map_or(Some(i64::MAX), |text| Some(Self::parse(text)?.end))?;
        Some(Self { start, end })
    }

    /// True when the whole of `other` lies in this range.
    #[must_use]
    pub(crate) fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True when the two share a moment.
    #[must_use]
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

fn digits<N: std::str::FromStr>(text: &str, length: usize) -> Option<N> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn instant(at: DateTime) -> Option<i64> {
    Some(
        at.to_zoned(TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_microsecond(),
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2024", "2024-01-01T00:00:00Z", "2024-12-31T23:59:59.999999Z")]
    #[case("2024-02", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59.999999Z")]
    #[case("2024-12", "2024-12-01T00:00:00Z", "2024-12-31T23:59:59.999999Z")]
    #[case("2024-02-29", "2024-02-29T00:00:00Z", "2024-02-29T23:59:59.999999Z")]
    #[case(
        "2024-02-29T10:15",
        "2024-02-29T10:15:00Z",
        "2024-02-29T10:15:59.999999Z"
    )]
    #[case(
        "2024-02-29T10:15:07+02:00",
        "2024-02-29T08:15:07Z",
        "2024-02-29T08:15:07.999999Z"
    )]
    #[case(
        "2024-02-29T10:15:07.5Z",
        "2024-02-29T10:15:07.5Z",
        "2024-02-29T10:15:07.599999Z"
    )]
    fn a_date_is_as_wide_as_its_precision(
        #[case] text: &str,
        #[case] first: &str,
        #[case] last: &str,
    ) {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        let range = Range::parse(text).unwrap();
        assert_eq!((range.start, range.end - 1), (at(first), at(last)));
    }

    #[rstest]
    #[case("")]
    #[case("24")]
    #[case("2024-13")]
    #[case("2023-02-29")]
    #[case("2024-1-1")]
    #[case("2024-01-01-01")]
    #[case("2024-01T10:00:00Z")]
    #[case("2024-01-01T25:00:00Z")]
    #[case("2024-01-01T10:00:61Z")]
    #[case("2024-01-01T10:00:00+15:00")]
    #[case("2024-01-01T10:00:00.Z")]
    #[case("yesterday")]
    #[case("２０２４")]
    fn what_is_no_date_is_refused(#[case] text: &str) {
        assert_eq!(Range::parse(text), None);
    }
}
