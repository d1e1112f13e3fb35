//! Small readers for members of a resource.

use crate::json::Node;

pub(crate) fn text(node: Node<'_>, name: &str) -> Option<String> {
    node.get(name)?.as_str().map(std::borrow::Cow::into_owned)
}

pub(super) fn texts(node: Node<'_>, name: &str) -> Vec<String> {
    items(node, name)
        .filter_map(Node::as_str)
        .map(std::borrow::Cow::into_owned)
        .collect()
}

pub(super) fn flag(node: Node<'_>, name: &str) -> bool {
    node.get(name).and_then(Node::as_bool).unwrap_or(false)
}

pub(crate) fn number(node: Node<'_>, name: &str) -> Option<u32> {
    node.get(name)?.number_text()?.parse().ok()
}

pub(crate) fn items<'d>(node: Node<'d>, name: &str) -> impl Iterator<Item = Node<'d>> {
    node.get(name).into_iter().flat_map(Node::items)
}

/// The value of the extension `url` of an element, whatever its type.
pub(super) fn extension<'d>(node: Node<'d>, url: &str) -> Option<Node<'d>> {
    let found = items(node, "extension")
        .find(|extension| text(*extension, "url").as_deref() == Some(url))?;
    found
        .members()
        .find(|(name, _)| name.starts_with("value"))
        .map(|(_, value)| value)
}
