//! The harness's own reading of FHIR search (FHIR R4, Search): does a resource match, which values does it offer, which
//! searches follow from a member's data, and what did an answer leave out. It shares nothing with the sandbox, and makes no
//! request.

mod bundle;
mod criterion;
mod date;
mod definition;
mod judge;
mod own;
mod reference;
mod text;
mod token;
mod value;
mod verdict;

pub use bundle::{Bundle, Entry, Mode};
pub use definition::definitions;
pub use judge::{missing, wrong};
pub use own::{Needs, needs, own_queries};
pub use value::written;
pub use verdict::{Knowledge, Matching, matches};

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
