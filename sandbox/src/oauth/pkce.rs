//! Proof Key for Code Exchange (RFC 7636), S256 only.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::fault::{Defect, DefectSet};

/// Whether `challenge` can be the S256 challenge of anything: 43 characters of base64url (RFC 7636 4.2).
pub(super) fn is_challenge(challenge: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    challenge.len() == 43 && challenge.bytes().all(letters)
}

/// Whether `verifier` has 43 to 128 unreserved characters (RFC 7636 4.1).
fn is_verifier(verifier: &str, defects: DefectSet) -> bool {
    let shortest = if defects.has(Defect::VerifierShort) {
        1
    } else {
        43
    };
    let unreserved =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    (shortest..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved)
}

/// Whether the verifier is the one that the challenge was made from (RFC 7636 4.6).
pub(super) fn verify(challenge: &str, method: &str, verifier: &str, defects: DefectSet) -> bool {
    if defects.has(Defect::PkceUnchecked) {
        return true;
    }
    if !is_verifier(verifier, defects) {
        return false;
    }
    let expected = if method == "plain" {
        verifier.to_owned()
    } else {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
    };
    if defects.has(Defect::ChallengeIgnoresCase) {
        expected.eq_ignore_ascii_case(challenge)
    } else {
        expected == challenge
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn challenge(verifier: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
    }

    #[rstest]
    #[case(42, false)]
    #[case(43, true)]
    #[case(128, true)]
    #[case(129, false)]
    fn length_of_the_verifier(#[case] length: usize, #[case] accepted: bool) {
        let verifier = "v".repeat(length);
        let challenge = challenge(&verifier);
        assert_eq!(
            verify(&challenge, "S256", &verifier, DefectSet::default()),
            accepted
        );
    }

    #[rstest]
    #[case("~._-", true)]
    #[case("!", false)]
    #[case(" ", false)]
    #[case("é", false)]
    fn letters_of_the_verifier(#[case] last: &str, #[case] accepted: bool) {
        let verifier = format!("{}{last}", "v".repeat(50));
        let challenge = challenge(&verifier);
        assert_eq!(
            verify(&challenge, "S256", &verifier, DefectSet::default()),
            accepted
        );
    }

    #[test]
    fn the_challenge_is_compared_letter_for_letter() {
        let verifier = "v".repeat(60);
        let other_case: String = challenge(&verifier)
            .chars()
            .map(|c| {
                if c.is_ascii_lowercase() {
                    c.to_ascii_uppercase()
                } else {
                    c
                }
            })
            .collect();
        assert!(!verify(
            &other_case,
            "S256",
            &verifier,
            DefectSet::default()
        ));
        let defects = [Defect::ChallengeIgnoresCase].into_iter().collect();
        assert!(verify(&other_case, "S256", &verifier, defects));
    }

    #[test]
    fn a_challenge_has_the_length_of_a_sha_256() {
        assert!(is_challenge(&challenge("x")));
        assert!(!is_challenge("short"));
        assert!(!is_challenge(&"=".repeat(43)));
    }
}
