//! Slows down who guesses passwords: after a few failures within a minute each further answer for that user name waits a
//! little longer, up to two seconds. Nobody is ever locked out, and a right password never waits.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// Failures within the window that cost nothing.
const FREE: u32 = 10;
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
const STEP: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(2);
/// User names that are remembered; they are the caller's to invent.
const LARGEST: usize = 10_000;

/// Failed sign-ins by user name.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<String, (Timestamp, u32)>>);

impl Throttle {
    /// Notes a failure; returns how long its answer must wait.
    pub(crate) fn failed(&self, username: &str, now: Timestamp) -> Duration {
        let mut failures = self.0.lock();
        if failures.len() >= LARGEST {
            failures.clear();
        }
        let (since, count) = failures.entry(username.to_owned()).or_insert((now, 0));
        if now.duration_since(*since) > WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        (STEP * count.saturating_sub(FREE)).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_forgotten() {
        let throttle = Throttle::default();
        let now = Timestamp::UNIX_EPOCH;
        for _ in 0..FREE {
            assert_eq!(throttle.failed("a", now), Duration::ZERO);
        }
        assert_eq!(throttle.failed("a", now), STEP);
        assert_eq!(throttle.failed("b", now), Duration::ZERO);
        for _ in 0..100 {
            assert!(throttle.failed("a", now) <= LONGEST);
        }
        let later = now + SignedDuration::from_secs(61);
        assert_eq!(throttle.failed("a", later), Duration::ZERO);
    }
}
