//! Escapes of JSON strings (RFC 8259 section 7).

use std::borrow::Cow;

use crate::swar;

/// Decodes the text between the quotes. `raw` has been checked by the tokenizer, so every escape in it is well formed.
#[inline]
pub(super) fn decode(raw: &str, escaped: bool) -> Cow<'_, str> {
    if escaped {
        Cow::Owned(unescaped(raw))
    } else {
        Cow::Borrowed(raw)
    }
}

fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = swar::find(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let code = rest.as_bytes().get(at + 1).copied().unwrap_or(b'\\');
        rest = rest.get(at + 2..).unwrap_or("");
        text.push(match code {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let mut unit = hex(rest);
                rest = rest.get(4..).unwrap_or("");
                if (0xD800..0xDC00).contains(&unit) && rest.starts_with("\\u") {
                    let low = hex(&rest[2..]);
                    rest = rest.get(6..).unwrap_or("");
                    unit = 0x10000 + ((unit - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF);
                }
                char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            other => char::from(other),
        });
    }
    text.push_str(rest);
    text
}

/// The value of four hexadecimal digits at the start of `text`.
pub(super) fn hex(text: &str) -> u32 {
    text.get(..4)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .unwrap_or(0xFFFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_every_escape() {
        assert_eq!(
            decode(r#"a\"\\\/\b\f\n\r\té"#, true),
            "a\"\\/\u{8}\u{c}\n\r\té"
        );
        assert_eq!(decode(r"\ud83d\ude00!", true), "😀!");
        assert!(matches!(decode("plain", false), Cow::Borrowed("plain")));
    }
}
