//! The facts about a structure: what a StructureDefinition says to machines (FHIR R4 "StructureDefinition",
//! "ElementDefinition"). Names are short because there are tens of thousands of elements.

use serde::{Deserialize, Serialize};

/// A StructureDefinition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Structure {
    /// Canonical URL.
    #[serde(rename = "u")]
    pub url: String,
    /// Business version.
    #[serde(rename = "v", default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// The type it defines or constrains.
    #[serde(rename = "t")]
    pub type_name: String,
    /// What kind of type that is.
    #[serde(rename = "k")]
    pub kind: StructureKind,
    /// Whether it constrains a type, in contrast to defining one.
    #[serde(rename = "d", default, skip_serializing_if = "is_false")]
    pub profile: bool,
    /// Whether nothing can be just this type.
    #[serde(rename = "a", default, skip_serializing_if = "is_false")]
    pub is_abstract: bool,
    /// Canonical URL of what it is based on.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Where an extension may stand: kind of context (`element`, `extension`, `fhirpath`) and expression.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<(String, String)>,
    /// The elements of its snapshot, in order.
    #[serde(rename = "e")]
    pub elements: Vec<ElementFacts>,
}

/// The kinds of type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StructureKind {
    /// `boolean`, `code` and the like.
    #[serde(rename = "p")]
    Primitive,
    /// `HumanName`, `Extension` and the like.
    #[serde(rename = "c")]
    Complex,
    /// `Patient` and the like.
    #[serde(rename = "r")]
    Resource,
    /// A model of something that is no FHIR.
    #[serde(rename = "l")]
    Logical,
}

/// An ElementDefinition.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ElementFacts {
    /// The element's id without the type before it: empty for the root, `identifier:NPI.system` for an element of a slice.
    #[serde(rename = "i", default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// How often it must be there.
    #[serde(rename = "n", default, skip_serializing_if = "is_zero")]
    pub min: u32,
    /// How often it may be there; none is without a limit.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Whether its base may repeat, so that JSON has an array.
    #[serde(rename = "l", default, skip_serializing_if = "is_false")]
    pub list: bool,
    /// Its types.
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<TypeFacts>,
    /// Id of the element whose definition it shares, without the type before it.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// How it is sliced.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub slicing: Option<SlicingFacts>,
    /// `fixed[x]`.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<TypedJson>,
    /// `pattern[x]`.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<TypedJson>,
    /// `minValue[x]`.
    #[serde(rename = "ge", default, skip_serializing_if = "Option::is_none")]
    pub min_value: Option<TypedJson>,
    /// `maxValue[x]`.
    #[serde(rename = "le", default, skip_serializing_if = "Option::is_none")]
    pub max_value: Option<TypedJson>,
    /// `maxLength`, in characters.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Its binding to a value set.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub binding: Option<Binding>,
    /// Its invariants; those that stand on every element are left out.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// Whether the guide asks systems to support it.
    #[serde(rename = "ms", default, skip_serializing_if = "is_false")]
    pub must_support: bool,
    /// Whether it changes the meaning of what holds it.
    #[serde(rename = "mo", default, skip_serializing_if = "is_false")]
    pub modifier: bool,
}

/// A type of an element.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeFacts {
    /// The type's name.
    #[serde(rename = "c")]
    pub code: String,
    /// Profiles of which the value must meet one.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Profiles of which the target of a reference must meet one.
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Whether systems must support this type, target by target (`targetProfile` with must-support).
    #[serde(rename = "ms", default, skip_serializing_if = "Vec::is_empty")]
    pub supported: Vec<String>,
}

/// A value with its type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TypedJson(
    /// The type's name.
    pub String,
    /// The value as JSON.
    pub serde_json::Value,
);

/// How the items of an element are told apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SlicingFacts {
    /// What tells them apart.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    pub discriminators: Vec<Discriminator>,
    /// Whether other items may be there.
    #[serde(rename = "r")]
    pub rules: SlicingRules,
    /// Whether the items come in the order of the slices.
    #[serde(rename = "o", default, skip_serializing_if = "is_false")]
    pub ordered: bool,
}

/// A discriminator: its kind (`value`, `pattern`, `type`, `exists`, `profile`) and path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discriminator(
    /// The kind.
    pub String,
    /// The path.
    pub String,
);

/// Whether items outside of every slice may be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlicingRules {
    /// Anywhere.
    #[serde(rename = "o")]
    Open,
    /// Nowhere.
    #[serde(rename = "c")]
    Closed,
    /// Only after the slices.
    #[serde(rename = "e")]
    OpenAtEnd,
}

/// A binding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// How binding it is.
    #[serde(rename = "s")]
    pub strength: Strength,
    /// Canonical URL of the value set.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub value_set: Option<String>,
    /// Canonical URL of the largest value set that an extensible binding may be widened to.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
}

/// Strengths of a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strength {
    /// Only an example.
    #[serde(rename = "e")]
    Example,
    /// Encouraged.
    #[serde(rename = "p")]
    Preferred,
    /// To be used where it applies.
    #[serde(rename = "x")]
    Extensible,
    /// To be used.
    #[serde(rename = "r")]
    Required,
}

/// An invariant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    /// Its key.
    #[serde(rename = "k")]
    pub key: String,
    /// How bad breaking it is.
    #[serde(rename = "s", default, skip_serializing_if = "is_error")]
    pub severity: Severity,
    /// FHIRPath that must be true.
    #[serde(rename = "x")]
    pub expression: String,
}

/// Severity of an invariant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Severity {
    /// The resource does not conform.
    #[default]
    #[serde(rename = "e")]
    Error,
    /// The resource conforms but should be better.
    #[serde(rename = "w")]
    Warning,
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

fn is_error(value: &Severity) -> bool {
    *value == Severity::Error
}
