//! The functions, one file per section of FHIRPath's "Functions", and one for those that FHIR adds.
//!
//! # Adding a function
//!
//! A case in `tests/fhirpath_functions.rs`, which fails; the name and the number of arguments in
//! `function.rs`; its group in [`Evaluator::call`] below; and an arm in the file of its section.

mod boundary;
mod combining;
mod conversion;
mod existence;
pub(super) mod fhir;
mod filtering;
pub(super) mod function;
mod math;
mod strings;
mod subsetting;
mod tree_navigation;
mod utility;

use function::Function;

use super::ast::Expr;
use super::evaluate::{Collection, EvaluationResult, Evaluator, Scope};
use super::item::Item;

/// A function that is called: its input is evaluated, its arguments are not.
struct Call<'s, 'a> {
    function: Function,
    /// The input as it is written before the dot, where there is one.
    input: Option<&'a Expr>,
    items: Collection<'a>,
    arguments: &'a [Expr],
    scope: &'s Scope<'s, 'a>,
}

impl<'a> Evaluator<'_, 'a> {
    pub(super) fn call(
        &self,
        input: Option<&'a Expr>,
        function: Function,
        arguments: &'a [Expr],
        scope: &Scope<'_, 'a>,
    ) -> EvaluationResult<'a> {
        use Function as F;
        let needs_order = matches!(function, F::First | F::Last | F::Tail | F::Skip | F::Take);
        let items = match input {
            Some(input) if needs_order => self.ordered(input, scope)?,
            _ => self.input(input, scope)?,
        };
        self.context.spend(items.len())?;
        let call = Call {
            function,
            input,
            items,
            arguments,
            scope,
        };
        match function {
            F::Empty
            | F::Exists
            | F::All
            | F::AllTrue
            | F::AnyTrue
            | F::AllFalse
            | F::AnyFalse
            | F::SubsetOf
            | F::SupersetOf
            | F::Count
            | F::Distinct
            | F::IsDistinct
            | F::Not => self.existence(call),
            F::Where | F::Select | F::Repeat | F::Sort | F::Aggregate => self.filtering(call),
            F::Single
            | F::First
            | F::Last
            | F::Tail
            | F::Skip
            | F::Take
            | F::Intersect
            | F::Exclude => self.subsetting(call),
            F::Union | F::Combine => self.combining(call),
            F::Iif => self.iif(call),
            F::ToBoolean
            | F::ConvertsToBoolean
            | F::ToInteger
            | F::ConvertsToInteger
            | F::ToDecimal
            | F::ConvertsToDecimal
            | F::ToString
            | F::ConvertsToString
            | F::ToDate
            | F::ConvertsToDate
            | F::ToDateTime
            | F::ConvertsToDateTime
            | F::ToTime
            | F::ConvertsToTime
            | F::ToQuantity
            | F::ConvertsToQuantity => {
                conversion::call(function, &call.items, &self.values(&call)?)
            }
            F::IndexOf
            | F::LastIndexOf
            | F::Substring
            | F::StartsWith
            | F::EndsWith
            | F::Contains
            | F::Upper
            | F::Lower
            | F::Replace
            | F::Matches
            | F::MatchesFull
            | F::ReplaceMatches
            | F::Length
            | F::ToChars
            | F::Trim
            | F::Split
            | F::Join
            | F::Encode
            | F::Decode
            | F::Escape
            | F::Unescape => {
                let values = self.values(&call)?;
                self.context
                    .spend(strings::cost(function, &call.items, &values))?;
                self.charged(strings::call(function, &call.items, &values)?)
            }
            F::Abs
            | F::Ceiling
            | F::Exp
            | F::Floor
            | F::Ln
            | F::Log
            | F::Power
            | F::Round
            | F::Sqrt
            | F::Truncate
            | F::Comparable => math::call(function, &call.items, &self.values(&call)?),
            F::Children | F::Descendants => self.tree_navigation(&call),
            F::Trace
            | F::Now
            | F::Today
            | F::TimeOfDay
            | F::Type
            | F::LowBoundary
            | F::HighBoundary
            | F::Precision => self.utility(call),
            F::Extension
            | F::HasValue
            | F::GetValue
            | F::Resolve
            | F::MemberOf
            | F::ConformsTo
            | F::HtmlChecks
            | F::ElementDefinition
            | F::Slice
            | F::CheckModifiers
            | F::Subsumes
            | F::SubsumedBy => {
                let argument = self.optional_argument(&call)?;
                fhir::call(function, call.items, &argument, self.context)
            }
        }
    }

    /// The argument at a place, evaluated over the same input as the call itself.
    fn argument(&self, call: &Call<'_, 'a>, at: usize) -> EvaluationResult<'a> {
        self.evaluate(&call.arguments[at], call.scope)
    }

    /// The first argument, or nothing where there is none.
    fn optional_argument(&self, call: &Call<'_, 'a>) -> EvaluationResult<'a> {
        let first = call.arguments.first();
        first.map_or(Ok(Vec::new()), |first| self.evaluate(first, call.scope))
    }

    /// All arguments, evaluated.
    fn values(
        &self,
        call: &Call<'_, 'a>,
    ) -> Result<Vec<Collection<'a>>, crate::fhirpath::FhirPathError> {
        let values = call.arguments.iter();
        values
            .map(|argument| self.evaluate(argument, call.scope))
            .collect()
    }
}

fn one<'a>(value: bool) -> EvaluationResult<'a> {
    Ok(vec![Item::from(value)])
}
