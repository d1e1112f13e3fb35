//! `descendants()`, `repeat()` and `sort()`: functions that visit many items (FHIRPath "Tree Navigation", "Filtering and
//! projection").

use super::ast::Expr;
use super::error::FhirPathError;
use super::evaluate::{Collection, Evaluator, Outcome, Scope, single};
use super::item::Item;
use super::{equality, operator};

impl<'a> Evaluator<'_, 'a> {
    pub(super) fn descend(
        &self,
        item: &Item<'a>,
        deep: bool,
        found: &mut Collection<'a>,
    ) -> Result<(), FhirPathError> {
        let Some(element) = item.element() else {
            return Ok(());
        };
        let mut children = Vec::new();
        element.each(|_, child| children.push(Item::Element(child)));
        self.context.spend(children.len())?;
        for child in children {
            found.push(child.clone());
            if deep {
                self.descend(&child, true, found)?;
            }
        }
        Ok(())
    }

    pub(super) fn repeat(
        &self,
        items: Collection<'a>,
        expr: &'a Expr,
        scope: &Scope<'_, 'a>,
    ) -> Outcome<'a> {
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

    pub(super) fn sort(
        &self,
        items: Collection<'a>,
        keys: &'a [Expr],
        scope: &Scope<'_, 'a>,
    ) -> Outcome<'a> {
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
