//! Exact decimals: an integer and a power of ten, so that `0.1 + 0.2 = 0.3` and the precision of `1.10` stays known
//! (FHIRPath "Decimal"; FHIR R4 decimal: precision matters).

use std::cmp::Ordering;
use std::fmt;

/// Digits after the point that a division keeps.
const DIVISION_SCALE: u32 = 16;
/// Digits after the point that any value may have.
const MAX_SCALE: u32 = 28;

/// A decimal number `mantissa / 10^scale`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    /// The decimal `mantissa / 10^scale`.
    pub fn new(mantissa: i128, scale: u32) -> Self {
        Self { mantissa, scale }
    }

    /// Reads JSON and FHIRPath notation, exponents included; none when it is not a number or has too many digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match digits.as_bytes().first()? {
            b'-' => (true, &digits[1..]),
            b'+' => (false, &digits[1..]),
            _ => (false, digits),
        };
        let (whole, fraction) = digits
            .split_once('.')
            .map_or((digits, ""), |(whole, fraction)| (whole, fraction));
        if whole.is_empty() || (fraction.is_empty() && digits.contains('.')) {
            return None;
        }
        let mut mantissa: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add(i128::from(byte - b'0'))?;
        }
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        let mantissa = if negative { -mantissa } else { mantissa };
        if scale < 0 {
            return Some(Self::new(
                mantissa.checked_mul(power_of_ten(scale.unsigned_abs())?)?,
                0,
            ));
        }
        Some(Self::new(mantissa, scale.unsigned_abs())).filter(|value| value.scale <= MAX_SCALE)
    }

    /// The nearest decimal to a floating point number; none for infinities and NaN.
    pub fn from_f64(value: f64) -> Option<Self> {
        value
            .is_finite()
            .then(|| Self::parse(&format!("{value:.15}")).map(Self::normalized))
            .flatten()
    }

    /// The nearest floating point number.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Digits after the point, as written.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// Whether the value is zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Whether the value is below zero.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// The value without trailing zeros.
    pub fn normalized(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let left = self
            .mantissa
            .checked_mul(power_of_ten(scale - self.scale)?)?;
        let right = other
            .mantissa
            .checked_mul(power_of_ten(scale - other.scale)?)?;
        Some((left, right, scale))
    }

    /// The sum; none on overflow, as for the operations below.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Some(Self::new(left.checked_add(right)?, scale))
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    /// The product.
    pub fn multiply(self, other: Self) -> Option<Self> {
        let product = Self::new(
            self.mantissa.checked_mul(other.mantissa)?,
            self.scale + other.scale,
        );
        Some(if product.scale > MAX_SCALE {
            product.rounded(MAX_SCALE)
        } else {
            product
        })
    }

    /// The quotient; none when `other` is zero.
    pub fn divide(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let (this, other) = (self.normalized(), other.normalized());
        let shift = DIVISION_SCALE + 1 + other.scale;
        let shift = shift.saturating_sub(this.scale);
        let numerator = this.mantissa.checked_mul(power_of_ten(shift)?)?;
        let scale = this.scale + shift - other.scale;
        Some(
            Self::new(numerator / other.mantissa, scale)
                .rounded(DIVISION_SCALE)
                .normalized(),
        )
    }

    /// The whole part of the quotient and what remains.
    pub fn divide_whole(self, other: Self) -> Option<(Self, Self)> {
        let (left, right, scale) = self.aligned(other)?;
        if right == 0 {
            return None;
        }
        Some((Self::new(left / right, 0), Self::new(left % right, scale)))
    }

    /// The value with the opposite sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::new(-self.mantissa, self.scale)
    }

    /// The value without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self::new(self.mantissa.abs(), self.scale)
    }

    /// Rounded half away from zero to `scale` digits after the point.
    #[must_use]
    pub fn rounded(self, scale: u32) -> Self {
        let Some(divisor) = self.scale.checked_sub(scale).and_then(power_of_ten) else {
            return self;
        };
        let half = divisor / 2;
        let adjusted = if self.mantissa < 0 {
            self.mantissa - half
        } else {
            self.mantissa + half
        };
        Self::new(adjusted / divisor, scale.min(self.scale))
    }

    /// Cut to `scale` digits after the point.
    #[must_use]
    pub fn truncated(self, scale: u32) -> Self {
        let Some(divisor) = self.scale.checked_sub(scale).and_then(power_of_ten) else {
            return self;
        };
        Self::new(self.mantissa / divisor, scale.min(self.scale))
    }

    /// Written with at least `scale` digits after the point; none on overflow.
    pub fn padded(self, scale: u32) -> Option<Self> {
        let Some(missing) = scale.checked_sub(self.scale) else {
            return Some(self);
        };
        Some(Self::new(
            self.mantissa.checked_mul(power_of_ten(missing)?)?,
            scale,
        ))
    }

    /// The largest whole number that is not above the value.
    pub fn floor(self) -> i128 {
        power_of_ten(self.scale).map_or(0, |divisor| self.mantissa.div_euclid(divisor))
    }

    /// The smallest whole number that is not below the value.
    pub fn ceiling(self) -> i128 {
        -self.negated().floor()
    }

    /// The whole part.
    pub fn whole(self) -> i128 {
        power_of_ten(self.scale).map_or(0, |divisor| self.mantissa / divisor)
    }
}

fn power_of_ten(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self::new(i128::from(value), 0)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Some((left, right, _)) => left.cmp(&right),
            None => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.mantissa);
        }
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let width = self.scale as usize + 1;
        let digits = format!("{:0width$}", self.mantissa.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - self.scale as usize);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).expect(text)
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(decimal("0.1").plus(decimal("0.2")), Some(decimal("0.3")));
        assert_eq!(
            decimal("1.2")
                .divide(decimal("1.8"))
                .unwrap()
                .rounded(2)
                .to_string(),
            "0.67"
        );
        assert_eq!(decimal("1").divide(decimal("0")), None);
        assert_eq!(
            decimal("2.2").divide_whole(decimal("1.8")),
            Some((decimal("1"), decimal("0.4")))
        );
        assert_eq!(decimal("-2.1").floor(), -3);
        assert_eq!(decimal("1e3").to_string(), "1000");
        assert_eq!(decimal("1.50e-2").to_string(), "0.0150");
        assert_eq!(decimal("-0.05").to_string(), "-0.05");
    }
}
