//! One search parameter of one resource type.

use std::sync::OnceLock;

use super::implied;
use crate::fhirpath::{Context, Element, Expression, Item};
use crate::json::{Document, Node};
use crate::pack::SearchFacts;

/// The types of search parameters (FHIR R4 section 3.1.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchParamType {
    /// A number.
    Number,
    /// A date, or a period.
    Date,
    /// Text.
    String,
    /// A code, an identifier, a boolean.
    Token,
    /// A reference to another resource.
    Reference,
    /// Several parameters in one.
    Composite,
    /// A number with a unit.
    Quantity,
    /// A URI.
    Uri,
    /// One with rules of its own, such as `near`.
    Special,
}

/// A search parameter as it applies to one resource type.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct SearchParameter {
    /// The name in a query.
    pub code: String,
    /// Canonical URL of the definition.
    pub url: String,
    pub kind: SearchParamType,
    /// Resource types that a reference may lead to.
    pub targets: Vec<String>,
    /// Comparators that the definition lists.
    pub comparators: Vec<String>,
    /// Modifiers that the definition lists.
    pub modifiers: Vec<String>,
    /// Parameters that the definition lists for chains.
    pub chains: Vec<String>,
    /// Whether values separated by commas are to be understood, where the definition says so.
    pub multiple_or: Option<bool>,
    /// Whether the parameter may be repeated, where the definition says so.
    pub multiple_and: Option<bool>,
    /// The parts of a composite.
    pub components: Vec<Component>,
    resource_type: String,
    expression: Option<Expression>,
    implied: OnceLock<Option<String>>,
}

/// A part of a composite.
#[derive(Debug)]
pub struct Component {
    /// Canonical URL of the parameter that says how its value is compared.
    pub definition: String,
    /// Where its values are, seen from a value of the composite.
    pub expression: Expression,
}

impl SearchParameter {
    /// Takes over the facts of a pack; none for a type of parameter that R4 does not know.
    pub(super) fn new(resource_type: &str, facts: SearchFacts) -> Option<Self> {
        let kind = match facts.kind.as_str() {
            "number" => SearchParamType::Number,
            "date" => SearchParamType::Date,
            "string" => SearchParamType::String,
            "token" => SearchParamType::Token,
            "reference" => SearchParamType::Reference,
            "composite" => SearchParamType::Composite,
            "quantity" => SearchParamType::Quantity,
            "uri" => SearchParamType::Uri,
            "special" => SearchParamType::Special,
            _ => return None,
        };
        let components = facts
            .components
            .into_iter()
            .filter_map(|(definition, expression)| {
                Some(Component {
                    definition,
                    expression: Expression::parse(&expression).ok()?,
                })
            });
        Some(Self {
            code: facts.code,
            url: facts.url,
            kind,
            targets: facts.targets,
            comparators: facts.comparators,
            modifiers: facts.modifiers,
            chains: facts.chains,
            multiple_or: facts.multiple_or,
            multiple_and: facts.multiple_and,
            components: components.collect(),
            resource_type: resource_type.to_owned(),
            expression: facts
                .expression
                .and_then(|expression| Expression::parse(&expression).ok()),
            implied: OnceLock::new(),
        })
    }

    /// The resource type that it is for.
    pub fn resource_type(&self) -> &str {
        &self.resource_type
    }

    /// Where the values are; parameters such as `_text` have no expression.
    pub fn expression(&self) -> Option<&Expression> {
        self.expression.as_ref()
    }

    /// The values of a resource, with their FHIR types. What cannot be evaluated has no values.
    pub fn items<'a>(&'a self, document: &'a Document) -> Vec<Item<'a>> {
        let resource = Element::resource(document.root());
        self.items_in(resource)
    }

    /// As [`SearchParameter::items`], for a resource inside another document.
    pub fn items_in<'a>(&'a self, resource: Element<'a>) -> Vec<Item<'a>> {
        let Some(expression) = &self.expression else {
            return Vec::new();
        };
        let context = Context::new(resource).searching();
        let mut found = Vec::new();
        for item in expression.evaluate(resource, &context).unwrap_or_default() {
            // Guides point at an extension where they mean its value.
            match item
                .element()
                .filter(|element| element.type_name() == Some("Extension"))
            {
                Some(extension) => {
                    extension.each_child("value", |value| found.push(Item::Element(value)));
                }
                None => found.push(item),
            }
        }
        found
    }

    /// The places of a resource that hold the values. A value that is computed, such as that of `Patient?deceased`, has no
    /// place: see [`SearchParameter::items`].
    pub fn nodes<'a>(&'a self, document: &'a Document) -> Vec<Node<'a>> {
        self.items(document)
            .iter()
            .filter_map(|item| item.element()?.node())
            .collect()
    }

    /// The code system of a token whose element is a plain `code`: its required binding names one system only.
    pub fn implied_system(&self) -> Option<&str> {
        self.implied
            .get_or_init(|| {
                let expression = self
                    .expression
                    .as_ref()
                    .filter(|_| self.kind == SearchParamType::Token)?;
                implied::system(expression.text())
            })
            .as_deref()
    }
}
