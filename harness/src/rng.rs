//! The system's random numbers: the one place of the crate that asks for them.

/// Fills `bytes` with random bits.
///
/// # Panics
/// When the system has no random numbers, which happens on no platform that Rust's own `HashMap` runs on.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the crate's source of random numbers"
)]
pub(crate) fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random numbers");
}
