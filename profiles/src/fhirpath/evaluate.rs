//! Evaluation of a compiled expression: paths, indexers and operators; functions stand in `functions` (FHIRPath
//! "Expressions").

use std::borrow::Cow;

use super::ast::{Expr, Operator};
use super::context::Context;
use super::error::FhirPathError;
use super::functions::fhir;
use super::functions::function::Function;
use super::item::{Item, Value};
use super::{equality, operator, types};
use crate::json::Name;

pub(super) type Collection<'a> = Vec<Item<'a>>;
pub(super) type EvaluationResult<'a> = Result<Collection<'a>, FhirPathError>;

/// How many bytes of new text cost as much as one step of an evaluation.
pub(super) const BYTES_PER_STEP: usize = 16;

/// What a part of an expression is evaluated over.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s, 'a> {
    pub(super) focus: &'s [Item<'a>],
    pub(super) index: Option<usize>,
    pub(super) total: Option<&'s [Item<'a>]>,
}

impl<'s, 'a> Scope<'s, 'a> {
    pub(super) fn over(focus: &'s [Item<'a>]) -> Self {
        Self {
            focus,
            index: None,
            total: None,
        }
    }

    pub(super) fn item(self, focus: &'s [Item<'a>], index: usize) -> Self {
        Self {
            focus,
            index: Some(index),
            ..self
        }
    }
}

pub(super) struct Evaluator<'c, 'a> {
    pub(super) context: &'c Context<'a>,
}

impl<'c, 'a> Evaluator<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>) -> Self {
        Self { context }
    }

    pub(super) fn evaluate(&self, expr: &'a Expr, scope: &Scope<'_, 'a>) -> EvaluationResult<'a> {
        self.context.spend(1)?;
        match expr {
            Expr::Empty => Ok(Vec::new()),
            Expr::Literal(value) => Ok(vec![Item::Value(borrowed(value))]),
            Expr::This => self.charged(scope.focus.to_vec()),
            Expr::Index => Ok(scope
                .index
                .and_then(|index| i64::try_from(index).ok())
                .map(Item::from)
                .into_iter()
                .collect()),
            Expr::Total => self.charged(scope.total.map(<[Item<'a>]>::to_vec).unwrap_or_default()),
            Expr::Variable(name) => fhir::variable(self.context, name),
            Expr::Member(None, name) => self.head(scope, name),
            Expr::Member(Some(input), name) => {
                let items = self.evaluate(input, scope)?;
                self.member(&items, name)
            }
            Expr::Indexer(input, index) => {
                let items = self.ordered(input, scope)?;
                let index = self.integer(index, scope)?;
                Ok(index
                    .and_then(|index| items.into_iter().nth(usize::try_from(index).ok()?))
                    .into_iter()
                    .collect())
            }
            Expr::Negate(input) => operator::negate(&self.evaluate(input, scope)?),
            Expr::Plus(input) => operator::plus(self.evaluate(input, scope)?),
            Expr::Type(test, input, name) => {
                let items = self.input(input.as_deref(), scope)?;
                types::apply(*test, items, name, self.context)
            }
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right, scope),
            Expr::Call(input, function, arguments) => {
                self.call(input.as_deref(), *function, arguments, scope)
            }
        }
    }

    pub(super) fn input(
        &self,
        input: Option<&'a Expr>,
        scope: &Scope<'_, 'a>,
    ) -> EvaluationResult<'a> {
        match input {
            Some(input) => self.evaluate(input, scope),
            None => Ok(scope.focus.to_vec()),
        }
    }

    /// As `evaluate`, for a function that asks for an order: a strict evaluation refuses it after `children()`.
    pub(super) fn ordered(&self, input: &'a Expr, scope: &Scope<'_, 'a>) -> EvaluationResult<'a> {
        if self.context.strict
            && matches!(
                input,
                Expr::Call(_, Function::Children | Function::Descendants, _)
            )
        {
            return Err(FhirPathError::evaluation("children have no order"));
        }
        self.evaluate(input, scope)
    }

    /// The first name of a path: a type that the focus has, or a member of the focus.
    fn head(&self, scope: &Scope<'_, 'a>, name: &Name) -> EvaluationResult<'a> {
        if name.starts_with(|c: char| c.is_ascii_uppercase()) {
            let mut kept = Vec::new();
            for item in scope.focus {
                let info = item.element().and_then(|element| element.info());
                if info.is_some_and(|info| info.derives_from(name)) {
                    kept.push(item.clone());
                } else if self.context.strict && info.is_some() {
                    return Err(FhirPathError::evaluation(format!(
                        "the input is not a {name}"
                    )));
                }
            }
            return Ok(kept);
        }
        self.member(scope.focus, name)
    }

    fn member(&self, items: &[Item<'a>], name: &Name) -> EvaluationResult<'a> {
        self.context.spend(items.len())?;
        let mut found = Vec::new();
        for item in items {
            match item {
                Item::Element(element) => {
                    if self.context.strict
                        && element
                            .info()
                            .is_some_and(|info| info.property(name).is_none())
                    {
                        let type_name = element.type_name().unwrap_or_default();
                        return Err(FhirPathError::evaluation(format!(
                            "{type_name} has no {name}"
                        )));
                    }
                    if self.context.search
                        && element
                            .info()
                            .is_some_and(|info| info.property(name).is_none())
                    {
                        element.each_member(name, |child| found.push(Item::Element(child)));
                    } else {
                        element.each_named(name, |child| found.push(Item::Element(child)));
                    }
                }
                Item::Value(Value::Type {
                    namespace,
                    name: type_name,
                }) => match &**name {
                    "namespace" => found.push(Item::Value(Value::String((*namespace).into()))),
                    "name" => found.push(Item::Value(Value::String(type_name.clone()))),
                    _ => {}
                },
                Item::Value(_) => {}
            }
        }
        Ok(found)
    }

    fn binary(
        &self,
        operator: Operator,
        left: &'a Expr,
        right: &'a Expr,
        scope: &Scope<'_, 'a>,
    ) -> EvaluationResult<'a> {
        if let Operator::And | Operator::Or | Operator::Xor | Operator::Implies = operator {
            let left = truth(&self.evaluate(left, scope)?)?;
            let decided = match (operator, left) {
                (Operator::And, Some(false)) => Some(false),
                (Operator::Or, Some(true)) | (Operator::Implies, Some(false)) => Some(true),
                _ => None,
            };
            if let Some(decided) = decided {
                return Ok(vec![decided.into()]);
            }
            let right = truth(&self.evaluate(right, scope)?)?;
            return Ok(operator::logic(operator, left, right)
                .map(Item::from)
                .into_iter()
                .collect());
        }
        let left = self.evaluate(left, scope)?;
        let right = self.evaluate(right, scope)?;
        self.context.spend(left.len() + right.len())?;
        match operator {
            Operator::Union => self.distinct(left.into_iter().chain(right)),
            Operator::Equal | Operator::NotEqual => {
                let equal = equality::equal_collections(&left, &right);
                Ok(equal
                    .map(|equal| Item::from(equal == (operator == Operator::Equal)))
                    .into_iter()
                    .collect())
            }
            Operator::Equivalent => {
                Ok(vec![equality::equivalent_collections(&left, &right).into()])
            }
            Operator::NotEquivalent => Ok(vec![
                (!equality::equivalent_collections(&left, &right)).into(),
            ]),
            Operator::In => operator::membership(&left, &right),
            Operator::Contains => operator::membership(&right, &left),
            _ => self.charged(operator::apply(operator, &left, &right)?),
        }
    }

    /// Counts the text that was made: a string that is doubled thirty times over is a gigabyte.
    pub(super) fn charged(&self, items: Collection<'a>) -> EvaluationResult<'a> {
        let made = |item: &Item<'a>| match item {
            Item::Value(Value::String(Cow::Owned(text))) => text.len(),
            _ => 0,
        };
        let bytes: usize = items.iter().map(made).sum();
        self.context.spend(bytes / BYTES_PER_STEP)?;
        Ok(items)
    }

    /// Evaluates `expr` once for every item, with `$this` and `$index`.
    pub(super) fn each(
        &self,
        items: &[Item<'a>],
        expr: &'a Expr,
        scope: &Scope<'_, 'a>,
        mut visit: impl FnMut(&Item<'a>, Collection<'a>) -> Result<bool, FhirPathError>,
    ) -> Result<(), FhirPathError> {
        for (index, item) in items.iter().enumerate() {
            let found = self.evaluate(expr, &scope.item(std::slice::from_ref(item), index))?;
            if !visit(item, found)? {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn integer(
        &self,
        expr: &'a Expr,
        scope: &Scope<'_, 'a>,
    ) -> Result<Option<i64>, FhirPathError> {
        let items = self.evaluate(expr, scope)?;
        match single(&items)?.and_then(Item::value) {
            None => Ok(None),
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(_) => Err(FhirPathError::evaluation("an integer is expected")),
        }
    }
}

fn borrowed<'a>(value: &'a Value<'static>) -> Value<'a> {
    match value {
        Value::String(text) => Value::String(std::borrow::Cow::Borrowed(text)),
        other => other.clone(),
    }
}

/// The only item; none when there is none.
pub(super) fn single<'s, 'a>(items: &'s [Item<'a>]) -> Result<Option<&'s Item<'a>>, FhirPathError> {
    match items {
        [] => Ok(None),
        [item] => Ok(Some(item)),
        _ => Err(FhirPathError::evaluation(format!(
            "one item is expected, not {}",
            items.len()
        ))),
    }
}

/// A collection as a condition (FHIRPath "Singleton Evaluation of Collections").
pub(super) fn truth(items: &[Item<'_>]) -> Result<Option<bool>, FhirPathError> {
    Ok(single(items)?.map(|item| match item.value() {
        Some(Value::Boolean(value)) => value,
        _ => true,
    }))
}
