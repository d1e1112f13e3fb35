//! Dates, dateTimes and times with the precision they were written in (FHIRPath "Date", "DateTime", "Time").

use std::cmp::Ordering;
use std::fmt;

use jiff::civil;

/// How much of a date and time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// The year.
    Year,
    /// Year and month.
    Month,
    /// A day.
    Day,
    /// An hour.
    Hour,
    /// A minute.
    Minute,
    /// A second.
    Second,
    /// A thousandth of a second.
    Millisecond,
}

/// Whether a value is a date, a dateTime or a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemporalKind {
    /// A date without a time.
    Date,
    /// A date, perhaps with a time and an offset.
    DateTime,
    /// A time of day.
    Time,
}

/// A point in time known to a precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Temporal {
    /// Date, dateTime or time.
    pub kind: TemporalKind,
    /// What is known of it; the fields below it hold their lowest value.
    pub precision: Precision,
    /// Year, 1 for a time.
    pub year: i16,
    /// Month from 1.
    pub month: i8,
    /// Day from 1.
    pub day: i8,
    /// Hour.
    pub hour: i8,
    /// Minute.
    pub minute: i8,
    /// Second.
    pub second: i8,
    /// Nanoseconds.
    pub nanosecond: i32,
    /// Offset from UTC in minutes, where one was written.
    pub offset: Option<i16>,
    /// Digits of the fraction as written.
    pub fraction_digits: u8,
}

impl Temporal {
    fn start(kind: TemporalKind) -> Self {
        Self {
            kind,
            precision: Precision::Year,
            year: 1,
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            nanosecond: 0,
            offset: None,
            fraction_digits: 0,
        }
    }

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub fn parse_date(text: &str) -> Option<Self> {
        Self::date_part(text, TemporalKind::Date)
    }

    /// Reads a date, or a date with `T`, an optional time and an optional offset.
    pub fn parse_date_time(text: &str) -> Option<Self> {
        let Some((date, rest)) = text.split_once('T') else {
            return Self::date_part(text, TemporalKind::DateTime);
        };
        let mut value = Self::date_part(date, TemporalKind::DateTime)?;
        if rest.is_empty() {
            return Some(value);
        }
        if value.precision != Precision::Day {
            return None;
        }
        let (time, offset) = match rest.find(['Z', '+', '-']) {
            Some(at) => (&rest[..at], Some(parse_offset(&rest[at..])?)),
            None => (rest, None),
        };
        value.offset = offset;
        if time.is_empty() {
            return Some(value);
        }
        value.time_part(time)?;
        Some(value)
    }

    /// Reads `HH`, `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff`.
    pub fn parse_time(text: &str) -> Option<Self> {
        let mut value = Self::start(TemporalKind::Time);
        value.time_part(text)?;
        Some(value)
    }

    fn date_part(text: &str, kind: TemporalKind) -> Option<Self> {
        let mut value = Self::start(kind);
        let bytes = text.as_bytes();
        value.year = i16::try_from(digits(bytes.get(..4)?)?).ok()?;
        match bytes.len() {
            4 => return Some(value),
            7 | 10 if bytes[4] == b'-' => {}
            _ => return None,
        }
        value.month = i8::try_from(digits(&bytes[5..7])?)
            .ok()
            .filter(|month| (1..=12).contains(month))?;
        value.precision = Precision::Month;
        if bytes.len() == 10 {
            if bytes[7] != b'-' {
                return None;
            }
            value.day = i8::try_from(digits(&bytes[8..10])?).ok()?;
            civil::Date::new(value.year, value.month, value.day).ok()?;
            value.precision = Precision::Day;
        }
        Some(value)
    }

    fn time_part(&mut self, text: &str) -> Option<()> {
        let bytes = text.as_bytes();
        let field = |from: usize, most: u32| -> Option<i8> {
            let value = digits(bytes.get(from..from + 2)?)?;
            if value > most {
                None
            } else {
                i8::try_from(value).ok()
            }
        };
        self.hour = field(0, 23)?;
        self.precision = Precision::Hour;
        if bytes.len() == 2 {
            return Some(());
        }
        if bytes[2] != b':' {
            return None;
        }
        self.minute = field(3, 59)?;
        self.precision = Precision::Minute;
        if bytes.len() == 5 {
            return Some(());
        }
        if bytes[5] != b':' {
            return None;
        }
        self.second = field(6, 60)?.min(59);
        self.precision = Precision::Second;
        if bytes.len() == 8 {
            return Some(());
        }
        let fraction = bytes
            .get(9..)
            .filter(|fraction| bytes[8] == b'.' && !fraction.is_empty())?;
        if !fraction.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut nanoseconds = 0;
        for at in 0..9 {
            nanoseconds =
                nanoseconds * 10 + fraction.get(at).map_or(0, |digit| i32::from(digit - b'0'));
        }
        self.nanosecond = nanoseconds;
        self.fraction_digits = u8::try_from(fraction.len().min(9)).unwrap_or(9);
        self.precision = Precision::Millisecond;
        Some(())
    }

    /// The civil date and time at the start of what is known.
    pub fn civil(&self) -> Option<civil::DateTime> {
        civil::DateTime::new(
            self.year,
            self.month,
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.nanosecond,
        )
        .ok()
    }

    /// The same value with these civil fields.
    #[must_use]
    pub fn with_civil(mut self, civil: civil::DateTime) -> Self {
        self.year = civil.year();
        self.month = civil.month();
        self.day = civil.day();
        self.hour = civil.hour();
        self.minute = civil.minute();
        self.second = civil.second();
        self.nanosecond = civil.subsec_nanosecond();
        self
    }

    /// The same instant in UTC, when an offset and a time are known.
    fn in_utc(&self) -> Self {
        match (self.offset, self.civil()) {
            (Some(offset), Some(civil)) if self.precision >= Precision::Hour => {
                let span = jiff::Span::new().minutes(i64::from(-offset));
                civil
                    .checked_add(span)
                    .map_or(*self, |moved| self.with_civil(moved))
            }
            _ => *self,
        }
    }

    fn fields(&self) -> [i32; 6] {
        [
            i32::from(self.year),
            i32::from(self.month),
            i32::from(self.day),
            i32::from(self.hour),
            i32::from(self.minute),
            i32::from(self.second),
        ]
    }

    /// Compares as far as both are known; none where the answer depends on what is not known.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if (self.kind == TemporalKind::Time) != (other.kind == TemporalKind::Time) {
            return None;
        }
        let timed = self.precision >= Precision::Hour && other.precision >= Precision::Hour;
        if self.kind != TemporalKind::Time
            && timed
            && self.offset.is_some() != other.offset.is_some()
        {
            return None;
        }
        let (left, right) = if timed && self.offset != other.offset {
            (self.in_utc(), other.in_utc())
        } else {
            (*self, *other)
        };
        let known = left.precision.min(right.precision);
        let first = if self.kind == TemporalKind::Time {
            3
        } else {
            0
        };
        let last = (known as usize).min(Precision::Second as usize);
        for (mine, theirs) in left.fields()[first..=last]
            .iter()
            .zip(&right.fields()[first..=last])
        {
            if mine != theirs {
                return Some(mine.cmp(theirs));
            }
        }
        if known >= Precision::Second {
            // Seconds and milliseconds are one decimal (FHIRPath "Comparison"): 30 and 30.0 are the same.
            return Some(left.nanosecond.cmp(&right.nanosecond));
        }
        (left.precision == right.precision).then_some(Ordering::Equal)
    }

    /// Digits that [`precision()`](https://hl7.org/fhirpath/#precision-integer) counts.
    pub fn precision_digits(&self) -> u32 {
        let date = match self.precision {
            Precision::Year => 4,
            Precision::Month => 6,
            Precision::Day => 8,
            Precision::Hour => 10,
            Precision::Minute => 12,
            Precision::Second => 14,
            Precision::Millisecond => 17,
        };
        if self.kind == TemporalKind::Time {
            date - 8
        } else {
            date
        }
    }
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + u32::from(byte - b'0'))
    })
}

fn parse_offset(text: &str) -> Option<i16> {
    if text == "Z" {
        return Some(0);
    }
    let bytes = text.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let hours = digits(&bytes[1..3]).filter(|hours| *hours <= 14)?;
    let minutes = digits(&bytes[4..6]).filter(|minutes| *minutes <= 59)?;
    let offset = i16::try_from(hours * 60 + minutes).ok()?;
    Some(if bytes[0] == b'-' { -offset } else { offset })
}

impl fmt::Display for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind != TemporalKind::Time {
            write!(f, "{:04}", self.year)?;
            if self.precision >= Precision::Month {
                write!(f, "-{:02}", self.month)?;
            }
            if self.precision >= Precision::Day {
                write!(f, "-{:02}", self.day)?;
            }
            if self.precision >= Precision::Hour {
                f.write_str("T")?;
            }
        }
        if self.precision >= Precision::Hour {
            write!(f, "{:02}", self.hour)?;
        }
        if self.precision >= Precision::Minute {
            write!(f, ":{:02}", self.minute)?;
        }
        if self.precision >= Precision::Second {
            write!(f, ":{:02}", self.second)?;
        }
        if self.precision >= Precision::Millisecond {
            let shown = usize::from(self.fraction_digits.clamp(1, 9));
            write!(f, ".{}", &format!("{:09}", self.nanosecond)[..shown])?;
        }
        match self.offset {
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "2012-04-15T15:00:00+02:00",
        "2012-04-15T16:00:00+03:00",
        Some(Ordering::Equal)
    )]
    #[case("2018-03", "2018-03-01", None)]
    #[case("2018-03-01T10:30:00Z", "2018-03-01T10:30:00", None)]
    #[case("2012-04-15T15:30:31", "2012-04-15T15:30:31.1", Some(Ordering::Less))]
    #[case("2011", "2012-04-15T15:30:31Z", Some(Ordering::Less))]
    fn comparison_says_nothing_where_precision_lacks(
        #[case] left: &str,
        #[case] right: &str,
        #[case] expected: Option<Ordering>,
    ) {
        let read = |text| Temporal::parse_date_time(text).expect(text);
        assert_eq!(read(left).compare(&read(right)), expected);
    }

    #[rstest]
    #[case("2015-02-30")]
    #[case("2015-13")]
    #[case("2015-2-3")]
    #[case("2015-02T10")]
    #[case("2015-02-03T25:00")]
    fn impossible_dates_are_refused(#[case] text: &str) {
        assert_eq!(Temporal::parse_date_time(text), None);
    }
}
