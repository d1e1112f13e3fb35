//! The facts about code systems and value sets (FHIR R4 "CodeSystem", "ValueSet").

use serde::{Deserialize, Serialize};

/// A code system.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeSystemFacts {
    /// Whether all of its codes are listed.
    #[serde(rename = "f", default)]
    pub complete: bool,
    /// Whether `A` and `a` are the same code.
    #[serde(rename = "i", default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_case: bool,
    /// Its codes, parents before their children.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// How deep each code stands; empty when none has a parent.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    pub depths: Vec<u8>,
}

/// A value set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ValueSetFacts {
    /// What is in it.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<IncludeFacts>,
    /// What of that is not.
    #[serde(rename = "e", default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<IncludeFacts>,
}

/// A part of a value set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct IncludeFacts {
    /// The code system.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Listed codes; all of the system when there are none and no filter.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Property, operation and value of filters that must all hold.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<(String, String, String)>,
    /// Value sets that a code must be in as well, or that are imported when no system is named.
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    pub value_sets: Vec<String>,
}
