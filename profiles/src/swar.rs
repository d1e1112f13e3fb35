//! Bytes looked at eight at a time: most texts here are too short for a search with vector instructions to pay.

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES << 7;

/// Texts longer than this many words are searched with vector instructions.
const FEW: usize = 6;

const fn every(byte: u8) -> u64 {
    ONES * byte as u64
}

/// The high bit of every byte that is smaller than `limit`, and perhaps of some after the first such byte.
fn below(limit: u8, word: u64) -> u64 {
    word.wrapping_sub(every(limit)) & !word & HIGH
}

fn first(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// Where a byte is first found.
pub(crate) fn find(byte: u8, text: &[u8]) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    for (at, word) in words.iter().take(FEW).enumerate() {
        let found = below(1, u64::from_le_bytes(*word) ^ every(byte));
        if found != 0 {
            return Some(at * 8 + first(found));
        }
    }
    if words.len() > FEW {
        let searched = FEW * 8;
        return memchr::memchr(byte, &text[searched..]).map(|at| searched + at);
    }
    let at = rest.iter().position(|other| *other == byte)?;
    Some(words.len() * 8 + at)
}

/// How many bytes at the start certainly need no look of their own in a JSON string: no quote, no backslash, no control
/// character.
pub(crate) fn plain(text: &[u8]) -> usize {
    let (words, _) = text.as_chunks::<8>();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let word = u64::from_le_bytes(*word);
        // Flipping this bit puts the quote behind the control characters, and leaves these where they are.
        let control_or_quote = below(b' ' + 1, word ^ every(2));
        let backslash = below(1, word ^ every(b'\\'));
        let found = control_or_quote | backslash;
        if found != 0 {
            return at * 8 + first(found);
        }
        at += 1;
        if at.is_multiple_of(4) {
            let (blocks, _) = words[at..].as_chunks::<4>();
            at += 4 * blocks.iter().take_while(|block| is_plain(block)).count();
        }
    }
    at * 8
}

/// As [`plain`] for a block of a long text. Looks at all bytes, which compiles to vector instructions.
fn is_plain(block: &[[u8; 8]; 4]) -> bool {
    let plain = |byte: u8| (byte ^ 2 > b' ') & (byte != b'\\');
    let bytes = block.as_flattened().iter();
    bytes.fold(true, |all, byte| all & plain(*byte))
}

/// Whether there are printable ASCII characters only, and no space.
pub(crate) fn is_graphic(text: &[u8]) -> bool {
    let fine = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        (word & HIGH) | below(b' ' + 1, word) | below(1, word ^ every(0x7F)) == 0
    };
    match text.last_chunk() {
        Some(last) => text.as_chunks().0.iter().all(fine) && fine(last),
        None => text.iter().all(u8::is_ascii_graphic),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_wherever_they_stand() {
        for length in 0..200 {
            let mut text = vec![b'x'; length];
            assert_eq!(find(b'<', &text), None, "{length}");
            for at in (0..length).rev() {
                text[at] = b'<';
                assert_eq!(find(b'<', &text), Some(at), "{length}");
            }
        }
        assert_eq!(find(0x80, &[0x7F, 0x81, 0, 0, 0, 0, 0, 0, 0x80]), Some(8));
    }

    #[test]
    fn graphic_text_is_told_wherever_it_is_not() {
        for length in 1..40 {
            assert!(is_graphic(&vec![b'~'; length]) && is_graphic(&vec![b'!'; length]));
            for other in [b' ', b'\n', 0, 0x7F, 0x80, 0xFF] {
                for at in 0..length {
                    let mut text = vec![b'a'; length];
                    text[at] = other;
                    assert!(!is_graphic(&text), "{other} at {at} of {length}");
                }
            }
        }
        assert!(is_graphic(b""));
    }

    #[test]
    fn what_a_string_needs_a_look_at_is_never_passed_over() {
        for special in [b'"', b'\\', 0, 0x1F, b'\n'] {
            for length in [8, 64, 80, 200] {
                for at in 0..length {
                    let mut text = vec![b'!'; length];
                    text[at] = special;
                    assert_eq!(plain(&text), at, "{special} at {at} of {length}");
                }
            }
        }
        let every: Vec<u8> = (0x20..=0xFF)
            .filter(|byte| !b"\"\\".contains(byte))
            .collect();
        assert_eq!(plain(&every), every.len() / 8 * 8);
    }
}
