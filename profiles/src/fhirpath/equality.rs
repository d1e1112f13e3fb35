//! `=` and `~` (FHIRPath "Equality").

use std::cell::OnceCell;

use super::element::Element;
use super::item::{Item, Value};
use crate::json::{Node, NodeKind, name_hash};

/// Whether two items are the same; where that cannot be known they are not.
pub(super) fn same(left: &Item<'_>, right: &Item<'_>) -> bool {
    equal(left, right) == Some(true)
}

/// An item that is compared with many others.
pub(super) struct Candidate<'a> {
    pub(super) item: Item<'a>,
    print: OnceCell<Option<u32>>,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(item: Item<'a>) -> Self {
        Self {
            item,
            print: OnceCell::new(),
        }
    }

    /// As [`same`].
    pub(super) fn same(&self, other: &Self) -> bool {
        if let (Item::Element(mine), Item::Element(theirs)) = (&self.item, &other.item) {
            if mine.same_place(theirs) {
                return true;
            }
            let print = |of: &Self, element| *of.print.get_or_init(|| fingerprint(element));
            if let (Some(mine), Some(theirs)) = (print(self, mine), print(other, theirs))
                && mine != theirs
            {
                return false;
            }
        }
        same(&self.item, &other.item)
    }
}

/// A number that equal elements share: it tells most others apart without looking at all that is inside. None for what may
/// equal something of another shape.
fn fingerprint(element: &Element<'_>) -> Option<u32> {
    if element.has_value() || element.value().is_some() {
        return None;
    }
    let mut print = 0_u32;
    element.each(|name, child| {
        let node = child.node().filter(|node| node.kind() == NodeKind::String);
        // What starts with a digit may be a time, which is written in more than one way.
        let word = node
            .and_then(Node::as_str)
            .filter(|text| !text.starts_with(|c: char| c.is_ascii_digit()));
        let word = word.map_or(0, |text| name_hash(&text));
        // A sum, since members of an object have no order.
        print = print.wrapping_add(name_hash(name) ^ word.rotate_left(16));
    });
    Some(print)
}

/// Equality of collections: same items in the same order; none when either is empty or precision lacks.
pub(super) fn equal_collections(left: &[Item<'_>], right: &[Item<'_>]) -> Option<bool> {
    if left.is_empty() || right.is_empty() {
        return None;
    }
    if left.len() != right.len() {
        return Some(false);
    }
    let mut known = true;
    for (left, right) in left.iter().zip(right) {
        match equal(left, right) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = false,
        }
    }
    known.then_some(true)
}

fn equal(left: &Item<'_>, right: &Item<'_>) -> Option<bool> {
    if let (Item::Element(left), Item::Element(right)) = (left, right) {
        if left.same_place(right) {
            return Some(true);
        }
        if !left.has_value() && !right.has_value() {
            return equal_elements(left, right);
        }
    }
    match (left.value(), right.value()) {
        (Some(left), Some(right)) => equal_values(&left, &right),
        _ => Some(false),
    }
}

fn equal_values(left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    Some(match (left, right) {
        (Value::Boolean(left), Value::Boolean(right)) => left == right,
        (Value::String(left), Value::String(right)) => left == right,
        (Value::Integer(left), Value::Integer(right)) => left == right,
        (Value::Integer(left), Value::Decimal(right))
        | (Value::Decimal(right), Value::Integer(left)) => super::Decimal::from(*left) == *right,
        (Value::Decimal(left), Value::Decimal(right)) => left == right,
        (Value::Temporal(left), Value::Temporal(right)) => {
            let times = [left.kind, right.kind]
                .iter()
                .filter(|kind| **kind == super::TemporalKind::Time)
                .count();
            if times == 1 {
                return Some(false);
            }
            return left.compare(right).map(std::cmp::Ordering::is_eq);
        }
        (Value::Quantity(left), Value::Quantity(right)) => {
            if left.comparable(right) {
                return left.compare(right).map(std::cmp::Ordering::is_eq);
            }
            return (left.unit.is_empty() == right.unit.is_empty()).then_some(false);
        }
        (Value::Quantity(quantity), other) | (other, Value::Quantity(quantity)) => {
            match other.as_decimal() {
                Some(number) => quantity.code() == "1" && quantity.value == number,
                None => false,
            }
        }
        (
            Value::Type {
                namespace: n1,
                name: t1,
            },
            Value::Type {
                namespace: n2,
                name: t2,
            },
        ) => n1 == n2 && t1 == t2,
        (Value::Temporal(temporal), Value::String(text))
        | (Value::String(text), Value::Temporal(temporal)) => temporal.to_string() == text.as_ref(),
        _ => false,
    })
}

fn children<'a>(element: &Element<'a>) -> Vec<(&'a str, Item<'a>)> {
    let mut found = Vec::new();
    element.each(|name, child| found.push((name, Item::Element(child))));
    found
}

/// Complex elements are equal when their children are, name by name.
fn equal_elements(left: &Element<'_>, right: &Element<'_>) -> Option<bool> {
    let (left, mut right) = (children(left), children(right));
    if left.len() != right.len() {
        return Some(false);
    }
    let mut known = true;
    for (name, mine) in &left {
        // Members of an object have no order, items of one name do.
        let Some(at) = right.iter().position(|(other, _)| other == name) else {
            return Some(false);
        };
        match equal(mine, &right.remove(at).1) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => known = false,
        }
    }
    known.then_some(true)
}

/// Equivalence of collections: the same items in any order.
pub(super) fn equivalent_collections(left: &[Item<'_>], right: &[Item<'_>]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut rest: Vec<&Item<'_>> = right.iter().collect();
    left.iter().all(
        |item| match rest.iter().position(|other| equivalent(item, other)) {
            Some(at) => {
                rest.remove(at);
                true
            }
            None => false,
        },
    )
}

fn equivalent(left: &Item<'_>, right: &Item<'_>) -> bool {
    if let (Item::Element(left), Item::Element(right)) = (left, right) {
        if left.same_place(right) {
            return true;
        }
        if !left.has_value() && !right.has_value() && left.value().is_none() {
            let (left, right) = (children(left), children(right));
            let names = |items: &[(&str, Item<'_>)]| {
                let mut names: Vec<String> =
                    items.iter().map(|(name, _)| (*name).to_owned()).collect();
                names.sort_unstable();
                names
            };
            return names(&left) == names(&right) && {
                let mut rest: Vec<_> = right.iter().collect();
                left.iter().all(|(name, item)| {
                    let found = rest
                        .iter()
                        .position(|(other, value)| other == name && equivalent(item, value));
                    found.map(|at| rest.remove(at)).is_some()
                })
            };
        }
    }
    match (left.value(), right.value()) {
        (Some(left), Some(right)) => equivalent_values(&left, &right),
        _ => false,
    }
}

fn equivalent_values(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) => fold(left) == fold(right),
        (Value::Quantity(left), Value::Quantity(right)) => left.equivalent(right),
        (Value::Temporal(left), Value::Temporal(right)) => {
            left.compare(right).is_some_and(std::cmp::Ordering::is_eq)
        }
        (Value::Integer(_) | Value::Decimal(_), Value::Integer(_) | Value::Decimal(_)) => {
            match (left.as_decimal(), right.as_decimal()) {
                (Some(left), Some(right)) => {
                    let scale = left.scale().min(right.scale());
                    left.rounded(scale) == right.rounded(scale)
                }
                _ => false,
            }
        }
        _ => equal_values(left, right) == Some(true),
    }
}

/// Case and white space do not matter for equivalence.
fn fold(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// Whether an item is among others.
pub(super) fn contains(items: &[Item<'_>], wanted: &Item<'_>) -> bool {
    items.iter().any(|item| same(item, wanted))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::fhirpath::{Context, Expression};
    use crate::json::Document;

    #[rstest]
    #[case(r#"{"linkId":"a","text":"x"}"#, r#"{"linkId":"a","text":"x"}"#, true)]
    #[case(r#"{"linkId":"a","text":"x"}"#, r#"{"text":"x","linkId":"a"}"#, true)]
    #[case(r#"{"linkId":"a","text":"x"}"#, r#"{"linkId":"b","text":"x"}"#, false)]
    #[case(r#"{"linkId":"a","text":"x"}"#, r#"{"linkId":"a","text":"y"}"#, false)]
    #[case(r#"{"linkId":"a"}"#, r#"{"linkId":"a","text":"y"}"#, false)]
    #[case(r#"{"linkId":"\u0061"}"#, r#"{"linkId":"a"}"#, true)]
    #[case(
        r#"{"id":"a","answer":[{"valueString":"x"}]}"#,
        r#"{"id":"a","answer":[{"valueUri":"x"}]}"#,
        true
    )]
    #[case(
        r#"{"answer":[{"valueString":"x"}]}"#,
        r#"{"answer":[{"item":[{"linkId":"x"}]}]}"#,
        false
    )]
    fn elements_are_equal_when_their_children_are(
        #[case] left: &str,
        #[case] right: &str,
        #[case] expected: bool,
    ) {
        let text = format!(r#"{{"resourceType":"QuestionnaireResponse","item":[{left},{right}]}}"#);
        let document = Document::parse(text).unwrap();
        let resource = Element::resource(document.root());
        let expression = Expression::parse("item.isDistinct()").unwrap();
        let distinct = expression.holds(resource, &Context::new(resource)).unwrap();
        assert_eq!(!distinct, expected);
    }

    #[test]
    fn a_start_that_is_written_otherwise_may_be_the_same() {
        let text = r#"{"resourceType":"Patient","name":[
            {"period":{"start":"2020-01-01T10:00:00Z"}},{"period":{"start":"2020-01-01T11:00:00+01:00"}}]}"#;
        let document = Document::parse(text.to_owned()).unwrap();
        let resource = Element::resource(document.root());
        let expression = Expression::parse("name.period.distinct().count() = 1").unwrap();
        assert_eq!(
            expression.holds(resource, &Context::new(resource)),
            Ok(true)
        );
    }
}
