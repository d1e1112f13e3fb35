//! The tokenizer: one pass over the bytes, one entry in the arena for every value (RFC 8259 sections 2 to 7).

use std::collections::HashSet;

use super::document::{Entry, Limits};
use super::error::JsonFault;
use super::node::NodeKind;
use super::{name, string};
use crate::swar;

/// Objects with more members than this are checked for duplicate names with a set instead of pair by pair.
const SMALL_OBJECT: usize = 12;

pub(super) struct Tokens<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    limits: Limits,
    pub(super) entries: Vec<Entry>,
    pub(super) duplicates: Vec<u32>,
}

/// Where the name of a member stands; an item of an array has none.
#[derive(Clone, Copy, Default)]
struct Key {
    start: usize,
    len: usize,
    escaped: bool,
    hash: u32,
}

type Step<T = ()> = Result<T, (usize, JsonFault)>;

impl<'s> Tokens<'s> {
    pub(super) fn new(text: &'s str, limits: Limits) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            limits,
            entries: Vec::with_capacity(text.len() / 24 + 1),
            duplicates: Vec::new(),
        }
    }

    pub(super) fn run(&mut self) -> Step {
        self.space();
        self.value(Key::default(), 0)?;
        self.space();
        if self.at < self.bytes.len() {
            return Err((self.at, JsonFault::Trailing));
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn unexpected<T>(&self, expected: &'static str) -> Step<T> {
        let fault = if self.at >= self.bytes.len() {
            JsonFault::UnexpectedEnd
        } else {
            JsonFault::Unexpected { expected }
        };
        Err((self.at, fault))
    }

    /// Reads one value, which stands under `key`.
    fn value(&mut self, key: Key, depth: usize) -> Step {
        if self.entries.len() >= self.limits.values {
            return Err((
                self.at,
                JsonFault::TooLarge {
                    limit: self.limits.values,
                    unit: "values",
                },
            ));
        }
        let index = self.entries.len();
        let start = self.at;
        let mut entry = Entry {
            start: start as u32,
            end: 0,
            next: 0,
            key_start: key.start as u32,
            key_len: key.len as u32,
            key_hash: key.hash,
            key_escaped: key.escaped,
            escaped: false,
            siblings: false,
            kind: NodeKind::Null,
        };
        match self.peek() {
            Some(b'"') => {
                entry.kind = NodeKind::String;
                entry.escaped = self.string()?;
            }
            Some(b'{') => {
                entry.kind = NodeKind::Object;
                self.entries.push(entry);
                self.nest(depth, start)?;
                self.object(index, depth + 1)?;
            }
            Some(b'[') => {
                entry.kind = NodeKind::Array;
                self.entries.push(entry);
                self.nest(depth, start)?;
                self.array(depth + 1)?;
            }
            Some(b'-' | b'0'..=b'9') => {
                entry.kind = NodeKind::Number;
                self.number()?;
            }
            Some(b't') => {
                entry.kind = NodeKind::True;
                self.word("true")?;
            }
            Some(b'f') => {
                entry.kind = NodeKind::False;
                self.word("false")?;
            }
            Some(b'n') => self.word("null")?,
            _ => return self.unexpected("a JSON value"),
        }
        if !matches!(entry.kind, NodeKind::Object | NodeKind::Array) {
            self.entries.push(entry);
        }
        let next = self.entries.len() as u32;
        let done = &mut self.entries[index];
        done.end = self.at as u32;
        done.next = next;
        Ok(())
    }

    fn nest(&self, depth: usize, at: usize) -> Step {
        if depth >= self.limits.depth {
            return Err((
                at,
                JsonFault::TooDeep {
                    limit: self.limits.depth,
                },
            ));
        }
        Ok(())
    }

    fn word(&mut self, word: &'static str) -> Step {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        self.unexpected("a JSON value")
    }

    fn object(&mut self, index: usize, depth: usize) -> Step {
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        let mut count = 0;
        // A bit for every name so far, several names a bit: where no bit is there twice, no name is.
        let (mut seen, mut twice) = (0_u64, false);
        loop {
            if self.peek() != Some(b'"') {
                return self.unexpected("a member name in double quotes");
            }
            let start = self.at + 1;
            let escaped = self.string()?;
            let raw = &self.text[start..self.at - 1];
            let name = string::decode(raw, escaped);
            self.entries[index].siblings |= name.starts_with('_');
            let key = Key {
                start,
                len: raw.len(),
                escaped,
                hash: name::hash(&name),
            };
            let bit = 1 << (key.hash % u64::BITS);
            twice |= seen & bit != 0;
            seen |= bit;
            self.space();
            if self.peek() != Some(b':') {
                return self.unexpected("a colon");
            }
            self.at += 1;
            self.space();
            self.value(key, depth)?;
            count += 1;
            self.space();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                Some(b'}') => {
                    self.at += 1;
                    if twice {
                        self.note_duplicates(index, count);
                    }
                    return Ok(());
                }
                _ => return self.unexpected("a comma or a closing brace"),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Step {
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(Key::default(), depth)?;
            self.space();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return self.unexpected("a comma or a closing bracket"),
            }
        }
    }

    /// Passes over a string, checks it, and tells whether it holds escapes.
    fn string(&mut self) -> Step<bool> {
        self.at += 1;
        let mut escaped = false;
        loop {
            self.at += swar::plain(&self.bytes[self.at..]);
            match self.peek() {
                None => return Err((self.at, JsonFault::UnexpectedEnd)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(byte) if byte < 0x20 => return Err((self.at, JsonFault::ControlCharacter)),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Step {
        let start = self.at;
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => {
                let unit = self
                    .unit(self.at + 2)
                    .ok_or((start, JsonFault::BadEscape))?;
                self.at += 6;
                if (0xDC00..0xE000).contains(&unit) {
                    return Err((start, JsonFault::BadEscape));
                }
                if (0xD800..0xDC00).contains(&unit) {
                    let low = self.bytes[self.at..]
                        .starts_with(b"\\u")
                        .then(|| self.unit(self.at + 2))
                        .flatten();
                    if !low.is_some_and(|low| (0xDC00..0xE000).contains(&low)) {
                        return Err((start, JsonFault::BadEscape));
                    }
                    self.at += 6;
                }
                Ok(())
            }
            None => Err((start, JsonFault::UnexpectedEnd)),
            Some(_) => Err((start, JsonFault::BadEscape)),
        }
    }

    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.bytes.get(at..at + 4)?;
        digits
            .iter()
            .all(u8::is_ascii_hexdigit)
            .then(|| string::hex(&self.text[at..at + 4]))
    }

    fn number(&mut self) -> Step {
        let start = self.at;
        let bad = (start, JsonFault::BadNumber);
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(bad),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err(bad);
            }
            self.digits();
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err(bad);
            }
            self.digits();
        }
        match self.peek() {
            Some(b'0'..=b'9' | b'.') => Err(bad),
            _ => Ok(()),
        }
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    /// Notes every member whose name an earlier member of the same object already has.
    fn note_duplicates(&mut self, index: usize, count: usize) {
        let name = |entry: &Entry| {
            let start = entry.key_start as usize;
            string::decode(
                &self.text[start..start + entry.key_len as usize],
                entry.key_escaped,
            )
        };
        let end = self.entries.len() as u32;
        let mut child = index as u32 + 1;
        if count <= SMALL_OBJECT {
            while child < end {
                let mine = &self.entries[child as usize];
                let mut other = index as u32 + 1;
                while other < child {
                    let theirs = &self.entries[other as usize];
                    if mine.key_hash == theirs.key_hash && name(mine) == name(theirs) {
                        self.duplicates.push(child);
                        break;
                    }
                    other = theirs.next;
                }
                child = mine.next;
            }
            return;
        }
        let mut seen = HashSet::with_capacity(count);
        let mut found = Vec::new();
        while child < end {
            let mine = &self.entries[child as usize];
            if !seen.insert(name(mine)) {
                found.push(child);
            }
            child = mine.next;
        }
        self.duplicates.extend(found);
    }
}
