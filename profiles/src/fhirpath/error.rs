//! What can go wrong with an expression.

use thiserror::Error;

/// A fault of an expression, or of its evaluation over a resource.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FhirPathError {
    /// The text is not FHIRPath.
    #[error("at character {at}: {message}")]
    Syntax {
        /// Byte offset into the expression.
        at: usize,
        /// What was expected.
        message: String,
    },
    /// The expression cannot be evaluated over this input.
    #[error("{0}")]
    Evaluation(String),
    /// The evaluation takes more steps than a rule may cost.
    #[error("the expression takes too many steps")]
    TooExpensive,
}

impl FhirPathError {
    pub(super) fn evaluation(message: impl Into<String>) -> Self {
        Self::Evaluation(message.into())
    }
}
