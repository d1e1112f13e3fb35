//! The system's clock: the one place of the crate that reads it.

use jiff::Timestamp;

/// The time now.
#[expect(clippy::disallowed_methods, reason = "this is the crate's clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
