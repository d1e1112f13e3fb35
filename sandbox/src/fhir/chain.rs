//! Conditions on what a reference leads to: chains and `_has` (FHIR R4 search 3.1.1.4.15 and 3.1.1.4.16).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::api_data::ApiData;
use super::view::{Purpose, View};
use crate::fault::Defect;
use crate::fault::search::damage_condition;
use crate::search::criterion::{self, Criterion};
use crate::search::parameter::ParameterKind;
use crate::search::query::{Hop, ParameterName};
use crate::search::value::Value;
use crate::search::{IndexedResource, SearchError};

/// Compiles one condition with the references that it follows; `None` when its parameter is not known for the type.
///
/// The types that a chain may pass through are found from left to right, and what matches from right to left, each type
/// once at each hop: however often a chain comes back to a type, it costs one look at its resources.
pub(super) fn compile(
    view: &View<'_>,
    resource_type: &str,
    name: &ParameterName<'_>,
    value: &str,
) -> Result<Option<Criterion>, SearchError> {
    let Some(first) = view.data.parameters.name(resource_type) else {
        return Ok(None);
    };
    let mut at_hop = vec![HashSet::from([first])];
    for hop in &name.hops {
        let next = at_hop
            .last()
            .into_iter()
            .flatten()
            .flat_map(|from| leads_to(hop, view.data, from))
            .collect();
        at_hop.push(next);
    }
    let mut conditions: HashMap<Arc<str>, Criterion> = HashMap::new();
    for at in at_hop.pop().unwrap_or_default() {
        if let Some(condition) = compile_plain(view, &at, name.code, name.modifier, value)? {
            conditions.insert(at, condition);
        }
    }
    for (hop, types) in name.hops.iter().zip(at_hop).rev() {
        let found: HashMap<Arc<str>, Vec<&IndexedResource>> = conditions
            .into_iter()
            .map(|(of_type, condition)| {
                let found = view
                    .each(view.leaking(Defect::ChainLeaks), Purpose::Search, &of_type)
                    .map(|stored| &**stored)
                    .filter(|stored| condition.holds(stored))
                    .collect();
                (of_type, found)
            })
            .collect();
        conditions = types
            .into_iter()
            .filter_map(|from| Some((from.clone(), condition(hop, view.data, &from, &found)?)))
            .collect();
    }
    Ok(conditions.remove(resource_type))
}

/// Compiles a condition on a type's own parameter; `None` when the type has none of this code.
fn compile_plain(
    view: &View<'_>,
    resource_type: &str,
    code: &str,
    modifier: Option<&str>,
    value: &str,
) -> Result<Option<Criterion>, SearchError> {
    let parameters = &view.data.parameters;
    let Some(parameter) = parameters.find(resource_type, code) else {
        return Ok(None);
    };
    let unescaped = view
        .defects
        .has(Defect::EscapeIgnored)
        .then(|| value.replace("\\,", ","));
    let value = unescaped.as_deref().unwrap_or(value);
    match criterion::compile(&parameter, modifier, value, parameters.base()) {
        Ok(mut condition) => {
            damage_condition(&mut condition, &parameter, view.defects);
            Ok(Some(condition))
        }
        Err(SearchError::Modifier { .. }) if view.defects.has(Defect::ModifierIgnored) => {
            criterion::compile(&parameter, None, value, parameters.base()).map(Some)
        }
        Err(SearchError::Value { .. }) if view.defects.has(Defect::MalformedEmpty) => {
            Ok(Some(Criterion::Id(HashSet::new())))
        }
        Err(error) => Err(error),
    }
}

/// The types that this hop may lead to from a resource of that type.
fn leads_to(hop: &Hop<'_>, data: &ApiData, from: &str) -> Vec<Arc<str>> {
    match hop {
        Hop::Chain { code, target } => data
            .parameters
            .find(from, code)
            .filter(|parameter| parameter.kind == ParameterKind::Reference)
            .map(|parameter| {
                let wanted = |name: &&Arc<str>| target.is_none_or(|target| target == &***name);
                parameter.targets.iter().filter(wanted).cloned().collect()
            })
            .unwrap_or_default(),
        Hop::Has {
            resource_type,
            code,
        } => data
            .parameters
            .find(resource_type, code)
            .filter(|parameter| parameter.kind == ParameterKind::Reference)
            .and_then(|_| data.parameters.name(resource_type))
            .into_iter()
            .collect(),
    }
}

/// The condition on resources of the type `from`, where the hop leads from there to one of those that were found;
/// `None` where it leads to no type for which the rest of the name is known.
fn condition(
    hop: &Hop<'_>,
    data: &ApiData,
    from: &str,
    found: &HashMap<Arc<str>, Vec<&IndexedResource>>,
) -> Option<Criterion> {
    let reached: Vec<_> = leads_to(hop, data, from)
        .into_iter()
        .filter_map(|name| Some((found.get(&name)?, name)))
        .collect();
    if reached.is_empty() {
        return None;
    }
    match hop {
        Hop::Chain { code, .. } => Some(Criterion::RefersTo {
            parameter: data.parameters.find(from, code)?.id,
            targets: reached
                .iter()
                .flat_map(|(resources, name)| {
                    resources
                        .iter()
                        .map(|stored| (name.to_string(), stored.id.clone()))
                })
                .collect(),
        }),
        Hop::Has {
            resource_type,
            code,
        } => {
            let parameter = data.parameters.find(resource_type, code)?;
            let refers_from = |value: &Value| match value {
                Value::Local { resource_type, id } if **resource_type == *from => {
                    Some(id.to_string())
                }
                _ => None,
            };
            Some(Criterion::Id(
                reached
                    .iter()
                    .flat_map(|(resources, _)| resources.iter())
                    .flat_map(|stored| stored.values(parameter.id))
                    .filter_map(refers_from)
                    .collect(),
            ))
        }
    }
}
