//! A type and its elements.

use std::sync::OnceLock;

use super::catalog::{Catalog, r4};
use crate::json::{Name, Names, Node};
use crate::pack::{ElementFacts, Structure, StructureKind};

const QUANTITY: &str = "Quantity";

/// A type of FHIR: a primitive, a data type, a resource, or an element with elements of its own such as
/// `Patient.contact`.
#[derive(Debug)]
pub struct TypeInfo {
    name: String,
    kind: StructureKind,
    is_abstract: bool,
    base: Option<&'static TypeInfo>,
    /// Whether this is `Quantity` or derived from it.
    is_quantity: bool,
    properties: Vec<Property>,
    /// Names of the properties, with their places.
    names: Names<usize>,
    /// Names in JSON with the property and variant they stand for.
    members: Names<(usize, usize)>,
    inner: Vec<TypeInfo>,
}

/// An element of a type.
#[derive(Debug)]
pub struct Property {
    name: String,
    list: bool,
    variants: Vec<Variant>,
    /// A bit for each of the variants, by the hash of its name in JSON; several may share one.
    bits: u64,
}

/// The bit of a name with this hash.
fn bit(hash: u32) -> u64 {
    1 << (hash % u64::BITS)
}

/// An element as JSON has it: one for a plain element, one a type for a choice.
#[derive(Debug)]
pub struct Variant {
    json: Name,
    type_name: String,
    info: OnceLock<Option<&'static TypeInfo>>,
}

impl TypeInfo {
    pub(super) fn load(catalog: &Catalog, structure: &Structure) -> Self {
        let base = structure
            .base
            .as_deref()
            .and_then(|url| url.rsplit('/').next())
            .and_then(|name| catalog.type_info(name));
        let elements: Vec<&ElementFacts> = structure.elements.iter().skip(1).collect();
        let mut root = Self::build(&structure.type_name, "", structure.kind, base, &elements);
        root.is_abstract = structure.is_abstract;
        root.inner = elements
            .iter()
            .filter(|element| has_children(&elements, &element.id))
            .map(|element| {
                let base = element
                    .types
                    .first()
                    .and_then(|type_| catalog.type_info(&type_.code));
                let name = format!("{}.{}", structure.type_name, element.id);
                Self::build(&name, &element.id, StructureKind::Complex, base, &elements)
            })
            .collect();
        root
    }

    /// The type made of the elements directly under `path`.
    fn build(
        name: &str,
        path: &str,
        kind: StructureKind,
        base: Option<&'static TypeInfo>,
        elements: &[&ElementFacts],
    ) -> Self {
        let root = name.split('.').next().unwrap_or(name);
        let mut properties = Vec::new();
        for element in elements {
            let Some(own) = child_name(path, &element.id) else {
                continue;
            };
            // The value of a primitive is no element of its own in JSON.
            if kind == StructureKind::Primitive && own == "value" {
                continue;
            }
            let (name, choice) = own
                .strip_suffix("[x]")
                .map_or((own, false), |name| (name, true));
            let types: Vec<String> = if let Some(content) = &element.content {
                vec![format!("{root}.{content}")]
            } else if has_children(elements, &element.id) {
                vec![format!("{root}.{}", element.id)]
            } else {
                element
                    .types
                    .iter()
                    .map(|type_| type_.code.clone())
                    .collect()
            };
            let variants: Vec<Variant> = types
                .into_iter()
                .map(|type_name| {
                    let json = if choice {
                        format!("{name}{}", capitalized(&type_name))
                    } else {
                        name.to_owned()
                    };
                    Variant {
                        json: Name::new(&json),
                        type_name,
                        info: OnceLock::new(),
                    }
                })
                .collect();
            properties.push(Property {
                name: name.to_owned(),
                list: element.list,
                bits: variants
                    .iter()
                    .fold(0, |bits, variant| bits | bit(variant.json.hash())),
                variants,
            });
        }
        let members = properties
            .iter()
            .enumerate()
            .flat_map(|(at, property)| {
                property
                    .variants
                    .iter()
                    .enumerate()
                    .map(move |(variant, found)| (&*found.json, (at, variant)))
            })
            .collect();
        let names = properties.iter().map(|property| property.name.as_str());
        let names = names.zip(0..).collect();
        Self {
            name: name.to_owned(),
            kind,
            is_abstract: false,
            base,
            is_quantity: name == QUANTITY || base.is_some_and(TypeInfo::is_quantity),
            properties,
            names,
            members,
            inner: Vec::new(),
        }
    }

    /// The type's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this is a primitive.
    pub fn is_primitive(&self) -> bool {
        self.kind == StructureKind::Primitive
    }

    /// Whether this is a resource, abstract ones included.
    pub fn is_resource(&self) -> bool {
        self.kind == StructureKind::Resource
    }

    /// Whether nothing can be just this type.
    pub fn is_abstract(&self) -> bool {
        self.is_abstract
    }

    /// The type that this one is derived from.
    pub fn base(&self) -> Option<&'static TypeInfo> {
        self.base
    }

    /// Whether this is the type `name` or derived from it.
    pub fn derives_from(&self, name: &str) -> bool {
        self.name == name || self.base.is_some_and(|base| base.derives_from(name))
    }

    /// Whether this is `Quantity` or derived from it.
    pub(crate) fn is_quantity(&self) -> bool {
        self.is_quantity
    }

    /// The elements of the type, inherited ones included.
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// The element of this name; a choice is named without its type.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.get(*self.names.get(name)?)
    }

    /// As [`TypeInfo::property`], for a name whose hash is known.
    pub(crate) fn property_hashed(&self, hash: u32, name: &str) -> Option<&Property> {
        self.properties.get(*self.names.get_hashed(hash, name)?)
    }

    /// The element that a member name in JSON stands for.
    pub fn member(&self, json: &str) -> Option<(&Property, &Variant)> {
        self.member_at(self.members.get(json)?)
    }

    /// As [`TypeInfo::member`], for a name whose hash is known.
    pub(crate) fn member_hashed(&self, hash: u32, json: &str) -> Option<(&Property, &Variant)> {
        self.member_at(self.members.get_hashed(hash, json)?)
    }

    fn member_at(&self, (property, variant): &(usize, usize)) -> Option<(&Property, &Variant)> {
        let property = self.properties.get(*property)?;
        Some((property, property.variants.get(*variant)?))
    }

    pub(super) fn inner(&self, name: &str) -> Option<&TypeInfo> {
        self.inner.iter().find(|inner| inner.name == name)
    }
}

impl Property {
    /// The element's name; a choice is named without its type.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it may repeat.
    pub fn is_list(&self) -> bool {
        self.list
    }

    /// The forms it has in JSON.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The first of the forms that an object has.
    pub(crate) fn variant_in(&self, object: Node<'_>) -> Option<&Variant> {
        if let [only] = self.variants.as_slice() {
            return Some(only);
        }
        if object.has_siblings() {
            let mut variants = self.variants.iter();
            return variants.find(|variant| variant.values(object) != (None, None));
        }
        let likely = |node: &Node<'_>| self.bits & bit(node.key_hash()) != 0;
        let first = object.children().filter(likely).filter_map(|node| {
            let mut variants = self.variants.iter();
            variants.position(|variant| node.is_named(&variant.json))
        });
        first.min().map(|at| &self.variants[at])
    }
}

impl Variant {
    /// The name in JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The values of an object under this name and under that of the object beside it.
    pub(crate) fn values<'d>(&self, object: Node<'d>) -> (Option<Node<'d>>, Option<Node<'d>>) {
        (object.get_named(&self.json), self.sibling_in(object))
    }

    /// What an object has beside the value.
    pub(crate) fn sibling_in<'d>(&self, object: Node<'d>) -> Option<Node<'d>> {
        let beside = object.beside(&self.json);
        beside.filter(|_| self.may_have_sibling())
    }

    /// The name of the type.
    pub fn type_name(&self) -> &str {
        &self.type_name
    }

    /// The type.
    pub fn info(&self) -> Option<&'static TypeInfo> {
        *self.info.get_or_init(|| r4().type_info(&self.type_name))
    }

    /// Whether JSON can have an object beside the value: only primitives have one.
    pub fn may_have_sibling(&self) -> bool {
        self.type_name.starts_with(|c: char| c.is_ascii_lowercase())
    }
}

fn child_name<'i>(path: &str, id: &'i str) -> Option<&'i str> {
    let own = if path.is_empty() {
        id
    } else {
        id.strip_prefix(path)?.strip_prefix('.')?
    };
    (!own.is_empty() && !own.contains('.')).then_some(own)
}

fn has_children(elements: &[&ElementFacts], id: &str) -> bool {
    elements.iter().any(|element| {
        element
            .id
            .strip_prefix(id)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}

/// A type's name as it ends the name of a choice.
fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_ascii_uppercase(), chars.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_know_their_elements() {
        let patient = r4().type_info("Patient").unwrap();
        assert!(
            patient.is_resource()
                && patient.derives_from("Resource")
                && !patient.derives_from("Element")
        );
        let (property, variant) = patient.member("deceasedBoolean").unwrap();
        assert_eq!(
            (property.name(), variant.type_name()),
            ("deceased", "boolean")
        );
        assert!(patient.property("name").unwrap().is_list());
        let contact = r4().type_info("Patient.contact").unwrap();
        assert!(contact.derives_from("BackboneElement"));
        assert_eq!(
            contact.property("name").unwrap().variants()[0].type_name(),
            "HumanName"
        );
    }

    #[test]
    fn shared_content_is_followed() {
        let item = r4().type_info("Questionnaire.item").unwrap();
        assert_eq!(
            item.property("item").unwrap().variants()[0].type_name(),
            "Questionnaire.item"
        );
    }

    #[test]
    fn codes_are_strings_and_profiles_are_no_types() {
        assert!(r4().type_info("code").unwrap().derives_from("string"));
        assert!(r4().type_info("Age").unwrap().derives_from("Quantity"));
        assert!(r4().type_info("vitalsigns").is_none());
        assert_eq!(r4().choice_type("Code").map(TypeInfo::name), Some("code"));
        assert!(r4().is_resource("Patient") && !r4().is_resource("DomainResource"));
    }
}
