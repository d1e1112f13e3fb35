//! Lines and columns, found from a byte offset only when somebody asks.

/// A place in a text as people and editors count it: both numbers from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Position {
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// The place of `offset` in `text`; an offset past the end is the end.
    pub fn of(text: &[u8], offset: usize) -> Self {
        Lines::of(text).at(offset)
    }
}

/// Finds places whose offsets come in order, without reading the text again for each.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t [u8],
    read: usize,
    found: Position,
}

impl<'t> Lines<'t> {
    /// Starts at the beginning of a text.
    pub fn of(text: &'t [u8]) -> Self {
        Self {
            text,
            read: 0,
            found: Position { line: 1, column: 1 },
        }
    }

    /// The place of an offset that is not before the last one that was asked for.
    pub fn at(&mut self, offset: usize) -> Position {
        let end = offset.min(self.text.len());
        let mut passed = self.text.get(self.read..end).unwrap_or_default();
        if let Some(last) = memchr::memrchr(b'\n', passed) {
            let lines = memchr::memchr_iter(b'\n', passed).count();
            self.found.line = self.found.line.saturating_add(count(lines));
            self.found.column = 1;
            passed = &passed[last + 1..];
        }
        self.found.column = self.found.column.saturating_add(count(characters(passed)));
        self.read = self.read.max(end);
        self.found
    }
}

fn characters(text: &[u8]) -> usize {
    // A continuation byte is part of the character before it.
    text.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        let text = "ab\nçd\n".as_bytes();
        assert_eq!(Position::of(text, 0), Position { line: 1, column: 1 });
        assert_eq!(Position::of(text, 5), Position { line: 2, column: 2 });
        assert_eq!(Position::of(text, 99), Position { line: 3, column: 1 });
        let mut lines = Lines::of(text);
        for offset in [0, 0, 1, 2, 3, 5, 6, 99] {
            assert_eq!(lines.at(offset), Position::of(text, offset), "{offset}");
        }
    }
}
