//! Units of quantities: enough of UCUM to say whether two units measure the same thing and by what factor, and the
//! calendar words of FHIRPath (FHIRPath "Quantity"; UCUM section 4).

use super::decimal::Decimal;

/// Powers of the base units m, s, g, K, rad, C, cd, mol and a count of things.
pub(super) type Dimension = [i8; 9];

/// A unit as a factor times base units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    pub(super) factor: Decimal,
    pub(super) dimension: Dimension,
}

const NONE: Dimension = [0; 9];
const METRE: Dimension = [1, 0, 0, 0, 0, 0, 0, 0, 0];
const SECOND: Dimension = [0, 1, 0, 0, 0, 0, 0, 0, 0];
const GRAM: Dimension = [0, 0, 1, 0, 0, 0, 0, 0, 0];
const KELVIN: Dimension = [0, 0, 0, 1, 0, 0, 0, 0, 0];
const COULOMB: Dimension = [0, 0, 0, 0, 0, 1, 0, 0, 0];
const MOLE: Dimension = [0, 0, 0, 0, 0, 0, 0, 1, 0];
const VOLUME: Dimension = [3, 0, 0, 0, 0, 0, 0, 0, 0];
const PRESSURE: Dimension = [-1, -2, 1, 0, 0, 0, 0, 0, 0];
const ENERGY: Dimension = [2, -2, 1, 0, 0, 0, 0, 0, 0];

/// Symbol, factor as (mantissa, decimal places), dimension, whether it takes prefixes.
const ATOMS: &[(&str, i128, u32, Dimension, bool)] = &[
    ("m", 1, 0, METRE, true),
    ("s", 1, 0, SECOND, true),
    ("g", 1, 0, GRAM, true),
    ("K", 1, 0, KELVIN, true),
    ("C", 1, 0, COULOMB, true),
    ("mol", 1, 0, MOLE, true),
    ("min", 60, 0, SECOND, false),
    ("h", 3600, 0, SECOND, false),
    ("d", 86_400, 0, SECOND, false),
    ("wk", 604_800, 0, SECOND, false),
    ("mo", 2_629_800, 0, SECOND, false),
    ("a", 31_557_600, 0, SECOND, false),
    ("L", 1, 3, VOLUME, true),
    ("l", 1, 3, VOLUME, true),
    ("t", 1_000_000, 0, GRAM, true),
    ("[in_i]", 254, 4, METRE, false),
    ("[ft_i]", 3048, 4, METRE, false),
    ("[yd_i]", 9144, 4, METRE, false),
    ("[mi_i]", 1_609_344, 3, METRE, false),
    ("[lb_av]", 45_359_237, 5, GRAM, false),
    ("[oz_av]", 28_349_523_125, 9, GRAM, false),
    ("[gr]", 6_479_891, 8, GRAM, false),
    ("[foz_us]", 295_735_295_625, 16, VOLUME, false),
    ("[cup_us]", 2_365_882_365, 13, VOLUME, false),
    ("[gal_us]", 3_785_411_784, 12, VOLUME, false),
    ("Pa", 1000, 0, PRESSURE, true),
    ("bar", 100_000_000, 0, PRESSURE, true),
    ("m[Hg]", 133_322_000, 0, PRESSURE, true),
    ("J", 1000, 0, ENERGY, true),
    ("cal", 4184, 0, ENERGY, true),
    ("%", 1, 2, NONE, false),
    ("1", 1, 0, NONE, false),
];

const PREFIXES: &[(&str, i32)] = &[
    ("da", 1),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("h", 2),
    ("d", -1),
    ("c", -2),
    ("m", -3),
    ("u", -6),
    ("n", -9),
    ("p", -12),
    ("f", -15),
];

/// Reads a product of units such as `kg.m/s2`; none for a unit that is not in the table.
pub(super) fn parse(code: &str) -> Option<Unit> {
    let mut unit = Unit {
        factor: Decimal::from(1),
        dimension: NONE,
    };
    let mut sign = 1;
    let mut rest = code;
    if let Some(after) = rest.strip_prefix('/') {
        sign = -1;
        rest = after;
    }
    loop {
        let end = separator(rest).unwrap_or(rest.len());
        let (atom, exponent) = component(&rest[..end])?;
        unit = unit.times(atom, exponent.checked_mul(sign)?)?;
        if end == rest.len() {
            return Some(unit);
        }
        sign = if rest.as_bytes()[end] == b'/' { -1 } else { 1 };
        rest = &rest[end + 1..];
    }
}

/// Where the next `.` or `/` outside brackets and annotations stands.
fn separator(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
        depth == 0 && (byte == b'.' || byte == b'/')
    })
}

fn component(text: &str) -> Option<(Unit, i8)> {
    let text = text.split_once('{').map_or(text, |(before, _)| before);
    if text.is_empty() {
        return Some((
            Unit {
                factor: Decimal::from(1),
                dimension: NONE,
            },
            1,
        ));
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((
            Unit {
                factor: Decimal::parse(text)?,
                dimension: NONE,
            },
            1,
        ));
    }
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let mut split = text.len() - digits;
    if digits > 0 && split > 1 && matches!(text.as_bytes()[split - 1], b'-' | b'+') {
        split -= 1;
    }
    let exponent = if digits > 0 {
        text[split..].parse().ok()?
    } else {
        1
    };
    Some((atom(&text[..split])?, exponent))
}

fn atom(symbol: &str) -> Option<Unit> {
    let find = |symbol: &str, prefixed: bool| {
        ATOMS
            .iter()
            .find(|atom| atom.0 == symbol && (!prefixed || atom.4))
            .map(|atom| Unit {
                factor: Decimal::new(atom.1, atom.2),
                dimension: atom.3,
            })
    };
    find(symbol, false).or_else(|| {
        PREFIXES.iter().find_map(|(prefix, exponent)| {
            let unit = find(symbol.strip_prefix(prefix)?, true)?;
            let factor = Decimal::parse(&format!("1e{exponent}"))?;
            Some(Unit {
                factor: unit.factor.multiply(factor)?,
                dimension: unit.dimension,
            })
        })
    })
}

impl Unit {
    fn times(self, other: Unit, exponent: i8) -> Option<Unit> {
        let mut factor = self.factor;
        let mut dimension = self.dimension;
        for _ in 0..exponent.unsigned_abs() {
            factor = if exponent > 0 {
                factor.multiply(other.factor)?
            } else {
                factor.divide(other.factor)?
            };
        }
        for (mine, theirs) in dimension.iter_mut().zip(other.dimension) {
            *mine = mine.checked_add(theirs.checked_mul(exponent)?)?;
        }
        Some(Unit {
            factor: factor.normalized(),
            dimension,
        })
    }
}

/// The UCUM code of a calendar word, singular or plural.
pub(super) fn calendar(word: &str) -> Option<&'static str> {
    Some(match word {
        "year" | "years" => "a",
        "month" | "months" => "mo",
        "week" | "weeks" => "wk",
        "day" | "days" => "d",
        "hour" | "hours" => "h",
        "minute" | "minutes" => "min",
        "second" | "seconds" => "s",
        "millisecond" | "milliseconds" => "ms",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("cm", "[in_i]", true)]
    #[case("s", "cm", false)]
    #[case("mg/dL", "g/L", true)]
    #[case("mm[Hg]", "kPa", true)]
    #[case("/min", "Hz", false)]
    #[case("{beats}/min", "/min", true)]
    fn dimensions_are_compared(#[case] left: &str, #[case] right: &str, #[case] same: bool) {
        let dimension = |code: &str| parse(code).map(|unit| unit.dimension);
        assert_eq!(
            dimension(left).is_some() && dimension(left) == dimension(right),
            same
        );
    }
}
