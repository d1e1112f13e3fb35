//! What can be wrong with a FHIR request, and the status that says so (FHIR R4 http 3.1.0, search 3.1.1).

use thiserror::Error;

/// A search that cannot be carried out as it was asked for; every one is the client's, and answered with 400.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum SearchError {
    /// Percent-encoding that is broken, or that hides what is no text.
    #[error("the query cannot be decoded: {0}")]
    Encoding(&'static str),
    /// More than is read.
    #[error("a name or value of the query is longer than 8192 bytes")]
    Overlong,
    /// A value that is not of its parameter's type.
    #[error("the value of `{name}` cannot be read: {reason}")]
    Value { name: String, reason: String },
    /// A modifier that does not exist, or not for this type of parameter.
    #[error("`{name}` has the modifier `:{modifier}`, which a {kind} parameter does not have here")]
    Modifier {
        name: String,
        modifier: String,
        kind: &'static str,
    },
    /// `Prefer: handling=strict` and a parameter that is not known.
    #[error(
        "`{0}` is no search parameter of this resource type, and strict handling was asked for"
    )]
    Unknown(String),
    /// A chain or `_has` of more than [`super::query::MOST_HOPS`] references.
    #[error(
        "a chain or _has may follow at most {} references; ask in several searches",
        super::query::MOST_HOPS
    )]
    TooManyHops,
    /// A `next` link that this server did not make.
    #[error("the page asked for is none of this search; follow the `next` link as it was given")]
    Page,
}

impl SearchError {
    /// The same, said of the parameter it was found in.
    #[must_use]
    pub(crate) fn of(self, name: &str) -> Self {
        match self {
            Self::Encoding(reason) => Self::Value {
                name: name.to_owned(),
                reason: reason.to_owned(),
            },
            other => other,
        }
    }
}
