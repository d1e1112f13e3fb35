//! Dates relative to the day of generation, so that the data stay current (FHIR R4 "date", "dateTime", "instant").

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Tells how long ago something was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    today: Date,
}

impl Calendar {
    pub(crate) fn new(today: Date) -> Self {
        Self { today }
    }

    pub(crate) fn today(self) -> Date {
        self.today
    }

    /// The date `days` before today; a negative number lies ahead.
    pub(crate) fn ago(self, days: i64) -> Date {
        self.today.saturating_sub(days.days())
    }

    /// The birth date of someone who turned `years` some `days` ago.
    pub(crate) fn born(self, years: i64, days: i64) -> Date {
        self.today.saturating_sub(years.years().days(days))
    }

    /// When a record dated `dated` was last changed: the day after, but never today or ahead, at a second that
    /// `number` decides.
    pub(crate) fn recorded(self, dated: Date, number: u64) -> Timestamp {
        let day = dated
            .saturating_add(1.days())
            .min(self.ago(1))
            .max(date(2012, 1, 1));
        let second = (number % 86_400) as i64;
        let milli = (number / 86_400 % 1000) as i64;
        day.to_zoned(TimeZone::UTC)
            .map(|midnight| midnight.timestamp())
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .saturating_add(second.seconds().milliseconds(milli))
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// A date `days` after another.
pub(crate) fn after(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

/// A dateTime at an hour and minute of the day, eight hours behind UTC.
pub(crate) fn at(date: Date, hour: u8, minute: u8) -> String {
    format!("{date}T{hour:02}:{minute:02}:00-08:00")
}

/// A dateTime at an hour of the day in UTC.
pub(crate) fn at_utc(date: Date, hour: u8) -> String {
    format!("{date}T{hour:02}:00:00Z")
}

/// A dateTime that tells no more than the month.
pub(crate) fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// A dateTime that tells no more than the year.
pub(crate) fn year(date: Date) -> String {
    format!("{:04}", date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_never_changed_today_or_ahead() {
        let calendar = Calendar::new(date(2026, 3, 1));
        for days in [-400, 0, 1, 2, 5000] {
            let recorded = calendar.recorded(calendar.ago(days), 86_399_999);
            assert!(recorded < "2026-03-01T00:00:00Z".parse().expect("a timestamp"));
            assert!(recorded >= "2012-01-01T00:00:00Z".parse().expect("a timestamp"));
        }
    }

    #[test]
    fn partial_dates() {
        assert_eq!(month(date(2024, 5, 6)), "2024-05");
        assert_eq!(year(date(2024, 5, 6)), "2024");
        assert_eq!(at(date(2024, 5, 6), 9, 5), "2024-05-06T09:05:00-08:00");
    }
}
