//! The packages on the way from one that was asked for to one that it needs.

use thiserror::Error;

/// No guide needs so many packages, each of which needs others.
const MAX_DEPTH: usize = 64;
/// The package that every other depends on; it is built in.
pub(crate) const CORE: &str = "hl7.fhir.r4.core";

/// Dependencies that lead nowhere.
#[derive(Debug, Error)]
pub enum ChainError {
    /// Packages that depend on each other.
    #[error("these packages depend on each other in a circle: {}", circle.join(" -> "))]
    Cyclic {
        /// The packages, the first of them again at the end.
        circle: Vec<String>,
    },
    /// A chain of packages longer than any honest one.
    #[error("{package} stands at the end of a chain of more than {limit} packages")]
    TooDeep {
        /// The package where counting stopped.
        package: String,
        /// The greatest number of packages in a chain.
        limit: usize,
    },
}

/// Looks whether `package` may stand at the end of a chain of packages, each of which depends on the next.
///
/// # Errors
/// [`ChainError`] when it is in the chain already, and when the chain is too long.
pub(crate) fn extend<'c>(
    chain: impl ExactSizeIterator<Item = &'c str>,
    package: &'c str,
) -> Result<(), ChainError> {
    let length = chain.len();
    let circle: Vec<String> = chain
        .skip_while(|other| *other != package)
        .chain([package])
        .map(str::to_owned)
        .collect();
    if circle.len() > 1 {
        return Err(ChainError::Cyclic { circle });
    }
    if length >= MAX_DEPTH {
        return Err(ChainError::TooDeep {
            package: package.to_owned(),
            limit: MAX_DEPTH,
        });
    }
    Ok(())
}
