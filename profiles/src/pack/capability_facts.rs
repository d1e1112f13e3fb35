//! The facts about what a guide asks of a server (FHIR R4 "CapabilityStatement" of kind requirements, and its extensions
//! for expectations and combinations of search parameters).

use serde::{Deserialize, Serialize};

/// How strongly something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Expectation {
    /// SHALL
    #[serde(rename = "l")]
    Shall,
    /// SHOULD
    #[serde(rename = "d")]
    Should,
    /// MAY, or nothing is said.
    #[serde(rename = "y")]
    May,
    /// SHOULD NOT
    #[serde(rename = "n")]
    ShouldNot,
}

/// What is asked for one resource type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CapabilityFacts {
    /// How strongly the type itself is asked for.
    #[serde(rename = "x")]
    pub expectation: Expectation,
    /// Profiles that are to be supported.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Interactions such as `read` and `search-type`.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<(String, Expectation)>,
    /// Search parameters: code, canonical URL and expectation.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<(String, String, Expectation)>,
    /// Search parameters that are to be supported together.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub combinations: Vec<CombinationFacts>,
    /// Values of `_include`.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<(String, Expectation)>,
    /// Values of `_revinclude`.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub reverse_includes: Vec<(String, Expectation)>,
}

/// Search parameters that work together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CombinationFacts {
    /// How strongly it is asked for.
    #[serde(rename = "x")]
    pub expectation: Expectation,
    /// Parameters that are always there.
    #[serde(rename = "q")]
    pub required: Vec<String>,
    /// Parameters that may be there.
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<String>,
}
