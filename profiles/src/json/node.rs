//! A value of a [`Document`]: a reference that is free to copy.

use std::borrow::Cow;
use std::ops::Range;

use super::document::Document;
use super::name::{Name, hash};
use super::position::Position;
use super::string;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number; its text is kept.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A value of a document.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document,
    index: u32,
}

impl<'d> Node<'d> {
    #[inline]
    pub(super) fn new(document: &'d Document, index: u32) -> Self {
        Self { document, index }
    }

    /// The document that holds this value.
    pub fn document(self) -> &'d Document {
        self.document
    }

    /// Where this value stands in the arena; document order, unique in its document.
    pub fn index(self) -> u32 {
        self.index
    }

    /// What this value is.
    #[inline]
    pub fn kind(self) -> NodeKind {
        self.document.entry(self.index).kind
    }

    /// Whether this is an object.
    #[inline]
    pub fn is_object(self) -> bool {
        self.kind() == NodeKind::Object
    }

    /// Whether this is an array.
    #[inline]
    pub fn is_array(self) -> bool {
        self.kind() == NodeKind::Array
    }

    /// Whether this is `null`.
    #[inline]
    pub fn is_null(self) -> bool {
        self.kind() == NodeKind::Null
    }

    /// The first member of this name, if this is an object that has one.
    #[inline]
    pub fn get(self, name: &str) -> Option<Node<'d>> {
        self.get_hashed(hash(name), name)
    }

    /// As [`Node::get`], for a name that is known before any document is.
    pub(crate) fn get_named(self, name: &Name) -> Option<Node<'d>> {
        self.get_hashed(name.hash(), name)
    }

    fn get_hashed(self, hash: u32, name: &str) -> Option<Node<'d>> {
        self.inside(NodeKind::Object)
            .find(|node| node.key_hash() == hash && node.has_key(name))
    }

    /// Whether this value stands under a name that is known before any document is.
    pub(crate) fn is_named(self, name: &Name) -> bool {
        self.key_hash() == name.hash() && self.has_key(name)
    }

    #[inline]
    fn has_key(self, name: &str) -> bool {
        let entry = self.document.entry(self.index);
        let raw = self.raw_key();
        if entry.key_escaped {
            *string::decode(raw, true) == *name
        } else {
            raw == name
        }
    }

    /// Whether this is an object with a member whose name starts with `_`.
    #[inline]
    pub(crate) fn has_siblings(self) -> bool {
        self.document.entry(self.index).siblings
    }

    /// The first member whose name is `_` and this one, if this is an object that has one.
    #[inline]
    pub(crate) fn beside(self, name: &str) -> Option<Node<'d>> {
        // Hardly any object has one.
        if !self.has_siblings() {
            return None;
        }
        self.children().find(|node| node.is_beside(name))
    }

    fn is_beside(self, name: &str) -> bool {
        let raw = self.raw_key();
        let length = name.len() + 1;
        if self.document.entry(self.index).key_escaped {
            // An escape is six times as long as what it stands for at most, so longer names need not be decoded.
            raw.len() <= 6 * length && string::decode(raw, true).strip_prefix('_') == Some(name)
        } else {
            raw.len() == length && raw.strip_prefix('_') == Some(name)
        }
    }

    /// The items of an array; nothing for any other value.
    #[inline]
    pub fn items(self) -> Items<'d> {
        Items(self.inside(NodeKind::Array))
    }

    /// The members of an object in the order they came; nothing for any other value.
    #[inline]
    pub fn members(self) -> Members<'d> {
        Members(self.children())
    }

    /// The values of the members of an object; nothing for any other value.
    #[inline]
    pub(crate) fn children(self) -> Children<'d> {
        self.inside(NodeKind::Object)
    }

    #[inline]
    fn inside(self, kind: NodeKind) -> Children<'d> {
        let entry = self.document.entry(self.index);
        let end = if entry.kind == kind { entry.next } else { 0 };
        Children {
            document: self.document,
            index: self.index + 1,
            end,
        }
    }

    /// The text of a string.
    #[inline]
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        let entry = self.document.entry(self.index);
        (entry.kind == NodeKind::String).then(|| {
            string::decode(
                self.document.slice(entry.start + 1, entry.end - 1),
                entry.escaped,
            )
        })
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            NodeKind::True => Some(true),
            NodeKind::False => Some(false),
            _ => None,
        }
    }

    /// The text of a number, as it was written.
    pub fn number_text(self) -> Option<&'d str> {
        (self.kind() == NodeKind::Number).then(|| self.text())
    }

    /// The bytes of this value as they came.
    #[inline]
    pub fn text(self) -> &'d str {
        let entry = self.document.entry(self.index);
        self.document.slice(entry.start, entry.end)
    }

    /// The member name under which this value stands, if it is a member.
    #[inline]
    pub fn key(self) -> Option<Cow<'d, str>> {
        let entry = self.document.entry(self.index);
        // No member name can start at offset 0: a brace and a quote stand before it.
        (entry.key_start > 0).then(|| string::decode(self.raw_key(), entry.key_escaped))
    }

    #[inline]
    fn raw_key(self) -> &'d str {
        let entry = self.document.entry(self.index);
        self.document
            .slice(entry.key_start, entry.key_start + entry.key_len)
    }

    /// The hash of the member name under which this value stands.
    #[inline]
    pub(crate) fn key_hash(self) -> u32 {
        self.document.entry(self.index).key_hash
    }

    /// Whether this is a string that was written with escapes.
    #[inline]
    pub(crate) fn has_escapes(self) -> bool {
        self.document.entry(self.index).escaped
    }

    /// Byte offsets of this value.
    pub fn span(self) -> Range<usize> {
        let entry = self.document.entry(self.index);
        entry.start as usize..entry.end as usize
    }

    /// Line and column where this value starts.
    pub fn position(self) -> Position {
        self.document.position(self.span().start)
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.document, other.document)
    }
}

impl Eq for Node<'_> {}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}

/// The values inside of an object or array.
#[derive(Debug, Clone)]
pub(crate) struct Children<'d> {
    document: &'d Document,
    index: u32,
    end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Node<'d>;

    #[inline]
    fn next(&mut self) -> Option<Node<'d>> {
        if self.index >= self.end {
            return None;
        }
        let node = Node::new(self.document, self.index);
        self.index = self.document.entry(self.index).next;
        Some(node)
    }
}

/// The items of an array.
#[derive(Debug, Clone)]
pub struct Items<'d>(Children<'d>);

impl<'d> Iterator for Items<'d> {
    type Item = Node<'d>;

    #[inline]
    fn next(&mut self) -> Option<Node<'d>> {
        self.0.next()
    }
}

/// The members of an object, with their names.
#[derive(Debug, Clone)]
pub struct Members<'d>(Children<'d>);

impl<'d> Iterator for Members<'d> {
    type Item = (Cow<'d, str>, Node<'d>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let node = self.0.next()?;
        Some((node.key().unwrap_or_default(), node))
    }
}
