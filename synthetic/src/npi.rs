//! National Provider Identifiers: ten digits, the last one a check digit by the Luhn formula over "80840" and the
//! first nine (45 CFR 162.406).

/// The NPI whose first nine digits are `1` and the last eight digits of `number`.
pub(crate) fn npi(number: u32) -> String {
    let stem = format!("1{:08}", number % 100_000_000);
    let digit = check_digit(&stem);
    format!("{stem}{digit}")
}

fn check_digit(stem: &str) -> u32 {
    let sum: u32 = stem
        .bytes()
        .rev()
        .map(|byte| u32::from(byte - b'0'))
        .enumerate()
        .map(|(index, digit)| match (index % 2, digit) {
            (0, 0..=4) => digit * 2,
            (0, _) => digit * 2 - 9,
            _ => digit,
        })
        .sum();
    // 24 is what the constant prefix 80840 adds.
    (10 - (sum + 24) % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_of_the_specification_example() {
        assert_eq!(npi(23_456_789), "1234567893");
    }
}
