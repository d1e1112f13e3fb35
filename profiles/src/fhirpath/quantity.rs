//! System quantities: a decimal with a UCUM unit or a calendar word (FHIRPath "Quantity").

use std::cmp::Ordering;
use std::fmt;

use super::decimal::Decimal;
use super::unit::{self, Unit};

/// A measured amount.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Quantity {
    pub value: Decimal,
    /// UCUM code, or a calendar word such as `week`.
    pub unit: String,
    /// Whether `unit` is a calendar word.
    pub calendar: bool,
}

impl Quantity {
    /// A quantity in a UCUM unit.
    pub fn ucum(value: Decimal, unit: impl Into<String>) -> Self {
        Self {
            value,
            unit: unit.into(),
            calendar: false,
        }
    }

    /// Reads `5`, `5 'mg'` or `5 days`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
            .unwrap_or(text.len());
        let value = Decimal::parse(&text[..end])?;
        let unit = text[end..].trim_start();
        if unit.is_empty() {
            return Some(Self::ucum(value, "1"));
        }
        if let Some(code) = unit
            .strip_prefix('\'')
            .and_then(|rest| rest.strip_suffix('\''))
        {
            return (!code.is_empty()).then(|| Self::ucum(value, code));
        }
        unit::calendar(unit)?;
        Some(Self {
            value,
            unit: unit.to_owned(),
            calendar: true,
        })
    }

    /// Whether years or months are counted: by the calendar they have no fixed length in UCUM.
    fn indefinite(&self) -> bool {
        self.calendar && matches!(self.code(), "a" | "mo")
    }

    /// The UCUM code.
    pub fn code(&self) -> &str {
        if self.calendar {
            unit::calendar(&self.unit).unwrap_or(&self.unit)
        } else {
            &self.unit
        }
    }

    fn unit(&self) -> Option<Unit> {
        unit::parse(self.code())
    }

    /// Whether both measure the same kind of thing.
    pub fn comparable(&self, other: &Self) -> bool {
        self.code() == other.code()
            || matches!((self.unit(), other.unit()), (Some(left), Some(right)) if left.dimension == right.dimension)
    }

    /// Both numbers in a common unit; none where there is none.
    pub(super) fn common(&self, other: &Self) -> Option<(Decimal, Decimal)> {
        if self.code() == other.code() {
            return Some((self.value, other.value));
        }
        let (left, right) = (self.unit()?, other.unit()?);
        if left.dimension != right.dimension {
            return None;
        }
        Some((
            self.value.multiply(left.factor)?,
            other.value.multiply(right.factor)?,
        ))
    }

    /// Compares; none where the units do not allow it.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.indefinite() != other.indefinite() && (self.calendar != other.calendar) {
            return None;
        }
        let (left, right) = self.common(other)?;
        Some(left.cmp(&right))
    }

    /// Equivalence: the coarser of the two precisions decides.
    pub fn equivalent(&self, other: &Self) -> bool {
        let Some((left, right)) = self.common(other) else {
            return false;
        };
        if self.code() == other.code() {
            let scale = left.scale().min(right.scale());
            return left.rounded(scale) == right.rounded(scale);
        }
        // In the coarser unit: 4 g and 4040 mg are both 4 g.
        let (Some(mine), Some(theirs)) = (self.unit(), other.unit()) else {
            return false;
        };
        let (coarse, scale) = if mine.factor >= theirs.factor {
            (mine, self.value.scale())
        } else {
            (theirs, other.value.scale())
        };
        match (left.divide(coarse.factor), right.divide(coarse.factor)) {
            (Some(left), Some(right)) => left.rounded(scale) == right.rounded(scale),
            _ => false,
        }
    }

    /// The sum, in the unit of `self`.
    pub fn add(&self, other: &Self, subtract: bool) -> Option<Self> {
        let other_value = if self.code() == other.code() {
            other.value
        } else {
            other
                .value
                .multiply(other.unit()?.factor)?
                .divide(self.unit().filter(|_| self.comparable(other))?.factor)?
        };
        let value = if subtract {
            self.value.minus(other_value)?
        } else {
            self.value.plus(other_value)?
        };
        Some(Self {
            value,
            ..self.clone()
        })
    }

    /// The product.
    pub fn multiply(&self, other: &Self) -> Option<Self> {
        self.combine(other, Decimal::multiply, 1)
    }

    /// The quotient; none when `other` is zero.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        self.combine(other, Decimal::divide, -1)
    }

    fn combine(
        &self,
        other: &Self,
        apply: fn(Decimal, Decimal) -> Option<Decimal>,
        sign: i8,
    ) -> Option<Self> {
        let value = apply(self.value, other.value)?;
        if other.code() == "1" {
            return Some(Self {
                value,
                ..self.clone()
            });
        }
        let (left, right) = (self.unit()?, other.unit()?);
        let factor = apply(left.factor, right.factor)?;
        let mut code = String::new();
        for (position, symbol) in ["m", "s", "g", "K", "rad", "C", "cd", "mol", ""]
            .into_iter()
            .enumerate()
        {
            let power = left.dimension[position] + right.dimension[position] * sign;
            if power != 0 {
                if !code.is_empty() {
                    code.push('.');
                }
                code.push_str(symbol);
                if power != 1 {
                    code.push_str(&power.to_string());
                }
            }
        }
        if code.is_empty() {
            code.push('1');
        }
        Some(Self::ucum(value.multiply(factor)?, code))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.calendar {
            write!(f, "{} {}", self.value, self.unit)
        } else {
            write!(f, "{} '{}'", self.value, self.unit)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).expect(text)
    }

    #[test]
    fn units_are_converted() {
        assert_eq!(
            quantity("4.0 'g'").compare(&quantity("4000 'mg'")),
            Some(Ordering::Equal)
        );
        assert!(quantity("4 'g'").equivalent(&quantity("4040 'mg'")));
        assert_eq!(quantity("1 year").compare(&quantity("1 'a'")), None);
        assert_eq!(
            quantity("7 days").compare(&quantity("1 'wk'")),
            Some(Ordering::Equal)
        );
        assert_eq!(Quantity::parse("1 wk"), None);
    }
}
