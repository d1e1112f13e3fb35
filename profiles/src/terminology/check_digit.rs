//! Check digits: LOINC (modulus 10), SNOMED CT (Verhoeff), and the NPI (modulus 10 with the prefix of U.S. health cards).

/// LOINC codes are digits, a hyphen and a check digit; parts, lists and answers start with letters, and their check digit
/// follows another rule.
pub(super) fn loinc(code: &str) -> bool {
    let Some((number, check)) = code.split_once('-') else {
        return false;
    };
    let digits = number.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let prefix = &number[..number.len() - digits.len()];
    let fine = matches!(prefix, "" | "LA" | "LP" | "LL" | "LG" | "MTHU");
    if !fine
        || digits.is_empty()
        || digits.len() > 7
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return false;
    }
    if !prefix.is_empty() {
        return check.len() == 1 && check.bytes().all(|byte| byte.is_ascii_digit());
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0') * if at % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    check.parse() == Ok((10 - sum % 10) % 10)
}

/// SNOMED CT identifiers have 6 to 18 digits, the last of them by Verhoeff; expressions are of several concepts.
pub(super) fn snomed(code: &str) -> bool {
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code.contains([':', '+', '|', '=', '<']);
    }
    const TIMES: [[u8; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const TURN: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0;
    for (at, byte) in code.bytes().rev().enumerate() {
        let mut digit = byte - b'0';
        for _ in 0..at % 8 {
            digit = TURN[usize::from(digit)];
        }
        check = TIMES[usize::from(check)][usize::from(digit)];
    }
    (6..=18).contains(&code.len()) && check == 0
}

/// National Provider Identifiers have ten digits, the last of them by Luhn as if 80840 stood before them (45 CFR 162.406).
pub(super) fn npi(number: &str) -> bool {
    /// What the digits 80840 add to the sum.
    const PREFIX: u32 = 24;
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0')) * if at % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    digits && number.len() == 10 && (sum + PREFIX).is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(loinc, "29463-7", true)]
    #[case(loinc, "85354-9", true)]
    #[case(loinc, "LA32-8", true)]
    #[case(loinc, "29463-8", false)]
    #[case(loinc, "weight", false)]
    #[case(snomed, "27113001", true)]
    #[case(snomed, "428041000124106", true)]
    #[case(snomed, "27113002", false)]
    #[case(snomed, "zzz", false)]
    #[case(npi, "1234567893", true)]
    #[case(npi, "1234567894", false)]
    #[case(npi, "123456789", false)]
    #[case(npi, "12345678\u{b2}3", false)]
    fn check_digits(#[case] check: fn(&str) -> bool, #[case] code: &str, #[case] expected: bool) {
        assert_eq!(check(code), expected);
    }
}
