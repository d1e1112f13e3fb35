//! A compiled expression and its evaluation.

use super::ast::Expr;
use super::context::Context;
use super::element::Element;
use super::error::FhirPathError;
use super::evaluate::{Evaluator, Scope};
use super::item::{Item, Value};
use super::parser;

/// A FHIRPath expression, parsed once.
#[derive(Debug, Clone)]
pub struct Expression {
    text: String,
    root: Expr,
}

impl Expression {
    /// Parses an expression.
    ///
    /// # Errors
    /// [`FhirPathError::Syntax`] with the place where the text stops being FHIRPath.
    pub fn parse(text: &str) -> Result<Self, FhirPathError> {
        Ok(Self {
            text: text.to_owned(),
            root: parser::parse(text)?,
        })
    }

    /// The text it was parsed from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Evaluates over one element.
    ///
    /// # Errors
    /// [`FhirPathError`] where FHIRPath signals an error to the caller.
    pub fn evaluate<'a>(
        &'a self,
        input: Element<'a>,
        context: &Context<'a>,
    ) -> Result<Vec<Item<'a>>, FhirPathError> {
        context.refill();
        let focus = [Item::Element(input)];
        Evaluator::new(context).evaluate(&self.root, &Scope::over(&focus))
    }

    /// Evaluates as a condition: an empty result is true (FHIR "ElementDefinition.constraint").
    ///
    /// # Errors
    /// As [`Expression::evaluate`].
    pub fn holds<'a>(
        &'a self,
        input: Element<'a>,
        context: &Context<'a>,
    ) -> Result<bool, FhirPathError> {
        let found = self.evaluate(input, context)?;
        Ok(match found.as_slice() {
            [] => true,
            [item] => !matches!(item.value(), Some(Value::Boolean(false))),
            _ => true,
        })
    }
}
