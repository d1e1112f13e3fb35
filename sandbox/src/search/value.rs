//! What a resource is indexed by: the values that search parameters take from it (FHIR R4 search, 3.1.1.4).

use std::sync::Arc;

use payerlab_profiles::json::{Node, NodeKind};

use super::date::Range;
use super::parameter::ParameterKind;

/// One value of one search parameter, in the form in which it is compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A coded value. `system` is `None` where the element has none to give (a `code`, a `boolean`).
    Token {
        system: Option<Arc<str>>,
        code: Arc<str>,
    },
    /// Words beside a code, folded: `CodeableConcept.text`, `Coding.display`, `Identifier.type.text` (for `:text`).
    Words(Box<str>),
    /// A type of identifier with its value: `system|code|value` of `:of-type`.
    TypedIdentifier {
        system: Box<str>,
        code: Box<str>,
        value: Box<str>,
    },
    /// A string, folded for the usual comparison and as it is for `:exact`.
    Text { folded: Box<str>, exact: Box<str> },
    /// A date or period.
    Date(Range),
    /// An integer or decimal.
    Number(f64),
    /// An amount with its unit, both as code and as words.
    Quantity {
        value: f64,
        system: Option<Arc<str>>,
        code: Option<Arc<str>>,
        unit: Option<Arc<str>>,
    },
    /// A reference to a resource on this server.
    Local {
        resource_type: Arc<str>,
        id: Box<str>,
    },
    /// A reference to somewhere else, or a canonical URL.
    Url(Box<str>),
}

/// Folds letters for comparison without case and accents (FHIR R4 search, 3.1.1.4.8).
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Takes the values of one parameter from an element that its expression yielded.
///
/// `base` is the URL that the API's absolute references begin with.
pub(crate) fn extract(kind: ParameterKind, node: Node<'_>, base: &str, into: &mut Vec<Value>) {
    match kind {
        ParameterKind::Token => token(node, into),
        ParameterKind::String => string(node, into),
        ParameterKind::Date => into.extend(date(node).map(Value::Date)),
        ParameterKind::Number => into.extend(number(node).map(Value::Number)),
        ParameterKind::Quantity => quantity(node, into),
        ParameterKind::Reference => reference(node, base, into),
        ParameterKind::Uri => into.extend(text(node).map(|url| Value::Url(url.into()))),
    }
}

fn text(node: Node<'_>) -> Option<String> {
    node.as_str().map(std::borrow::Cow::into_owned)
}

fn member(node: Node<'_>, name: &str) -> Option<String> {
    node.get(name).and_then(text)
}

fn number(node: Node<'_>) -> Option<f64> {
    node.number_text()?.parse().ok()
}

fn words(text: Option<String>, into: &mut Vec<Value>) {
    into.extend(text.map(|text| Value::Words(fold(&text).into())));
}

fn token(node: Node<'_>, into: &mut Vec<Value>) {
    if let Some(flag) = node.as_bool() {
        into.push(Value::Token {
            system: None,
            code: if flag { "true" } else { "false" }.into(),
        });
    } else if let Some(code) = node.as_str() {
        into.push(Value::Token {
            system: None,
            code: code.as_ref().into(),
        });
    } else if node.kind() == NodeKind::Object {
        if let Some(codings) = node.get("coding") {
            codings.items().for_each(|coding| token(coding, into));
            words(member(node, "text"), into);
        } else if let Some(code) = member(node, "code") {
            into.push(Value::Token {
                system: member(node, "system").map(Arc::from),
                code: code.into(),
            });
            words(member(node, "display"), into);
        } else if let Some(value) = member(node, "value") {
            identifier(node, value, into);
        } else {
            words(member(node, "text"), into);
        }
    }
}

/// An `Identifier`, or a `ContactPoint`, whose `system` is a kind of contact and no namespace.
fn identifier(node: Node<'_>, value: String, into: &mut Vec<Value>) {
    let system = member(node, "system").filter(|system| system.contains(':'));
    if let Some(kind) = node.get("type") {
        for coding in kind
            .get("coding")
            .into_iter()
            .flat_map(payerlab_profiles::json::Node::items)
        {
            if let (Some(system), Some(code)) = (member(coding, "system"), member(coding, "code")) {
                into.push(Value::TypedIdentifier {
                    system: system.into(),
                    code: code.into(),
                    value: value.as_str().into(),
                });
            }
        }
        words(member(kind, "text"), into);
    }
    into.push(Value::Token {
        system: system.map(Arc::from),
        code: value.into(),
    });
}

fn string(node: Node<'_>, into: &mut Vec<Value>) {
    if let Some(exact) = text(node) {
        into.push(Value::Text {
            folded: fold(&exact).into(),
            exact: exact.into(),
        });
        return;
    }
    // HumanName and Address: every part that holds words. `use`, `type` and `period` are none.
    const PARTS: [&str; 12] = [
        "text",
        "family",
        "given",
        "prefix",
        "suffix",
        "line",
        "city",
        "district",
        "state",
        "postalCode",
        "country",
        "display",
    ];
    for part in PARTS.into_iter().filter_map(|name| node.get(name)) {
        if part.kind() == NodeKind::Array {
            part.items()
                .filter(|item| item.as_str().is_some())
                .for_each(|item| string(item, into));
        } else if part.as_str().is_some() {
            string(part, into);
        }
    }
}

fn date(node: Node<'_>) -> Option<Range> {
    if let Some(text) = node.as_str() {
        return Range::parse(&text);
    }
    let period = |node: Node<'_>| {
        let (start, end) = (member(node, "start"), member(node, "end"));
        Range::period(start.as_deref(), end.as_deref())
    };
    if node.get("start").is_some() || node.get("end").is_some() {
        return period(node);
    }
    // Timing: from its first event to its last, or its bounds.
    let events = node
        .get("event")
        .into_iter()
        .flat_map(payerlab_profiles::json::Node::items)
        .filter_map(|event| date(event));
    let bounds = node
        .get("repeat")
        .and_then(|repeat| repeat.get("boundsPeriod"))
        .and_then(period);
    events.chain(bounds).reduce(|all, one| Range {
        start: all.start.min(one.start),
        end: all.end.max(one.end),
    })
}

fn quantity(node: Node<'_>, into: &mut Vec<Value>) {
    let Some(value) = node.get("value").and_then(number) else {
        return;
    };
    let (system, code) = match member(node, "currency") {
        Some(currency) => (Some("urn:iso:std:iso:4217".into()), Some(currency)),
        None => (member(node, "system"), member(node, "code")),
    };
    into.push(Value::Quantity {
        value,
        system: system.map(Arc::from),
        code: code.map(Arc::from),
        unit: member(node, "unit").map(Arc::from),
    });
}

fn reference(node: Node<'_>, base: &str, into: &mut Vec<Value>) {
    if let Some(url) = text(node) {
        into.push(Value::Url(url.into()));
        return;
    }
    if let Some(target) = member(node, "reference") {
        into.push(local(&target, base).unwrap_or_else(|| Value::Url(target.into())));
    }
    if let Some(node) = node.get("identifier")
        && let Some(value) = member(node, "value")
    {
        into.push(Value::Token {
            system: member(node, "system").map(Arc::from),
            code: value.into(),
        });
    }
}

/// Reads `Type/id`, `Type/id/_history/1` or an absolute URL under `base` as a reference to this server.
#[must_use]
pub(crate) fn local(target: &str, base: &str) -> Option<Value> {
    let path = match target.strip_prefix(base) {
        Some(rest) => rest.strip_prefix('/')?,
        None => target,
    };
    let mut parts = path.split('/');
    let (resource_type, id) = (parts.next()?, parts.next()?);
    let version = (parts.next(), parts.next(), parts.next());
    let plain = resource_type.starts_with(|first: char| first.is_ascii_uppercase())
        && resource_type.bytes().all(|byte| byte.is_ascii_alphabetic())
        && is_id(id)
        && matches!(
            version,
            (None, None, None) | (Some("_history"), Some(_), None)
        );
    plain.then(|| Value::Local {
        resource_type: resource_type.into(),
        id: id.into(),
    })
}

/// True for a FHIR `id`: 1 to 64 letters, digits, `-` and `.`.
#[must_use]
pub(crate) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}
