//! What an expression yields: elements of a resource, and system values.

use std::borrow::Cow;

use super::decimal::Decimal;
use super::element::Element;
use super::quantity::Quantity;
use super::temporal::{Temporal, TemporalKind};

/// A system value.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// `System.Boolean`
    Boolean(bool),
    /// `System.Integer`
    Integer(i64),
    /// `System.Decimal`
    Decimal(Decimal),
    /// `System.String`
    String(Cow<'a, str>),
    /// `System.Date`, `System.DateTime` or `System.Time`
    Temporal(Temporal),
    /// `System.Quantity`
    Quantity(Box<Quantity>),
    /// What `type()` yields.
    Type {
        /// `System` or `FHIR`.
        namespace: &'static str,
        /// The type's name.
        name: Cow<'a, str>,
    },
}

impl Value<'_> {
    /// A number as a decimal.
    pub(super) fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => Some(Decimal::from(*number)),
            Self::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    /// The name of the value's type in the namespace `System`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "Boolean",
            Self::Integer(_) => "Integer",
            Self::Decimal(_) => "Decimal",
            Self::String(_) => "String",
            Self::Temporal(temporal) => match temporal.kind {
                TemporalKind::Date => "Date",
                TemporalKind::DateTime => "DateTime",
                TemporalKind::Time => "Time",
            },
            Self::Quantity(_) => "Quantity",
            Self::Type { .. } => "TypeInfo",
        }
    }

    /// The value as text, as `toString()` writes it.
    pub fn text(&self) -> Option<String> {
        Some(match self {
            Self::Boolean(value) => value.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Decimal(value) => value.to_string(),
            Self::String(value) => value.to_string(),
            Self::Temporal(value) => value.to_string(),
            Self::Quantity(value) => value.to_string(),
            Self::Type { .. } => return None,
        })
    }
}

/// One item of a collection.
#[derive(Debug, Clone)]
pub enum Item<'a> {
    /// An element of a resource.
    Element(Element<'a>),
    /// A value made by the expression.
    Value(Value<'a>),
}

impl<'a> Item<'a> {
    /// The element, if this is one.
    pub fn element(&self) -> Option<Element<'a>> {
        match self {
            Self::Element(element) => Some(*element),
            Self::Value(_) => None,
        }
    }

    /// The system value of this item: the item itself, or what a primitive or quantity element converts to.
    pub fn value(&self) -> Option<Value<'a>> {
        match self {
            Self::Element(element) => element.value(),
            Self::Value(value) => Some(value.clone()),
        }
    }

    /// The FHIR type of an element (`Quantity`, `dateTime`, `Patient.contact`), if it is known.
    pub fn fhir_type(&self) -> Option<&'static str> {
        self.element().and_then(|element| element.type_name())
    }

    /// Whether this is the boolean `true`.
    pub fn is_true(&self) -> bool {
        matches!(self.value(), Some(Value::Boolean(true)))
    }
}

impl<'a> From<Value<'a>> for Item<'a> {
    fn from(value: Value<'a>) -> Self {
        Self::Value(value)
    }
}

impl<'a> From<Element<'a>> for Item<'a> {
    fn from(element: Element<'a>) -> Self {
        Self::Element(element)
    }
}

impl From<bool> for Item<'_> {
    fn from(value: bool) -> Self {
        Self::Value(Value::Boolean(value))
    }
}

impl From<i64> for Item<'_> {
    fn from(value: i64) -> Self {
        Self::Value(Value::Integer(value))
    }
}

impl From<Decimal> for Item<'_> {
    fn from(value: Decimal) -> Self {
        Self::Value(Value::Decimal(value))
    }
}

impl From<String> for Item<'_> {
    fn from(value: String) -> Self {
        Self::Value(Value::String(value.into()))
    }
}
