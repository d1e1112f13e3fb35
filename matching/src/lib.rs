//! The harness's own reading of FHIR search (FHIR R4, Search): does a resource match, which values does it offer, which
//! searches follow from a member's data, and what did an answer leave out. It shares nothing with the sandbox, and makes no
//! request.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use payerlab_matching::{Knowledge, Matching, Query, matches};
//! use payerlab_profiles::json::Document;
//!
//! let claim = r#"{"resourceType":"ExplanationOfBenefit","id":"1","created":"2024-03-05",
//!     "patient":{"reference":"Patient/PatientID"}}"#;
//! let claim = Document::parse(claim.to_owned()).unwrap();
//! let query = |parameters: &[(&str, &str)]| Query {
//!     resource_type: "ExplanationOfBenefit".to_owned(),
//!     parameters: parameters.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
//! };
//! let known = Knowledge {
//!     base: "https://payer.example.org/fhir",
//!     targets: &BTreeMap::new(),
//!     listings: &BTreeMap::new(),
//! };
//! let march = query(&[("patient", "PatientID"), ("created", "2024-03")]);
//! assert_eq!(matches(&march, claim.root(), known), Matching::Yes);
//! let april = query(&[("patient", "PatientID"), ("created", "ge2024-04")]);
//! assert_eq!(matches(&april, claim.root(), known), Matching::No);
//! ```

mod answer;
mod bundle;
mod criterion;
mod date;
mod definition;
mod derived_queries;
mod matches;
mod reference;
mod text;
mod token;
mod value;

pub use answer::{missing, unexpected};
pub use bundle::{Bundle, Entry, Mode};
pub use definition::definitions;
pub use derived_queries::{FurtherReads, derived_queries, further_reads};
pub use matches::{Knowledge, Matching, matches};
pub use value::written;

/// A search: a resource type and its parameters as they are before percent-encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The resource type.
    pub resource_type: String,
    /// Names and values, in order; a repeated name narrows.
    pub parameters: Vec<(String, String)>,
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.resource_type)?;
        for (index, (name, value)) in self.parameters.iter().enumerate() {
            write!(f, "{}{name}={value}", if index == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}
