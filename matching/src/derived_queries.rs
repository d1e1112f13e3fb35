//! The searches that follow from data: for every combination of values that a resource really holds, the search that
//! must find it.

use payerlab_profiles::json::Node;
use payerlab_profiles::search::SearchParamType;

use crate::criterion::Filter;
use crate::matches::Knowledge;
use crate::{Query, definition, reference, value};

/// What must be read besides, before searches by chained parameters can be derived and judged.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FurtherReads {
    /// Resources that the known ones refer to, as `Type/id`.
    pub targets: Vec<String>,
    /// Types of which every resource is needed.
    pub listings: Vec<String>,
}

/// What the parameters (`a+b`) of searches for the known resources lead to.
pub fn further_reads(parameters: &str, known: &[Node<'_>], base: &str) -> FurtherReads {
    let mut reads = FurtherReads::default();
    for name in parameters.split('+') {
        match Filter::parse(name) {
            Filter::Direct { .. } => {}
            Filter::Chain {
                code,
                resource_type,
                ..
            } => {
                for target in known.iter().flat_map(|node| referred(*node, code, base)) {
                    let wanted =
                        resource_type.is_none_or(|wanted| target.split('/').next() == Some(wanted));
                    if wanted && !target.contains("://") && !reads.targets.contains(&target) {
                        reads.targets.push(target);
                    }
                }
            }
            Filter::Reverse { resource_type, .. } => {
                if !reads.listings.iter().any(|have| have == resource_type) {
                    reads.listings.push(resource_type.to_owned());
                }
            }
        }
    }
    reads
}

fn referred(resource: Node<'_>, code: &str, base: &str) -> Vec<String> {
    let parameter = definition::parameter_of(resource, code);
    parameter
        .map(|parameter| {
            definition::nodes(parameter, resource)
                .into_iter()
                .filter_map(reference::target)
                .map(|target| reference::relative(&target, base).to_owned())
                .filter(|target| !target.starts_with('#'))
                .collect()
        })
        .unwrap_or_default()
}

/// Searches of a type by parameters (`a+b`), at most `most` combinations of values, spread over the resources; a date
/// gets one search for each prefix, without prefixes one without.
pub fn derived_queries(
    resource_type: &str,
    parameters: &str,
    prefixes: &[&str],
    resources: &[Node<'_>],
    known: Knowledge<'_>,
    most: usize,
) -> Vec<Query> {
    let names: Vec<&str> = parameters.split('+').collect();
    let mut combinations: Vec<Vec<String>> = Vec::new();
    for resource in resources {
        let values: Option<Vec<String>> = names
            .iter()
            .map(|name| value_of(*resource, name, known))
            .collect();
        if let Some(values) = values
            && !combinations.contains(&values)
        {
            combinations.push(values);
        }
    }
    let step = combinations.len().div_ceil(most.max(1)).max(1);
    combinations
        .into_iter()
        .step_by(step)
        .flat_map(|values| {
            let dated = names
                .iter()
                .position(|name| is_date(resource_type, name))
                .filter(|_| !prefixes.is_empty());
            let readings: Vec<&str> = if dated.is_some() {
                prefixes.to_vec()
            } else {
                vec![""]
            };
            let names = &names;
            readings
                .into_iter()
                .map(move |prefix| Query {
                    resource_type: resource_type.to_owned(),
                    parameters: names
                        .iter()
                        .zip(&values)
                        .enumerate()
                        .map(|(index, (name, value))| {
                            let prefix = if Some(index) == dated { prefix } else { "" };
                            ((*name).to_owned(), format!("{prefix}{value}"))
                        })
                        .collect(),
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn is_date(resource_type: &str, name: &str) -> bool {
    definition::parameter(resource_type, name)
        .is_some_and(|parameter| parameter.kind == SearchParamType::Date)
}

/// The value for one parameter: the resource's own, or that of what a chain leads to.
fn value_of(resource: Node<'_>, name: &str, known: Knowledge<'_>) -> Option<String> {
    match Filter::parse(name) {
        Filter::Direct { code, .. } => {
            // A patient is named by id, as every server must understand it.
            let form = if code == "patient" {
                "its id"
            } else {
                "its value"
            };
            value::written(resource, name, form, known.base)
        }
        Filter::Chain {
            code,
            resource_type,
            rest,
        } => referred(resource, code, known.base)
            .iter()
            .filter(|target| {
                resource_type.is_none_or(|wanted| target.split('/').next() == Some(wanted))
            })
            .filter_map(|target| known.targets.get(target))
            .find_map(|target| value_of(*target, rest, known)),
        Filter::Reverse {
            resource_type,
            code,
            rest,
        } => {
            let name = definition::name_of(resource)?;
            known
                .listings
                .get(resource_type)?
                .iter()
                .filter(|from| referred(**from, code, known.base).contains(&name))
                .find_map(|from| value_of(*from, rest, known))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use payerlab_profiles::json::Document;

    use super::*;

    fn documents(texts: &[&str]) -> Vec<Document> {
        texts
            .iter()
            .map(|text| Document::parse((*text).to_owned()).unwrap())
            .collect()
    }

    #[test]
    fn a_role_is_searched_by_its_practitioners_name_and_the_other_way_round() {
        let role = r#"{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/p"},
            "specialty":[{"coding":[{"system":"http://s.example.org","code":"1"}]}]}"#;
        let practitioner =
            r#"{"resourceType":"Practitioner","id":"p","name":[{"family":"Raman"}]}"#;
        let all = documents(&[role, practitioner]);
        let nodes: Vec<Node<'_>> = all.iter().map(Document::root).collect();
        let targets = BTreeMap::from([("Practitioner/p".to_owned(), nodes[1])]);
        let listings = BTreeMap::from([("PractitionerRole".to_owned(), vec![nodes[0]])]);
        let known = Knowledge {
            base: "",
            targets: &targets,
            listings: &listings,
        };
        assert_eq!(
            further_reads("practitioner.name", &nodes[..1], "").targets,
            ["Practitioner/p"]
        );
        let queries = derived_queries(
            "PractitionerRole",
            "practitioner.name",
            &[],
            &nodes[..1],
            known,
            5,
        );
        assert_eq!(
            queries[0].to_string(),
            "PractitionerRole?practitioner.name=Raman"
        );
        let name = "_has:PractitionerRole:practitioner:specialty";
        let queries = derived_queries("Practitioner", name, &[], &nodes[1..], known, 5);
        assert_eq!(
            queries[0].to_string(),
            format!("Practitioner?{name}=http://s.example.org|1")
        );
    }

    #[test]
    fn dates_get_every_prefix_and_combinations_are_spread() {
        let texts: Vec<String> = (1..=9)
            .map(|day| {
                format!(
                    r#"{{"resourceType":"Observation","id":"{day}","effectiveDateTime":"2024-01-0{day}"}}"#
                )
            })
            .collect();
        let all = documents(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let nodes: Vec<Node<'_>> = all.iter().map(Document::root).collect();
        let known = Knowledge {
            base: "",
            targets: &BTreeMap::new(),
            listings: &BTreeMap::new(),
        };
        let queries = derived_queries("Observation", "date", &["gt", "le"], &nodes, known, 3);
        let values: Vec<_> = queries
            .iter()
            .map(|query| query.parameters[0].1.as_str())
            .collect();
        assert_eq!(
            values,
            [
                "gt2024-01-01",
                "le2024-01-01",
                "gt2024-01-04",
                "le2024-01-04",
                "gt2024-01-07",
                "le2024-01-07"
            ]
        );
    }
}
