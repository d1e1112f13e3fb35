//! Randomness: the one place of the crate that asks the system for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

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

/// A fresh word of 256 random bits, for states, nonces and verifiers; its 43 characters are those that a code verifier may
/// have (RFC 7636 4.1).
pub(crate) fn random_word() -> String {
    let mut bytes = [0_u8; 32];
    fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::random_word;

    #[test]
    fn a_word_is_long_enough_for_a_verifier_and_new_each_time() {
        let word = random_word();
        assert_eq!(word.len(), 43);
        assert_ne!(word, random_word());
    }
}
