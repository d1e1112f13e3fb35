//! What is wrong with a narrative.

use thiserror::Error;

/// Why a `div` is not one that FHIR allows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NarrativeError {
    /// It is not well-formed XML, or not one `div`.
    #[error("the narrative is not one well-formed div element")]
    NotWellFormed,
    /// Elements are XHTML's only in its namespace.
    #[error("the div of a narrative is in the namespace http://www.w3.org/1999/xhtml")]
    Namespace,
    /// A name of a character that XML does not have, or an ampersand that starts none.
    #[error(
        "the narrative holds {0}, and XML knows only amp, lt, gt, quot, apos and numbers after &"
    )]
    Entity(String),
    /// An element that may do something or hide something.
    #[error("the narrative holds the element {0}, which FHIR does not allow")]
    Element(String),
    /// An attribute that may do something, or that HTML does not have there.
    #[error("the narrative holds the attribute {0}, which FHIR does not allow")]
    Attribute(String),
    /// Nothing to read and no image.
    #[error("the narrative holds no text")]
    Empty,
}
