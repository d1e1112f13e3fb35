//! Whether a resource is what a search asked for: every parameter must hold, by any one of its values.

use std::collections::BTreeMap;

use payerlab_profiles::json::Node;
use payerlab_profiles::search::{SearchParamType, SearchParameter};

use crate::criterion::{Criterion, Filter, unescaped};
use crate::{Query, date, definition, reference, text, token};

/// An answer that knows its limits: where the standard or the data leave it open, nobody is accused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// It matches.
    Yes,
    /// It does not.
    No,
    /// It may or may not.
    Unsure,
}

impl Matching {
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unsure,
        }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Unsure,
        }
    }

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unsure => Self::Unsure,
        }
    }
}

/// What is known besides the resource itself.
#[derive(Clone, Copy)]
pub struct Knowledge<'k> {
    /// The base URL of the server.
    pub base: &'k str,
    /// Resources by `Type/id`, for chains.
    pub targets: &'k BTreeMap<String, Node<'k>>,
    /// All resources of a type, for reverse chains.
    pub listings: &'k BTreeMap<String, Vec<Node<'k>>>,
}

/// Judges one resource by all parameters of a search.
pub fn matches(query: &Query, resource: Node<'_>, known: Knowledge<'_>) -> Matching {
    if definition::type_of(resource).as_deref() != Some(query.resource_type.as_str()) {
        return Matching::No;
    }
    query
        .parameters
        .iter()
        .filter_map(|(name, value)| Criterion::parse(name, value))
        .map(|criterion| criterion_holds(&criterion, resource, known))
        .fold(Matching::Yes, Matching::and)
}

fn criterion_holds(
    criterion: &Criterion<'_>,
    resource: Node<'_>,
    known: Knowledge<'_>,
) -> Matching {
    let values = &criterion.values;
    match criterion.filter {
        Filter::Direct { code, modifier } => direct(resource, code, modifier, values, known),
        Filter::Chain {
            code,
            resource_type,
            rest,
        } => chain(resource, code, resource_type, rest, values, known),
        Filter::Reverse {
            resource_type,
            code,
            rest,
        } => reverse(resource, resource_type, code, rest, values, known),
    }
}

fn direct(
    resource: Node<'_>,
    code: &str,
    modifier: Option<&str>,
    values: &[&str],
    known: Knowledge<'_>,
) -> Matching {
    let parameter = definition::parameter_of(resource, code);
    let Some(parameter) = parameter else {
        return Matching::Unsure;
    };
    let any = |one: &dyn Fn(&str) -> Matching| {
        values
            .iter()
            .map(|value| one(value))
            .fold(Matching::No, Matching::or)
    };
    if modifier == Some("missing") {
        let missing = definition::items(parameter, resource)
            .is_empty()
            .to_string();
        return any(&|value| {
            if value == missing {
                Matching::Yes
            } else {
                Matching::No
            }
        });
    }
    match (parameter.kind, modifier) {
        (SearchParamType::Token, None) => {
            any(&|value| token::matches(&tokens(parameter, resource), value))
        }
        (SearchParamType::Token, Some("not")) => {
            any(&|value| token::matches(&tokens(parameter, resource), value)).not()
        }
        (SearchParamType::String, modifier) => {
            let strings: Vec<text::Text> = definition::nodes(parameter, resource)
                .into_iter()
                .flat_map(text::strings)
                .collect();
            any(&|value| text::matches(&strings, &unescaped(value), modifier))
        }
        (SearchParamType::Date, None) => {
            let nodes = definition::nodes(parameter, resource);
            any(&|value| {
                nodes
                    .iter()
                    .map(|node| match date::interval(*node) {
                        Some(interval) => date::matches(interval, value),
                        None => Matching::Unsure,
                    })
                    .fold(Matching::No, Matching::or)
            })
        }
        (SearchParamType::Reference, modifier)
            if modifier.is_none_or(|m| m.starts_with(char::is_uppercase)) =>
        {
            let targets = targets(parameter, resource);
            any(&|value| {
                targets
                    .iter()
                    .map(|target| {
                        reference::matches(target, &unescaped(value), modifier, known.base)
                    })
                    .fold(Matching::No, Matching::or)
            })
        }
        (SearchParamType::Uri, None) => {
            let targets = targets(parameter, resource);
            any(&|value| {
                if targets.iter().any(|have| *have == unescaped(value)) {
                    Matching::Yes
                } else {
                    Matching::No
                }
            })
        }
        _ => Matching::Unsure,
    }
}

fn tokens(parameter: &SearchParameter, resource: Node<'_>) -> Vec<token::Token> {
    definition::items(parameter, resource)
        .iter()
        .flat_map(
            |item| match item.element().and_then(|element| element.node()) {
                Some(node) => token::tokens(node),
                None => vec![token::Token {
                    system: None,
                    code: item.value().and_then(|value| value.text()),
                    implied: true,
                }],
            },
        )
        .map(|mut token| {
            if token.implied && token.system.is_none() {
                token.system = parameter.implied_system().map(str::to_owned);
            }
            token
        })
        .collect()
}

fn targets(parameter: &SearchParameter, resource: Node<'_>) -> Vec<String> {
    definition::nodes(parameter, resource)
        .into_iter()
        .filter_map(reference::target)
        .collect()
}

fn chain(
    resource: Node<'_>,
    code: &str,
    resource_type: Option<&str>,
    rest: &str,
    values: &[&str],
    known: Knowledge<'_>,
) -> Matching {
    let parameter = definition::parameter_of(resource, code);
    let Some(parameter) = parameter else {
        return Matching::Unsure;
    };
    let criterion = Criterion {
        filter: Filter::parse(rest),
        values: values.to_vec(),
    };
    targets(parameter, resource)
        .iter()
        .map(|target| {
            let name = reference::relative(target, known.base);
            let of_type = resource_type.is_none_or(|wanted| name.split('/').next() == Some(wanted));
            match known.targets.get(name) {
                _ if !of_type => Matching::No,
                Some(found) => criterion_holds(&criterion, *found, known),
                None => Matching::Unsure,
            }
        })
        .fold(Matching::No, Matching::or)
}

fn reverse(
    resource: Node<'_>,
    resource_type: &str,
    code: &str,
    rest: &str,
    values: &[&str],
    known: Knowledge<'_>,
) -> Matching {
    let (Some(parameter), Some(listing), Some(name)) = (
        definition::parameter(resource_type, code),
        known.listings.get(resource_type),
        definition::name_of(resource),
    ) else {
        return Matching::Unsure;
    };
    let criterion = Criterion {
        filter: Filter::parse(rest),
        values: values.to_vec(),
    };
    listing
        .iter()
        .filter(|from| {
            targets(parameter, **from)
                .iter()
                .any(|target| reference::relative(target, known.base) == name)
        })
        .map(|from| criterion_holds(&criterion, *from, known))
        .fold(Matching::No, Matching::or)
}

#[cfg(test)]
mod tests {
    use payerlab_profiles::json::Document;

    use super::*;

    const OBSERVATION: &str = r#"{"resourceType":"Observation","id":"o","status":"final",
        "subject":{"reference":"Patient/1"},"effectiveDateTime":"2024-03-05T10:00:00Z",
        "category":[{"coding":[{"system":"http://c.example.org","code":"vital-signs"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}}"#;

    fn judged(query: &[(&str, &str)], targets: &[&str]) -> Matching {
        let document = Document::parse(OBSERVATION.to_owned()).unwrap();
        let others: Vec<Document> = targets
            .iter()
            .map(|json| Document::parse((*json).to_owned()).unwrap())
            .collect();
        let targets = others
            .iter()
            .map(|document| {
                (
                    definition::name_of(document.root()).unwrap(),
                    document.root(),
                )
            })
            .collect();
        let query = Query {
            resource_type: "Observation".into(),
            parameters: query
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        let known = Knowledge {
            base: "https://payer.example.org/fhir",
            targets: &targets,
            listings: &BTreeMap::new(),
        };
        matches(&query, document.root(), known)
    }

    #[test]
    fn every_parameter_must_hold_and_one_value_is_enough() {
        assert_eq!(
            judged(
                &[("patient", "1"), ("code", "x,8867-4"), ("_count", "5")],
                &[]
            ),
            Matching::Yes
        );
        assert_eq!(
            judged(&[("patient", "1"), ("code", "x")], &[]),
            Matching::No
        );
        assert_eq!(
            judged(&[("date", "gt2024-03-05T10:00:00Z")], &[]),
            Matching::No
        );
        assert_eq!(
            judged(
                &[("status", "http://hl7.org/fhir/observation-status|final")],
                &[]
            ),
            Matching::Yes
        );
        assert_eq!(
            judged(&[("category:not", "vital-signs")], &[]),
            Matching::No
        );
        assert_eq!(
            judged(&[("value-string:missing", "true")], &[]),
            Matching::Yes
        );
        assert_eq!(judged(&[("banana", "1")], &[]), Matching::Unsure);
    }

    #[test]
    fn chains_are_judged_by_what_they_lead_to() {
        let patient = r#"{"resourceType":"Patient","id":"1","name":[{"family":"Okonkwo"}]}"#;
        assert_eq!(
            judged(&[("patient.family", "oko")], &[patient]),
            Matching::Yes
        );
        assert_eq!(
            judged(&[("patient.family", "zzz")], &[patient]),
            Matching::No
        );
        assert_eq!(judged(&[("patient.family", "zzz")], &[]), Matching::Unsure);
        assert_eq!(
            judged(&[("subject:Group._id", "1")], &[patient]),
            Matching::No
        );
    }
}
