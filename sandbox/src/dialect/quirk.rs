//! What a payer does against the standards, by its own documentation.

use serde::Deserialize;

use crate::fault::Defect;

/// A requirement that a payer does not meet: a defect that is always on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quirk {
    /// What it does wrong.
    pub defect: Defect,
    /// The statement of its documentation that says so.
    pub source: String,
}
