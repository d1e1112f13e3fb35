//! A JSON text and the arena of its values.

use bytes::Bytes;
use bytestring::ByteString;

use super::error::{JsonError, JsonFault};
use super::node::{Node, NodeKind};
use super::position::Position;
use super::tokens::Tokens;

/// How much is read before giving up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of input; never more than 4 GiB.
    pub bytes: usize,
    /// Values in the arena.
    pub values: usize,
    /// Objects and arrays inside each other.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            values: 16 << 20,
            depth: 200,
        }
    }
}

/// One value of the arena, in document order; the values inside it follow it directly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The entry after this value and everything inside it.
    pub(super) next: u32,
    pub(super) key_start: u32,
    pub(super) key_len: u32,
    pub(super) key_hash: u32,
    pub(super) key_escaped: bool,
    /// Whether this is a string with escapes.
    pub(super) escaped: bool,
    /// Whether this is an object with a member whose name starts with `_`.
    pub(super) siblings: bool,
    pub(super) kind: NodeKind,
}

/// A JSON text read into a flat arena. The bytes are kept as they came; strings and numbers are borrowed from them.
#[derive(Debug, Clone)]
pub struct Document {
    source: ByteString,
    entries: Vec<Entry>,
    duplicates: Vec<u32>,
}

impl Document {
    /// Reads a text within the default [`Limits`].
    ///
    /// # Errors
    /// [`JsonError`] with line and column where the bytes are not UTF-8, not JSON, too deep or too large.
    pub fn parse(source: impl Into<Bytes>) -> Result<Self, JsonError> {
        Self::parse_within(source, Limits::default())
    }

    /// Reads a text within `limits`.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_within(source: impl Into<Bytes>, limits: Limits) -> Result<Self, JsonError> {
        let source = source.into();
        let fail = |(offset, fault): (usize, JsonFault)| {
            let Position { line, column } = Position::of(&source, offset);
            JsonError {
                line,
                column,
                offset,
                fault,
            }
        };
        let limit = limits.bytes.min(u32::MAX as usize - 1);
        if source.len() > limit {
            return Err(fail((
                0,
                JsonFault::TooLarge {
                    limit,
                    unit: "bytes",
                },
            )));
        }
        let text = ByteString::try_from(source.clone())
            .map_err(|error| fail((error.valid_up_to(), JsonFault::NotUtf8)))?;
        let mut tokens = Tokens::new(&text, limits);
        tokens.run().map_err(fail)?;
        let Tokens {
            entries,
            duplicates,
            ..
        } = tokens;
        Ok(Self {
            source: text,
            entries,
            duplicates,
        })
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, 0)
    }

    /// The text as it came.
    pub fn source(&self) -> &Bytes {
        self.source.as_bytes()
    }

    /// Members whose name an earlier member of the same object already has.
    pub fn duplicates(&self) -> impl Iterator<Item = Node<'_>> {
        self.duplicates.iter().map(|index| Node::new(self, *index))
    }

    /// The line and column of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        Position::of(self.source.as_bytes(), offset)
    }

    /// How many values the arena holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Never true: a document holds at least its outermost value.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[inline]
    pub(super) fn entry(&self, index: u32) -> &Entry {
        &self.entries[index as usize]
    }

    #[inline]
    pub(super) fn slice(&self, start: u32, end: u32) -> &str {
        // The tokenizer only ever cuts at ASCII characters of a text it has checked.
        self.source
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn fault(text: &str) -> JsonFault {
        Document::parse(text.to_owned()).expect_err(text).fault
    }

    #[test]
    fn values_keep_their_text_and_place() {
        let document =
            Document::parse("{\n \"a\": [1.0, \"x\\u0041\", null],\n \"b\": true}".to_owned())
                .unwrap();
        let root = document.root();
        let items: Vec<_> = root.get("a").unwrap().items().collect();
        assert_eq!(items[0].number_text(), Some("1.0"));
        assert_eq!(items[1].as_str().unwrap(), "xA");
        assert_eq!(items[2].kind(), NodeKind::Null);
        assert_eq!(root.get("b").unwrap().as_bool(), Some(true));
        assert_eq!(
            root.get("b").unwrap().position(),
            Position { line: 3, column: 7 }
        );
        assert_eq!(
            root.members()
                .map(|(name, _)| name.into_owned())
                .collect::<Vec<_>>(),
            ["a", "b"]
        );
    }

    #[test]
    fn duplicate_names_are_noted() {
        let document = Document::parse(r#"{"a":1,"b":{"c":1,"\u0063":2},"a":3}"#).unwrap();
        let names: Vec<_> = document
            .duplicates()
            .map(|node| node.key().unwrap().into_owned())
            .collect();
        assert_eq!(names, ["c", "a"]);
        assert_eq!(document.root().get("a").unwrap().number_text(), Some("1"));
        let many = (0..40)
            .map(|n| format!("\"k{}\":{n}", n % 39))
            .collect::<Vec<_>>()
            .join(",");
        assert_eq!(
            Document::parse(format!("{{{many}}}"))
                .unwrap()
                .duplicates()
                .count(),
            1
        );
    }

    #[test]
    fn siblings_are_found_however_their_names_are_written() {
        let text = r#"{"a":1,"_ab":{},"\u005fa":{"id":"x"},"b":{"a":2}}"#;
        let document = Document::parse(text.to_owned()).unwrap();
        let root = document.root();
        let id = root.beside("a").and_then(|node| node.get("id")?.as_str());
        assert_eq!(id.as_deref(), Some("x"));
        assert!(root.has_siblings() && root.beside("b").is_none());
        assert!(!root.get("b").unwrap().has_siblings());
    }

    #[rstest]
    #[case("", JsonFault::UnexpectedEnd)]
    #[case("{\"a\":1", JsonFault::UnexpectedEnd)]
    #[case("[1,]", JsonFault::Unexpected { expected: "a JSON value" })]
    #[case("{a:1}", JsonFault::Unexpected { expected: "a member name in double quotes" })]
    #[case("01", JsonFault::BadNumber)]
    #[case("1.", JsonFault::BadNumber)]
    #[case("\"\\x\"", JsonFault::BadEscape)]
    #[case("\"\\ud800\"", JsonFault::BadEscape)]
    #[case("\"a\nb\"", JsonFault::ControlCharacter)]
    #[case("1 2", JsonFault::Trailing)]
    fn faults_are_named(#[case] text: &str, #[case] expected: JsonFault) {
        assert_eq!(fault(text), expected);
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = "[".repeat(10_000);
        assert_eq!(fault(&deep), JsonFault::TooDeep { limit: 200 });
        let limits = Limits {
            values: 10,
            ..Limits::default()
        };
        let error = Document::parse_within(format!("[{}1]", "1,".repeat(20)), limits).unwrap_err();
        assert_eq!(
            error.fault,
            JsonFault::TooLarge {
                limit: 10,
                unit: "values"
            }
        );
        assert_eq!(
            Document::parse(vec![b'"', 0xFF, b'"']).unwrap_err().fault,
            JsonFault::NotUtf8
        );
    }
}
