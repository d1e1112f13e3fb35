//! What to generate.

use jiff::civil::Date;

/// How a data set is generated. Two calls with equal options give equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Decides names, numbers and values. Identities (ids, user names) do not depend on it.
    pub seed: u64,
    /// The day that all dates are relative to.
    pub today: Date,
    /// How many small members to add to the standard ones, for measuring.
    pub extra_members: u32,
}
