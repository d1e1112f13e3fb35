//! Names of packages, and how a person writes which one is meant: `hl7.fhir.us.core@6.1.0` (FHIR NPM package
//! specification, "Package name").

use std::fmt;

use thiserror::Error;

use crate::version::{Range, VersionError};

/// A text that names no package.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum NameError {
    /// No name of a package.
    #[error(
        "{0:?} is no package's name: those are made of small letters, digits, dots and hyphens, such as hl7.fhir.us.core"
    )]
    Unreadable(String),
    /// No version of it.
    #[error("{name}: {source}")]
    Version {
        name: String,
        /// What is wrong with the version.
        source: VersionError,
    },
}

/// A package and which versions of it will do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct PackageId {
    /// The package's name, as in `package.json`.
    pub name: String,
    pub range: Range,
}

impl PackageId {
    /// Reads `name@version`, `name#version`, or a name alone for its newest release.
    ///
    /// # Errors
    /// [`NameError`] when it is none of them.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        match text.split_once(['@', '#']) {
            Some((name, version)) => Self::new(name, version),
            None => Self::new(text, "latest"),
        }
    }

    /// The package of a name and a version or range.
    ///
    /// # Errors
    /// As [`PackageId::parse`].
    pub fn new(name: &str, version: &str) -> Result<Self, NameError> {
        if !is_name(name) {
            return Err(NameError::Unreadable(name.chars().take(100).collect()));
        }
        let range = Range::parse(version).map_err(|source| NameError::Version {
            name: name.to_owned(),
            source,
        })?;
        Ok(Self {
            name: name.to_owned(),
            range,
        })
    }
}

impl fmt::Display for PackageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.range)
    }
}

/// Names become folders and parts of URLs, so they hold nothing that means anything there.
pub(crate) fn is_name(text: &str) -> bool {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    text.len() <= 200
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(safe)
        && !text.contains("..")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("hl7.fhir.us.core@6.1.0", "hl7.fhir.us.core@6.1.0")]
    #[case("hl7.fhir.us.core#6.1.0", "hl7.fhir.us.core@6.1.0")]
    #[case("hl7.fhir.us.core", "hl7.fhir.us.core@latest")]
    fn names_are_read(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(PackageId::parse(text).unwrap().to_string(), expected);
    }

    #[rstest]
    #[case("../../etc@1.0.0")]
    #[case("a/b@1.0.0")]
    #[case("a..b@1.0.0")]
    #[case("")]
    #[case("guide.json?x@1.0.0")]
    #[case("hl7.fhir.us.core@current")]
    #[case("hl7.fhir.us.core@../x")]
    fn what_is_no_name_is_refused(#[case] text: &str) {
        assert!(PackageId::parse(text).is_err());
    }
}
