//! The system's clock: the one place of the crate that reads it.

use jiff::Timestamp;

/// The current time, in UTC.
#[expect(clippy::disallowed_methods, reason = "this is the crate's clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
