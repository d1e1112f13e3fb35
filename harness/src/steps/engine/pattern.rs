//! The regular expression of a sentence.

use super::definition::Keyword;

/// What a step must look like to be this sentence; blanks and choices are capture groups.
pub(super) fn pattern(sentence: &str, keyword: Keyword) -> String {
    let mut out = String::from("^");
    let mut rest = sentence;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("{string}") {
            out.push_str(r#""((?:[^"\\]|\\.)*)""#);
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("{word}") {
            out.push_str(r#"([^\s"]+)"#);
            rest = after;
            continue;
        }
        match c {
            '[' => out.push_str("(?:"),
            ']' => out.push_str(")?"),
            '(' => out.push_str("(?P<CHOICE>"),
            ')' | '|' => out.push(c),
            _ => out.push_str(&regex::escape(&c.to_string())),
        }
        rest = &rest[c.len_utf8()..];
    }
    let mut numbered = String::new();
    for (index, part) in out.split("(?P<CHOICE>").enumerate() {
        if index > 0 {
            numbered.push('(');
        }
        numbered.push_str(part);
    }
    if keyword == Keyword::Then {
        numbered.push_str(r"(?P<unless> unless the search was refused)?(?P<should> \(should\))?");
    }
    numbered.push('$');
    numbered
}
