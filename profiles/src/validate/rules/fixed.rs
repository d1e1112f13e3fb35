//! Fixed values, patterns, limits and lengths (FHIR R4 "ElementDefinition.fixed[x]", "pattern[x]", "minValue[x]",
//! "maxValue[x]", "maxLength").

use std::cmp::Ordering;

use serde_json::Value as Json;

use crate::fhirpath::{Decimal, Element, Quantity, Temporal, Value};
use crate::json::{Node, NodeKind};
use crate::pack::TypedJson;
use crate::validate::{Findings, IssueType, Rule, RuleId};

pub(crate) fn check(findings: &mut Findings<'_>, rule: &Rule, element: Element<'_>) {
    let Some(node) = element.node() else { return };
    if let Some(fixed) = &rule.fixed
        && !equals(node, &fixed.1)
    {
        let message = format!("the value is fixed to {}", shown(&fixed.1));
        findings.error(Some(node), IssueType::Value, RuleId::FixedValue, message);
    }
    if let Some(pattern) = &rule.pattern
        && !has_pattern(node, &pattern.1)
    {
        let message = format!("the value has the pattern {}", shown(&pattern.1));
        findings.error(Some(node), IssueType::Value, RuleId::PatternValue, message);
    }
    if let Some(limit) = &rule.min_value
        && order(element, limit) == Some(Ordering::Less)
    {
        let message = format!("the value is at least {}", shown(&limit.1));
        findings.error(Some(node), IssueType::Value, RuleId::MinValue, message);
    }
    if let Some(limit) = &rule.max_value
        && order(element, limit) == Some(Ordering::Greater)
    {
        let message = format!("the value is at most {}", shown(&limit.1));
        findings.error(Some(node), IssueType::Value, RuleId::MaxValue, message);
    }
    if let Some(most) = rule.max_length
        && let Some(text) = node.as_str()
        && text.chars().count() > most as usize
    {
        let message = format!(
            "at most {most} characters are allowed, and {} are there",
            text.chars().count()
        );
        findings.error(Some(node), IssueType::Value, RuleId::MaxLength, message);
    }
}

/// How a value stands to a limit of its type; none when they cannot be compared.
fn order(element: Element<'_>, limit: &TypedJson) -> Option<Ordering> {
    let number = || Decimal::parse(&limit.1.to_string());
    match element.value()? {
        Value::Integer(value) => Decimal::from(value).partial_cmp(&number()?),
        Value::Decimal(value) => value.partial_cmp(&number()?),
        Value::Temporal(value) => {
            let text = limit.1.as_str()?;
            let limit = match limit.0.as_str() {
                "Date" => Temporal::parse_date(text)?,
                "Time" => Temporal::parse_time(text)?,
                _ => Temporal::parse_date_time(text)?,
            };
            value.compare(&limit)
        }
        Value::Quantity(value) => {
            let member = |name: &str| limit.1.get(name).and_then(Json::as_str);
            let unit = member("code").or_else(|| member("unit")).unwrap_or("1");
            let least = Decimal::parse(&limit.1.get("value")?.to_string())?;
            value.compare(&Quantity::ucum(least, unit))
        }
        _ => None,
    }
}

fn shown(value: &Json) -> String {
    let text = value.to_string();
    if text.len() <= 300 {
        text
    } else {
        format!("{}...", text.chars().take(300).collect::<String>())
    }
}

/// Whether a value is exactly the expected one.
pub(crate) fn equals(node: Node<'_>, expected: &Json) -> bool {
    match expected {
        Json::Object(members) => {
            node.is_object()
                && node.members().count() == members.len()
                && members
                    .iter()
                    .all(|(name, value)| node.get(name).is_some_and(|own| equals(own, value)))
        }
        Json::Array(items) => {
            node.is_array()
                && node.items().count() == items.len()
                && node
                    .items()
                    .zip(items)
                    .all(|(own, value)| equals(own, value))
        }
        _ => same_primitive(node, expected),
    }
}

/// Whether a value has at least what the pattern has.
pub(crate) fn has_pattern(node: Node<'_>, pattern: &Json) -> bool {
    match pattern {
        Json::Object(members) => members
            .iter()
            .all(|(name, value)| node.get(name).is_some_and(|own| has_pattern(own, value))),
        Json::Array(items) => items
            .iter()
            .all(|value| node.items().any(|own| has_pattern(own, value))),
        _ => same_primitive(node, pattern),
    }
}

fn same_primitive(node: Node<'_>, expected: &Json) -> bool {
    match (node.kind(), expected) {
        (NodeKind::String, Json::String(text)) => {
            node.as_str().is_some_and(|own| own == text.as_str())
        }
        (NodeKind::Number, Json::Number(number)) => {
            let own = node.number_text().and_then(Decimal::parse);
            own.is_some() && own == Decimal::parse(&number.to_string())
        }
        (NodeKind::True | NodeKind::False, Json::Bool(value)) => node.as_bool() == Some(*value),
        (NodeKind::Null, Json::Null) => true,
        _ => false,
    }
}
