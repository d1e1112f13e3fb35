//! An element of a resource as FHIRPath sees it: a value, its `_` sibling with id and extensions, and its FHIR type
//! (FHIR R4 "JSON Representation of Resources"; FHIRPath "Using FHIRPath with FHIR").

use super::decimal::Decimal;
use super::item::Value;
use super::quantity::Quantity;
use super::temporal::Temporal;
use crate::json::{Name, Node, NodeKind, name_hash};
use crate::schema::{self, TypeInfo};

/// An element: a place in a document with its FHIR type.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    /// The value; absent where only the `_` sibling is there.
    node: Option<Node<'a>>,
    /// The object under the name with `_` before it.
    sibling: Option<Node<'a>>,
    info: Option<&'static TypeInfo>,
}

impl<'a> Element<'a> {
    /// A resource, typed by its `resourceType`.
    pub fn resource(node: Node<'a>) -> Self {
        Self {
            node: Some(node),
            sibling: None,
            info: resource_type(node),
        }
    }

    /// An element of a known type.
    pub fn typed(
        node: Option<Node<'a>>,
        sibling: Option<Node<'a>>,
        info: Option<&'static TypeInfo>,
    ) -> Self {
        Self {
            node,
            sibling,
            info,
        }
    }

    /// The value, where there is one.
    pub fn node(&self) -> Option<Node<'a>> {
        self.node
    }

    /// The object with id and extensions of a primitive, where there is one.
    pub fn sibling(&self) -> Option<Node<'a>> {
        self.sibling
    }

    /// What is known of the element's type.
    pub fn info(&self) -> Option<&'static TypeInfo> {
        self.info
    }

    /// The name of the FHIR type, if it is known.
    pub fn type_name(&self) -> Option<&'static str> {
        self.info.map(TypeInfo::name)
    }

    /// Whether both are the same place of the same document.
    pub fn same_place(&self, other: &Self) -> bool {
        self.node == other.node && self.sibling == other.sibling
    }

    fn object(&self) -> Option<Node<'a>> {
        self.node.filter(|node| node.is_object()).or(self.sibling)
    }

    /// Whether the element has a primitive value.
    pub fn has_value(&self) -> bool {
        self.node.is_some_and(|node| {
            !matches!(
                node.kind(),
                NodeKind::Object | NodeKind::Array | NodeKind::Null
            )
        })
    }

    /// Visits the elements under `name`; a choice element such as `value[x]` is named without its type.
    #[inline]
    pub fn each_child(&self, name: &str, visit: impl FnMut(Element<'a>)) {
        self.each_hashed(name_hash(name), name, visit);
    }

    /// As [`Element::each_child`], for a name that is known before any document is.
    #[inline]
    pub(crate) fn each_named(&self, name: &Name, visit: impl FnMut(Element<'a>)) {
        self.each_hashed(name.hash(), name, visit);
    }

    fn each_hashed(&self, hash: u32, name: &str, mut visit: impl FnMut(Element<'a>)) {
        let Some(object) = self.object() else { return };
        if let Some(info) = self.info {
            let property = info.property_hashed(hash, name);
            let Some(variant) = property.and_then(|property| property.variant_in(object)) else {
                return;
            };
            let (node, sibling) = variant.values(object);
            if node.is_some() || sibling.is_some() {
                pair(node, sibling, &mut |node, sibling| {
                    visit(child(node, sibling, variant.info()));
                });
            }
            return;
        }
        // Nothing is known of this type: take the member as it is, or a choice of this name.
        for (key, node) in object.members() {
            let choice = key
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
            if key == name || choice {
                let info = if choice {
                    schema::r4().choice_type(&key[name.len()..])
                } else {
                    None
                };
                pair(Some(node), object.beside(&key), &mut |node, sibling| {
                    visit(child(node, sibling, info));
                });
            }
        }
    }

    /// Visits the elements under a name as JSON has it, such as `servicedDate`: some guides write it in expressions.
    pub(super) fn each_member(&self, name: &Name, mut visit: impl FnMut(Element<'a>)) {
        let variant = self
            .info
            .and_then(|info| info.member_hashed(name.hash(), name))
            .map(|(_, variant)| variant);
        if let (Some(object), Some(variant)) = (self.object(), variant) {
            pair(
                object.get_named(name),
                object.beside(name),
                &mut |node, sibling| {
                    if node.is_some() || sibling.is_some() {
                        visit(child(node, sibling, variant.info()));
                    }
                },
            );
        }
    }

    /// Visits all elements directly inside this one, in document order.
    pub fn each(&self, mut visit: impl FnMut(&'a str, Element<'a>)) {
        let Some(object) = self.object() else { return };
        for (key, node) in object.members() {
            let key: &'a str = match key {
                std::borrow::Cow::Borrowed(key) => key,
                // A name with escapes is no name that FHIR defines.
                std::borrow::Cow::Owned(_) => continue,
            };
            if key == "resourceType" {
                continue;
            }
            let (name, beside) = match key.strip_prefix('_') {
                Some(name) if object.get(name).is_some() => continue,
                Some(name) => (name, true),
                None => (key, false),
            };
            let member = self.info.map(|info| {
                if beside {
                    info.member(name)
                } else {
                    info.member_hashed(node.key_hash(), name)
                }
            });
            let (name, info, sibling) = match member {
                Some(Some((property, variant))) => {
                    (property.name(), variant.info(), variant.sibling_in(object))
                }
                Some(None) => continue,
                None => (name, None, object.beside(name)),
            };
            let node = (!beside).then_some(node);
            pair(node, sibling, &mut |node, sibling| {
                visit(name, child(node, sibling, info));
            });
        }
    }

    /// The system value of a primitive or quantity (FHIRPath "Using FHIRPath with FHIR", implicit conversions).
    pub fn value(&self) -> Option<Value<'a>> {
        let node = self.node?;
        match node.kind() {
            NodeKind::True => Some(Value::Boolean(true)),
            NodeKind::False => Some(Value::Boolean(false)),
            NodeKind::Number => {
                let text = node.number_text()?;
                let whole = match self.info {
                    Some(info) => info.name() != "decimal",
                    None => !text.contains(['.', 'e', 'E']),
                };
                match text.parse() {
                    Ok(number) if whole => Some(Value::Integer(number)),
                    _ => Decimal::parse(text).map(Value::Decimal),
                }
            }
            NodeKind::String => {
                let text = node.as_str()?;
                let temporal = match self.type_name() {
                    Some("date") => Temporal::parse_date(&text),
                    Some("dateTime" | "instant") => Temporal::parse_date_time(&text),
                    Some("time") => Temporal::parse_time(&text),
                    _ => None,
                };
                Some(temporal.map_or(Value::String(text), Value::Temporal))
            }
            NodeKind::Object if self.info.is_some_and(TypeInfo::is_quantity) => {
                let value = Decimal::parse(node.get("value")?.number_text()?)?;
                let unit = node
                    .get("code")
                    .or_else(|| node.get("unit"))
                    .and_then(Node::as_str);
                Some(Value::Quantity(Box::new(Quantity::ucum(
                    value,
                    unit.map_or("1".to_owned(), |unit| unit.into_owned()),
                ))))
            }
            _ => None,
        }
    }
}

fn resource_type(node: Node<'_>) -> Option<&'static TypeInfo> {
    schema::r4().type_info(&node.get("resourceType")?.as_str()?)
}

fn child<'a>(
    node: Option<Node<'a>>,
    sibling: Option<Node<'a>>,
    info: Option<&'static TypeInfo>,
) -> Element<'a> {
    let info = match (info, node) {
        (Some(info), Some(node)) if info.is_resource() => resource_type(node).or(Some(info)),
        (None, Some(node)) if node.is_object() => resource_type(node),
        _ => info,
    };
    Element {
        node,
        sibling,
        info,
    }
}

/// Brings the items of an array together with those of its `_` sibling.
fn pair<'a>(
    node: Option<Node<'a>>,
    sibling: Option<Node<'a>>,
    visit: &mut impl FnMut(Option<Node<'a>>, Option<Node<'a>>),
) {
    let list =
        node.is_some_and(Node::is_array) || (node.is_none() && sibling.is_some_and(Node::is_array));
    if !list {
        return visit(
            node.filter(|node| !node.is_null()),
            sibling.filter(|sibling| sibling.is_object()),
        );
    }
    let mut nodes = node.map(Node::items);
    let mut siblings = sibling.map(Node::items);
    loop {
        let node = nodes.as_mut().and_then(Iterator::next);
        let sibling = siblings.as_mut().and_then(Iterator::next);
        if node.is_none() && sibling.is_none() {
            return;
        }
        let (node, sibling) = (
            node.filter(|node| !node.is_null()),
            sibling.filter(|sibling| sibling.is_object()),
        );
        if node.is_some() || sibling.is_some() {
            visit(node, sibling);
        }
    }
}
