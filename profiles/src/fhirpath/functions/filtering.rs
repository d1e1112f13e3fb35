//! `where()`, `select()`, `repeat()` and `sort()` (FHIRPath "Filtering and projection"), and `aggregate()` (FHIRPath
//! "Aggregates").

use super::Call;
use super::function::Function as F;
use crate::fhirpath::ast::Expr;
use crate::fhirpath::evaluate::{Collection, EvaluationResult, Evaluator, Scope, single, truth};
use crate::fhirpath::item::Item;
use crate::fhirpath::{equality, operator};

impl<'a> Evaluator<'_, 'a> {
    pub(super) fn filtering(&self, call: Call<'_, 'a>) -> EvaluationResult<'a> {
        let (items, scope) = (call.items, call.scope);
        match call.function {
            F::Where => {
                let mut kept = Vec::new();
                self.each(&items, &call.arguments[0], scope, |item, result| {
                    if truth(&result)? == Some(true) {
                        kept.push(item.clone());
                    }
                    Ok(true)
                })?;
                Ok(kept)
            }
            F::Select => {
                let mut found = Vec::new();
                self.each(&items, &call.arguments[0], scope, |_, result| {
                    found.extend(result);
                    Ok(true)
                })?;
                Ok(found)
            }
            F::Repeat => self.repeat(items, &call.arguments[0], scope),
            F::Sort => self.sort(items, call.arguments, scope),
            _ => self.aggregate(&items, call.arguments, scope),
        }
    }

    fn aggregate(
        &self,
        items: &[Item<'a>],
        arguments: &'a [Expr],
        scope: &Scope<'_, 'a>,
    ) -> EvaluationResult<'a> {
        let mut total = match arguments.get(1) {
            Some(start) => self.evaluate(start, scope)?,
            None => Vec::new(),
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

    fn repeat(
        &self,
        items: Collection<'a>,
        expr: &'a Expr,
        scope: &Scope<'_, 'a>,
    ) -> EvaluationResult<'a> {
        let mut found: Collection<'a> = Vec::new();
        let mut queue = items;
        while !queue.is_empty() {
            let mut next = Vec::new();
            self.each(&queue, expr, scope, |_, result| {
                for item in result {
                    self.context.spend(found.len())?;
                    let known = found.iter().any(|other| match (other, &item) {
                        (Item::Element(left), Item::Element(right)) => left.same_place(right),
                        _ => equality::same(other, &item),
                    });
                    if !known {
                        found.push(item.clone());
                        next.push(item);
                    }
                }
                Ok(true)
            })?;
            queue = next;
        }
        Ok(found)
    }

    fn sort(
        &self,
        items: Collection<'a>,
        keys: &'a [Expr],
        scope: &Scope<'_, 'a>,
    ) -> EvaluationResult<'a> {
        let mut rows = Vec::new();
        for item in items {
            let mut row = Vec::new();
            for key in keys {
                // A minus before a whole key asks for descending order, whatever the key's type.
                let (descending, key) = match key {
                    Expr::Negate(key) => (true, &**key),
                    _ => (false, key),
                };
                let found = self.evaluate(key, &scope.item(std::slice::from_ref(&item), 0))?;
                row.push((descending, single(&found)?.and_then(Item::value)));
            }
            if keys.is_empty() {
                row.push((false, item.value()));
            }
            rows.push((row, item));
        }
        rows.sort_by(|(left, _), (right, _)| {
            for ((descending, left), (_, right)) in left.iter().zip(right) {
                let order = operator::order(left.as_ref(), right.as_ref());
                // What is empty comes first in both directions.
                let order = if *descending && left.is_some() && right.is_some() {
                    order.reverse()
                } else {
                    order
                };
                if order.is_ne() {
                    return order;
                }
            }
            std::cmp::Ordering::Equal
        });
        Ok(rows.into_iter().map(|(_, item)| item).collect())
    }
}
