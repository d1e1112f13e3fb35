//! References to characters: after every ampersand stands the name or number of a character, and a semicolon.

use super::error::NarrativeError;
use crate::swar;

/// The ampersands of a text, passed over once and in order.
pub(super) struct Entities<'t> {
    text: &'t str,
    /// Where the next ampersand stands; the text's length when there is none.
    next: usize,
}

impl<'t> Entities<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut entities = Self { text, next: 0 };
        entities.seek(0);
        entities
    }

    fn seek(&mut self, from: usize) {
        let rest = &self.text.as_bytes()[from..];
        self.next = memchr::memchr(b'&', rest).map_or(self.text.len(), |at| from + at);
    }

    /// Checks the part of the text between two places, which do not stand before those of the last call.
    #[inline]
    pub(super) fn check(&mut self, from: usize, to: usize) -> Result<(), NarrativeError> {
        if self.next < to {
            self.pass(from, to)
        } else {
            Ok(())
        }
    }

    fn pass(&mut self, from: usize, to: usize) -> Result<(), NarrativeError> {
        while self.next < to {
            let at = self.next;
            self.seek(at + 1);
            if at >= from {
                reference(&self.text[at + 1..to])?;
            }
        }
        Ok(())
    }
}

/// Checks what stands after an ampersand.
fn reference(rest: &str) -> Result<(), NarrativeError> {
    let name = swar::find(b';', rest.as_bytes()).map(|end| &rest[..end]);
    let known = name.is_some_and(|name| match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).is_ok(),
            None => number.parse::<u32>().is_ok(),
        },
        None => matches!(name, "amp" | "lt" | "gt" | "quot" | "apos"),
    });
    if known {
        return Ok(());
    }
    let shown = rest.chars().take_while(|c| c.is_alphanumeric()).take(12);
    Err(NarrativeError::Entity(format!(
        "&{}",
        shown.collect::<String>()
    )))
}
