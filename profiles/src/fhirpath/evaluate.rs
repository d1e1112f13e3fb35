//! Evaluation of a compiled expression: paths, lambdas and subsetting (FHIRPath "Functions").

use std::borrow::Cow;
use std::collections::HashSet;

use crate::json::Name;

use super::ast::{Expr, Operator};
use super::context::Context;
use super::equality::Candidate;
use super::error::FhirPathError;
use super::function::Function;
use super::item::{Item, Value};
use super::{boundary, conversion, equality, fhir, math, operator, strings, types};

pub(super) type Collection<'a> = Vec<Item<'a>>;
pub(super) type Outcome<'a> = Result<Collection<'a>, FhirPathError>;

/// Making this much text is a step.
const BYTES_A_STEP: usize = 16;

/// What a part of an expression is evaluated over.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s, 'a> {
    pub(super) focus: &'s [Item<'a>],
    index: Option<usize>,
    total: Option<&'s [Item<'a>]>,
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

    pub(super) fn evaluate(&self, expr: &'a Expr, scope: &Scope<'_, 'a>) -> Outcome<'a> {
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

    fn input(&self, input: Option<&'a Expr>, scope: &Scope<'_, 'a>) -> Outcome<'a> {
        match input {
            Some(input) => self.evaluate(input, scope),
            None => Ok(scope.focus.to_vec()),
        }
    }

    /// As `evaluate`, for a function that asks for an order: a strict evaluation refuses it after `children()`.
    fn ordered(&self, input: &'a Expr, scope: &Scope<'_, 'a>) -> Outcome<'a> {
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
    fn head(&self, scope: &Scope<'_, 'a>, name: &Name) -> Outcome<'a> {
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

    fn member(&self, items: &[Item<'a>], name: &Name) -> Outcome<'a> {
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
    ) -> Outcome<'a> {
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
    fn charged(&self, items: Collection<'a>) -> Outcome<'a> {
        let made = |item: &Item<'a>| match item {
            Item::Value(Value::String(Cow::Owned(text))) => text.len(),
            _ => 0,
        };
        let bytes: usize = items.iter().map(made).sum();
        self.context.spend(bytes / BYTES_A_STEP)?;
        Ok(items)
    }

    fn distinct(&self, items: impl Iterator<Item = Item<'a>>) -> Outcome<'a> {
        let mut kept: Vec<Candidate<'a>> = Vec::new();
        // Strings among strings are found by hash: a Bundle has thousands of entries whose URLs must differ.
        let mut strings: HashSet<Cow<'a, str>> = HashSet::new();
        for item in items {
            if let Item::Value(Value::String(text)) = &item
                && strings.len() == kept.len()
            {
                self.context.spend(1)?;
                if strings.insert(text.clone()) {
                    kept.push(Candidate::new(item));
                }
                continue;
            }
            self.context.spend(kept.len())?;
            let candidate = Candidate::new(item);
            if !kept.iter().any(|other| other.same(&candidate)) {
                kept.push(candidate);
            }
        }
        Ok(kept.into_iter().map(|candidate| candidate.item).collect())
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

    fn call(
        &self,
        input: Option<&'a Expr>,
        function: Function,
        arguments: &'a [Expr],
        scope: &Scope<'_, 'a>,
    ) -> Outcome<'a> {
        use Function as F;
        let needs_order = matches!(function, F::First | F::Last | F::Tail | F::Skip | F::Take);
        let items = match input {
            Some(input) if needs_order => self.ordered(input, scope)?,
            _ => self.input(input, scope)?,
        };
        self.context.spend(items.len())?;
        let one = |value: bool| Ok(vec![Item::from(value)]);
        let argument = |at: usize| self.evaluate(&arguments[at], scope);
        match function {
            F::Empty => one(items.is_empty()),
            F::Count => Ok(vec![Item::from(items.len() as i64)]),
            F::Exists | F::All => {
                let Some(condition) = arguments.first() else {
                    return one(!items.is_empty());
                };
                let wanted = function == F::Exists;
                let mut found = false;
                self.each(&items, condition, scope, |_, result| {
                    found = (truth(&result)? == Some(true)) == wanted;
                    Ok(!found)
                })?;
                one(found == wanted)
            }
            F::Where => {
                let mut kept = Vec::new();
                self.each(&items, &arguments[0], scope, |item, result| {
                    if truth(&result)? == Some(true) {
                        kept.push(item.clone());
                    }
                    Ok(true)
                })?;
                Ok(kept)
            }
            F::Select => {
                let mut found = Vec::new();
                self.each(&items, &arguments[0], scope, |_, result| {
                    found.extend(result);
                    Ok(true)
                })?;
                Ok(found)
            }
            F::Repeat => self.repeat(items, &arguments[0], scope),
            F::Aggregate => {
                let mut total = if arguments.len() > 1 {
                    argument(1)?
                } else {
                    Vec::new()
                };
                for (index, item) in items.iter().enumerate() {
                    let inner = Scope {
                        focus: std::slice::from_ref(item),
                        index: Some(index),
                        total: Some(&total),
                    };
                    total = self.evaluate(&arguments[0], &inner)?;
                }
                Ok(total)
            }
            F::Iif => {
                single(&items)?;
                let inner = if input.is_some() {
                    Scope {
                        focus: &items,
                        ..*scope
                    }
                } else {
                    *scope
                };
                let condition = self.evaluate(&arguments[0], &inner)?;
                let branch = match single(&condition)?.map(Item::value) {
                    Some(Some(Value::Boolean(true))) => arguments.get(1),
                    Some(Some(Value::Boolean(false))) | None => arguments.get(2),
                    _ => {
                        return Err(FhirPathError::evaluation(
                            "the condition of iif() is no boolean",
                        ));
                    }
                };
                branch.map_or(Ok(Vec::new()), |branch| self.evaluate(branch, &inner))
            }
            F::Sort => self.sort(items, arguments, scope),
            F::Trace => Ok(items),
            F::AllTrue | F::AnyTrue | F::AllFalse | F::AnyFalse => {
                let wanted = matches!(function, F::AllTrue | F::AnyTrue);
                let all = matches!(function, F::AllTrue | F::AllFalse);
                let mut verdict = all;
                for item in &items {
                    let Some(Value::Boolean(value)) = item.value() else {
                        return Err(FhirPathError::evaluation("only booleans are expected"));
                    };
                    verdict = if all {
                        verdict && value == wanted
                    } else {
                        verdict || value == wanted
                    };
                }
                one(verdict)
            }
            F::Not => Ok(truth(&items)?
                .map(|value| Item::from(!value))
                .into_iter()
                .collect()),
            F::Distinct => self.distinct(items.into_iter()),
            F::IsDistinct => one(self.distinct(items.iter().cloned())?.len() == items.len()),
            F::SubsetOf => one(subset(&items, &argument(0)?)),
            F::SupersetOf => one(subset(&argument(0)?, &items)),
            F::Union => self.distinct(items.into_iter().chain(argument(0)?)),
            F::Combine => Ok(items.into_iter().chain(argument(0)?).collect()),
            F::Intersect => {
                let other = argument(0)?;
                let shared = items
                    .into_iter()
                    .filter(|item| contains(&other, item))
                    .collect::<Vec<_>>();
                self.distinct(shared.into_iter())
            }
            F::Exclude => {
                let other = argument(0)?;
                Ok(items
                    .into_iter()
                    .filter(|item| !contains(&other, item))
                    .collect())
            }
            F::Single => single(&items).map(|item| item.cloned().into_iter().collect()),
            F::First => Ok(items.into_iter().take(1).collect()),
            F::Last => Ok(items.into_iter().last().into_iter().collect()),
            F::Tail => Ok(items.into_iter().skip(1).collect()),
            F::Skip | F::Take => {
                let count = self.integer(&arguments[0], scope)?.unwrap_or(0);
                let count = usize::try_from(count).unwrap_or(0);
                Ok(if function == F::Skip {
                    items.into_iter().skip(count).collect()
                } else {
                    items.into_iter().take(count).collect()
                })
            }
            F::Children | F::Descendants => {
                let mut found = Vec::new();
                for item in &items {
                    self.descend(item, function == F::Descendants, &mut found)?;
                }
                Ok(found)
            }
            F::Type => Ok(items
                .iter()
                .filter_map(types::of)
                .map(Item::Value)
                .collect()),
            F::Now | F::Today | F::TimeOfDay => {
                Ok(vec![Item::Value(fhir::time(self.context, function))])
            }
            F::LowBoundary | F::HighBoundary => {
                let digits = arguments
                    .first()
                    .map_or(Ok(None), |digits| self.integer(digits, scope))?;
                boundary::boundary(single(&items)?, function == F::HighBoundary, digits)
            }
            F::Precision => Ok(single(&items)?
                .and_then(boundary::precision)
                .map(Item::from)
                .into_iter()
                .collect()),
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
                let argument = arguments
                    .first()
                    .map_or(Ok(Vec::new()), |first| self.evaluate(first, scope))?;
                fhir::call(function, items, &argument, self.context)
            }
            _ => {
                let values = arguments
                    .iter()
                    .map(|argument| self.evaluate(argument, scope))
                    .collect::<Result<Vec<_>, _>>()?;
                if let Some(found) = conversion::call(function, &items, &values)? {
                    return Ok(found);
                }
                self.context
                    .spend(strings::cost(function, &items, &values))?;
                if let Some(found) = strings::call(function, &items, &values)? {
                    return self.charged(found);
                }
                math::call(function, &items, &values)
            }
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

fn contains(items: &[Item<'_>], wanted: &Item<'_>) -> bool {
    items.iter().any(|item| equality::same(item, wanted))
}

fn subset(items: &[Item<'_>], of: &[Item<'_>]) -> bool {
    items.iter().all(|item| contains(of, item))
}
