//! The facts about search parameters and compartments (FHIR R4 "SearchParameter", "CompartmentDefinition").

use serde::{Deserialize, Serialize};

/// A search parameter for one resource type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SearchFacts {
    /// The name in a query.
    #[serde(rename = "c")]
    pub code: String,
    /// Canonical URL.
    #[serde(rename = "u")]
    pub url: String,
    /// `token`, `date` and so on, as FHIR names them.
    #[serde(rename = "k")]
    pub kind: String,
    /// FHIRPath of the values, the part for this resource type only.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// Resource types that a reference may lead to.
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Comparators that are listed.
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub comparators: Vec<String>,
    /// Modifiers that are listed.
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<String>,
    /// Parameters that may follow in a chain.
    #[serde(rename = "h", default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<String>,
    /// Whether values separated by commas are to be understood, where that is said.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub multiple_or: Option<bool>,
    /// Whether the parameter may be repeated, where that is said.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub multiple_and: Option<bool>,
    /// Definition and expression of every component of a composite.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<(String, String)>,
}

/// Resource types of a compartment with the search parameters that put a resource into it.
pub type CompartmentFacts = Vec<(String, Vec<String>)>;
