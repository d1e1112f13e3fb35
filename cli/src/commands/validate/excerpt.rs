//! The line of a text that an issue is about, with a caret under the column: cut around the caret where it is long, and
//! without characters that would move the cursor of a terminal.

use unicode_width::UnicodeWidthChar as _;

/// Columns of the text that are shown, at most: before the caret and from it on.
const BEFORE: usize = 60;
const AFTER: usize = 40;
/// Bytes that are looked at for them: a character has four at most, and some have no width.
const BEFORE_BYTES: usize = BEFORE * 8;
const AFTER_BYTES: usize = AFTER * 8;
const TAB: usize = 4;

/// What is shown of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The line, or the part of it around the caret.
    pub text: String,
    /// How many columns of the text stand before the caret.
    pub caret: usize,
}

/// Finds places whose lines and columns come in order, without reading the text again for each.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    line: u32,
    column: u32,
}

impl<'t> Cursor<'t> {
    /// Starts at the beginning of a text.
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// What to show for a line and a column, counted from 1 in characters; none past the end of the text.
    pub(super) fn excerpt(&mut self, line: u32, column: u32) -> Option<Excerpt> {
        if (line, column) < (self.line, self.column) {
            *self = Self::new(self.text);
        }
        while (self.line, self.column) < (line, column) {
            let byte = *self.text.get(self.at)?;
            self.at += 1;
            if byte == b'\n' {
                (self.line, self.column) = (self.line + 1, 1);
            } else if self
                .text
                .get(self.at)
                .is_none_or(|next| next & 0xC0 != 0x80)
            {
                self.column += 1;
            }
        }
        Some(self.around())
    }

    fn around(&self) -> Excerpt {
        let start = self.at.saturating_sub(BEFORE_BYTES);
        let mut before = &self.text[start..self.at];
        let mut cut = start > 0;
        if let Some(end) = before.iter().rposition(|byte| *byte == b'\n') {
            (before, cut) = (&before[end + 1..], false);
        } else if cut {
            // Not into the middle of a character.
            let whole = before.iter().position(|byte| byte & 0xC0 != 0x80);
            before = &before[whole.unwrap_or(0)..];
        }
        let before = shown(before);
        let mut kept: Vec<char> = Vec::new();
        let mut caret = 0;
        for character in before.chars().rev() {
            if caret + width(character) > BEFORE {
                cut = true;
                break;
            }
            caret += width(character);
            kept.push(character);
        }
        let mut text = String::new();
        if cut {
            text.push('…');
            caret += 1;
        }
        text.extend(kept.into_iter().rev());
        let end = (self.at + AFTER_BYTES).min(self.text.len());
        let mut after = &self.text[self.at..end];
        let mut cut = end < self.text.len();
        if let Some(end) = after.iter().position(|byte| *byte == b'\n') {
            (after, cut) = (&after[..end], false);
        } else if cut {
            let whole = after.iter().rposition(|byte| byte & 0xC0 != 0x80);
            after = &after[..whole.unwrap_or(0)];
        }
        let mut room = AFTER;
        for character in shown(after.trim_ascii_end()).chars() {
            let Some(left) = room.checked_sub(width(character)) else {
                cut = true;
                break;
            };
            room = left;
            text.push(character);
        }
        if cut {
            text.push('…');
        }
        Excerpt { text, caret }
    }
}

/// Text as a terminal may show it: tabs as blanks, and what has no shape of its own replaced.
pub(super) fn shown(text: &[u8]) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in String::from_utf8_lossy(text).chars() {
        match character {
            '\t' => shown.extend(std::iter::repeat_n(' ', TAB)),
            control if control.is_control() || is_bidirectional(control) => {
                shown.push(char::REPLACEMENT_CHARACTER);
            }
            other => shown.push(other),
        }
    }
    shown
}

/// The marks that turn the direction of what follows, by which text can be made to look like another.
fn is_bidirectional(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn width(character: char) -> usize {
    character.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn excerpt(text: &str, line: u32, column: u32) -> Excerpt {
        Cursor::new(text.as_bytes()).excerpt(line, column).unwrap()
    }

    /// What stands above the caret.
    fn pointed_at(excerpt: &Excerpt) -> char {
        let mut columns = 0;
        for character in excerpt.text.chars() {
            if columns >= excerpt.caret {
                return character;
            }
            columns += width(character);
        }
        '$'
    }

    #[rstest]
    #[case::plain("{\n  \"a\": X\n}", 2, 8)]
    #[case::tab("{\n\t\t\"a\":\tX\n}", 2, 8)]
    #[case::accents("{\"é\": \"ü\", X", 1, 12)]
    #[case::wide("{\"名前\": X", 1, 8)]
    #[case::first("X", 1, 1)]
    #[case::after_empty_lines("\n\n\nX", 4, 1)]
    #[case::carriage_return("{\r\n  X\r\n", 2, 3)]
    fn the_caret_stands_under_the_character(
        #[case] text: &str,
        #[case] line: u32,
        #[case] column: u32,
    ) {
        let excerpt = excerpt(text, line, column);
        assert_eq!(pointed_at(&excerpt), 'X', "{excerpt:?}");
        assert!(!excerpt.text.contains(['\t', '\r', '\n']));
    }

    #[rstest]
    #[case("a")]
    #[case("é")]
    #[case("名")]
    #[case("\t")]
    fn long_lines_are_cut_around_the_caret(#[case] filler: &str) {
        let text = format!("{}X{}\nnext", filler.repeat(5000), filler.repeat(5000));
        let excerpt = excerpt(&text, 1, 5001);
        assert_eq!(pointed_at(&excerpt), 'X', "{excerpt:?}");
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'));
        assert!(excerpt.text.chars().map(width).sum::<usize>() <= BEFORE + AFTER + 2);
    }

    #[test]
    fn the_end_of_the_text_can_be_pointed_at() {
        assert_eq!(
            excerpt("{\"a\":", 1, 6),
            Excerpt {
                text: "{\"a\":".into(),
                caret: 5
            }
        );
        assert_eq!(Cursor::new(b"{}").excerpt(9, 1), None);
    }

    #[test]
    fn places_may_come_in_any_order() {
        let mut cursor = Cursor::new(b"ab\ncd\nef");
        for (line, column, wanted) in [(1, 2, 'b'), (3, 1, 'e'), (2, 2, 'd'), (2, 2, 'd')] {
            assert_eq!(pointed_at(&cursor.excerpt(line, column).unwrap()), wanted);
        }
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let shown = shown("\u{1b}[31m\u{202E}x\u{7}\0".as_bytes());
        assert_eq!(shown, "\u{FFFD}[31m\u{FFFD}x\u{FFFD}\u{FFFD}");
    }
}
