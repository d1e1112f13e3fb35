//! Why a snapshot cannot be made.

use thiserror::Error;

/// A snapshot that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum SnapshotError {
    /// A profile without a snapshot that says not what it is based on.
    #[error("{profile} has no snapshot and no baseDefinition to make one from")]
    NoBase {
        /// Canonical URL of the profile.
        profile: String,
    },
    /// What it is based on is in no package at hand.
    #[error(
        "{profile} has no snapshot, and {base}, which it is based on, is in no package at hand"
    )]
    UnknownBase {
        /// Canonical URL of the profile.
        profile: String,
        /// Canonical URL of what it is based on.
        base: String,
    },
    /// A profile that is based on itself.
    #[error("these profiles are based on each other in a circle: {}", circle.join(" -> "))]
    Cyclic {
        /// The canonical URLs, the first of them again at the end.
        circle: Vec<String>,
    },
    /// The differential is about an element that there is not.
    #[error("{profile} constrains {element}, which {base} does not have")]
    UnknownElement {
        /// Canonical URL of the profile.
        profile: String,
        /// Id of the element.
        element: String,
        /// What has no such element.
        base: String,
    },
    /// Profiles based on profiles, and so on, further than any honest guide goes.
    #[error("{profile} stands on more than {limit} other profiles")]
    TooDeep {
        /// Canonical URL of the profile where counting stopped.
        profile: String,
        limit: usize,
    },
    /// More elements than any honest profile has.
    #[error("the snapshot of {profile} would have more than {limit} elements")]
    TooLarge {
        /// Canonical URL of the profile.
        profile: String,
        limit: usize,
    },
    /// Snapshots that are made of each other again and again.
    #[error(
        "the snapshots of this package take more work than those of any honest one; stopped at {profile}"
    )]
    TooMuchWork {
        /// Canonical URL of what was being made.
        profile: String,
    },
}

impl SnapshotError {
    /// Whether the package is beyond help, in contrast to one profile in it that others can do without.
    pub fn is_hopeless(&self) -> bool {
        matches!(
            self,
            Self::Cyclic { .. }
                | Self::TooDeep { .. }
                | Self::TooLarge { .. }
                | Self::TooMuchWork { .. }
        )
    }
}
