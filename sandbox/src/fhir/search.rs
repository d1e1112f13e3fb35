//! Search: from a query to the resources that match it (FHIR R4 search; the parameters are the guides' definitions).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::comparison::Comparison;
use super::criterion::{self, Criterion};
use super::error::SearchError;
use super::holdings::Holdings;
use super::include::Include;
use super::parameter::{Parameter, ParameterKind};
use super::query::{self, Hop, Pair, ParameterName};
use super::resource::Stored;
use super::value::Value;
use super::view::{Reach, View};
use crate::fault::Defect;

/// How many matches a page holds when the client does not say.
pub(super) const PAGE: usize = 50;
/// The most that a page holds, whatever the client says.
pub(super) const LARGEST_PAGE: usize = 500;

/// A query, compiled.
pub(super) struct Search {
    /// The parameters that were understood, as the `self` link repeats them.
    pub understood: Vec<Pair>,
    criteria: Vec<Criterion>,
    /// The order asked for: parameter and whether it falls.
    sort: Vec<(Sort, bool)>,
    /// What to bring along.
    pub includes: Vec<Include>,
    /// Matches a page; zero for the total alone.
    pub count: usize,
    /// Matches to pass over: the page that a `next` link asks for.
    pub offset: usize,
}

enum Sort {
    Id,
    LastUpdated,
    Parameter(Arc<Parameter>),
}

impl Search {
    /// Compiles a query for one resource type.
    ///
    /// # Errors
    /// Values and modifiers that cannot be read; with `strict`, parameters that are not known.
    pub(super) fn compile(
        view: &View<'_>,
        resource_type: &str,
        pairs: &[Pair],
        strict: bool,
    ) -> Result<Self, SearchError> {
        let mut search = Self {
            understood: Vec::with_capacity(pairs.len()),
            criteria: Vec::new(),
            sort: Vec::new(),
            includes: Vec::new(),
            count: PAGE,
            offset: 0,
        };
        let strict = strict && !view.defects.has(Defect::StrictIgnored);
        let mut page = None;
        for pair in pairs {
            if pair.name == "_page" {
                page = Some(pair.value.as_str());
                continue;
            }
            let understood = search.take(view, resource_type, pair)?;
            if understood {
                search.understood.push(pair.clone());
            } else if strict && !pair.value.is_empty() {
                return Err(SearchError::Unknown(pair.name.clone()));
            } else if view.defects.has(Defect::UnknownParamEmpty) {
                search.criteria.push(Criterion::Id(HashSet::new()));
            }
        }
        if view.defects.has(Defect::DateRepeatOr) {
            join_dates(view.holdings, resource_type, &mut search.criteria);
        }
        if let Some(page) = page {
            search.offset = super::page::offset(page, resource_type, &search.understood)
                .ok_or(SearchError::Page)?;
        }
        Ok(search)
    }

    /// Takes one parameter in; false when it is not known.
    fn take(
        &mut self,
        view: &View<'_>,
        resource_type: &str,
        pair: &Pair,
    ) -> Result<bool, SearchError> {
        // A parameter without a value asks for nothing.
        if pair.value.is_empty() {
            return Ok(false);
        }
        let value = pair.value.as_str();
        match pair.name.as_str() {
            "_count" => self.count = count(value, view)?,
            "_sort" => {
                for part in value.split(',') {
                    let (code, falling) = part
                        .strip_prefix('-')
                        .map_or((part, false), |code| (code, true));
                    let sort = match code {
                        "_id" => Sort::Id,
                        "_lastUpdated" => Sort::LastUpdated,
                        code => Sort::Parameter(
                            view.holdings
                                .registry
                                .find(resource_type, code)
                                .ok_or_else(|| SearchError::Value {
                                    name: "_sort".to_owned(),
                                    reason: format!(
                                        "`{code}` is no search parameter of {resource_type}"
                                    ),
                                })?,
                        ),
                    };
                    self.sort.push((sort, falling));
                }
            }
            "_include" | "_include:iterate" | "_revinclude" | "_revinclude:iterate" => {
                let Some(include) = Include::parse(view.holdings, &pair.name, value) else {
                    return Ok(false);
                };
                self.includes.push(include);
            }
            "_summary" => match value {
                "count" => self.count = 0,
                "false" => {}
                _ => return Ok(false),
            },
            "_total" => match value {
                "none" | "estimate" | "accurate" => {}
                _ => {
                    return Err(SearchError::Value {
                        name: "_total".to_owned(),
                        reason: "it is none, estimate or accurate".to_owned(),
                    });
                }
            },
            "_format" | "_pretty" => {}
            name => {
                let Some(name) = ParameterName::parse(name)? else {
                    return Ok(false);
                };
                let Some(criterion) = compile(view, resource_type, &name, value)? else {
                    return Ok(false);
                };
                self.criteria.push(criterion);
            }
        }
        Ok(true)
    }

    /// Finds what matches, in order, as far as the view reaches.
    #[must_use]
    pub(super) fn run<'s>(&self, view: &View<'s>, resource_type: &str) -> Vec<&'s Arc<Stored>> {
        let matches = |stored: &&'s Arc<Stored>| {
            self.criteria
                .iter()
                .all(|criterion| criterion.holds(stored))
        };
        let reach = self.reach(view, resource_type);
        let mut found: Vec<_> = match self.patients(view, resource_type) {
            Some(patients) if reach == Reach::All => view
                .each_of(&patients, resource_type)
                .filter(matches)
                .collect(),
            _ => view.each(reach, resource_type).filter(matches).collect(),
        };
        if !self.sort.is_empty() {
            found.sort_by(|one, other| {
                self.sort
                    .iter()
                    .fold(std::cmp::Ordering::Equal, |order, (sort, falling)| {
                        order.then_with(|| {
                            let order = sort.compare(one, other);
                            if *falling { order.reverse() } else { order }
                        })
                    })
            });
        }
        found
    }

    /// The members that the query names by `patient`, which is what puts a resource into a compartment.
    fn patients(&self, view: &View<'_>, resource_type: &str) -> Option<Vec<&str>> {
        let parameter = view.holdings.registry.find(resource_type, "patient")?;
        self.criteria
            .iter()
            .find_map(|criterion| criterion.patients(parameter.id))
    }

    /// The defect of a search that believes the `patient` of the query more than the token.
    fn reach(&self, view: &View<'_>, resource_type: &str) -> Reach {
        let names_a_patient = |criterion: &Criterion| {
            match criterion {
            Criterion::Any { tests, .. } => tests.iter().any(
                |test| matches!(test, Comparison::Local { id, .. } if view.holdings.members.contains_key(id)),
            ),
            Criterion::Id(ids) => resource_type == "Patient" || !ids.is_empty(),
            _ => false,
        }
        };
        if self.criteria.iter().any(names_a_patient) {
            view.leaking(Defect::SearchLeaks)
        } else {
            view.own()
        }
    }
}

impl Sort {
    fn compare(&self, one: &Stored, other: &Stored) -> std::cmp::Ordering {
        match self {
            Self::Id => one.id.cmp(&other.id),
            Self::LastUpdated => one.last_updated.cmp(&other.last_updated),
            Self::Parameter(parameter) => {
                let key = |stored: &Stored| {
                    stored
                        .values(parameter.id)
                        .filter_map(sort_key)
                        .min_by(compare_keys)
                };
                match (key(one), key(other)) {
                    (Some(one), Some(other)) => compare_keys(&one, &other),
                    (one, other) => other.is_some().cmp(&one.is_some()),
                }
            }
        }
    }
}

fn sort_key(value: &Value) -> Option<(f64, String)> {
    Some(match value {
        #[expect(
            clippy::cast_precision_loss,
            reason = "an order of dates to the microsecond until the year 2255"
        )]
        Value::Date(range) => (range.start as f64, String::new()),
        Value::Number(number) | Value::Quantity { value: number, .. } => (*number, String::new()),
        Value::Text { folded, .. } => (0.0, folded.to_string()),
        Value::Token { code, .. } => (0.0, code.to_string()),
        Value::Local { id, .. } => (0.0, id.to_string()),
        Value::Url(url) => (0.0, url.to_string()),
        Value::Words(_) | Value::TypedIdentifier { .. } => return None,
    })
}

fn compare_keys(one: &(f64, String), other: &(f64, String)) -> std::cmp::Ordering {
    one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1))
}

fn count(value: &str, view: &View<'_>) -> Result<usize, SearchError> {
    match value.parse::<usize>() {
        Ok(0) if view.defects.has(Defect::CountZeroEntries) => Ok(PAGE),
        Ok(count) => Ok(count.min(LARGEST_PAGE)),
        Err(_) if view.defects.has(Defect::CountUnchecked) => Ok(PAGE),
        Err(_) => Err(SearchError::Value {
            name: "_count".to_owned(),
            reason: format!("`{value}` is no whole number of 0 or more"),
        }),
    }
}

/// Compiles the query of a granular scope; `None` where it says what cannot be searched, so that it grants nothing.
#[must_use]
pub(super) fn granular(
    holdings: &Holdings,
    resource_type: &str,
    query: &str,
) -> Option<Vec<Criterion>> {
    let pairs = query::decode(query.as_bytes()).ok()?;
    pairs
        .iter()
        .map(|pair| {
            let name = ParameterName::parse(&pair.name).ok()??;
            if !name.hops.is_empty() {
                return None;
            }
            let parameter = holdings.registry.find(resource_type, name.code)?;
            criterion::compile(
                &parameter,
                name.modifier,
                &pair.value,
                holdings.registry.base(),
            )
            .ok()
        })
        .collect()
}

/// Compiles one condition; `None` when its parameter is not known for the type.
///
/// The types that a chain may pass through are found from left to right, and what matches from right to left, each type
/// once at each hop: however often a chain comes back to a type, it costs one look at its resources.
fn compile(
    view: &View<'_>,
    resource_type: &str,
    name: &ParameterName<'_>,
    value: &str,
) -> Result<Option<Criterion>, SearchError> {
    let Some(first) = view.holdings.registry.name(resource_type) else {
        return Ok(None);
    };
    let mut at_hop = vec![HashSet::from([first])];
    for hop in &name.hops {
        let next = at_hop
            .last()
            .into_iter()
            .flatten()
            .flat_map(|from| hop.leads_to(view.holdings, from))
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
        let found: HashMap<Arc<str>, Vec<&Stored>> = conditions
            .into_iter()
            .map(|(of_type, condition)| {
                let found = view
                    .each(view.leaking(Defect::ChainLeaks), &of_type)
                    .map(|stored| &**stored)
                    .filter(|stored| condition.holds(stored))
                    .collect();
                (of_type, found)
            })
            .collect();
        conditions = types
            .into_iter()
            .filter_map(|from| Some((from.clone(), hop.condition(view.holdings, &from, &found)?)))
            .collect();
    }
    Ok(conditions.remove(resource_type))
}

impl Hop<'_> {
    /// The types that this hop may lead to from a resource of that type.
    fn leads_to(&self, holdings: &Holdings, from: &str) -> Vec<Arc<str>> {
        match self {
            Self::Chain { code, target } => holdings
                .registry
                .find(from, code)
                .filter(|parameter| parameter.kind == ParameterKind::Reference)
                .map(|parameter| {
                    let wanted = |name: &&Arc<str>| target.is_none_or(|target| target == &***name);
                    parameter.targets.iter().filter(wanted).cloned().collect()
                })
                .unwrap_or_default(),
            Self::Has {
                resource_type,
                code,
            } => holdings
                .registry
                .find(resource_type, code)
                .filter(|parameter| parameter.kind == ParameterKind::Reference)
                .and_then(|_| holdings.registry.name(resource_type))
                .into_iter()
                .collect(),
        }
    }

    /// The condition on resources of the type `from`, where the hop leads from there to one of those that were found;
    /// `None` where it leads to no type for which the rest of the name is known.
    fn condition(
        &self,
        holdings: &Holdings,
        from: &str,
        found: &HashMap<Arc<str>, Vec<&Stored>>,
    ) -> Option<Criterion> {
        let reached: Vec<_> = self
            .leads_to(holdings, from)
            .into_iter()
            .filter_map(|name| Some((found.get(&name)?, name)))
            .collect();
        if reached.is_empty() {
            return None;
        }
        match self {
            Self::Chain { code, .. } => Some(Criterion::RefersTo {
                parameter: holdings.registry.find(from, code)?.id,
                targets: reached
                    .iter()
                    .flat_map(|(resources, name)| {
                        resources
                            .iter()
                            .map(|stored| (name.to_string(), stored.id.clone()))
                    })
                    .collect(),
            }),
            Self::Has {
                resource_type,
                code,
            } => {
                let parameter = holdings.registry.find(resource_type, code)?;
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
}

/// Compiles a condition on a type's own parameter; `None` when the type has none of this code.
fn compile_plain(
    view: &View<'_>,
    resource_type: &str,
    code: &str,
    modifier: Option<&str>,
    value: &str,
) -> Result<Option<Criterion>, SearchError> {
    let registry = &view.holdings.registry;
    let Some(parameter) = registry.find(resource_type, code) else {
        return Ok(None);
    };
    let unescaped = view
        .defects
        .has(Defect::EscapeIgnored)
        .then(|| value.replace("\\,", ","));
    let value = unescaped.as_deref().unwrap_or(value);
    match criterion::compile(&parameter, modifier, value, registry.base()) {
        Ok(compiled) => Ok(Some(damaged(view, &parameter, compiled))),
        Err(SearchError::Modifier { .. }) if view.defects.has(Defect::ModifierIgnored) => {
            criterion::compile(&parameter, None, value, registry.base()).map(Some)
        }
        Err(SearchError::Value { .. }) if view.defects.has(Defect::MalformedEmpty) => {
            Ok(Some(Criterion::Id(HashSet::new())))
        }
        Err(error) => Err(error),
    }
}

/// The defects of single conditions.
fn damaged(view: &View<'_>, parameter: &Parameter, mut compiled: Criterion) -> Criterion {
    let Criterion::Any { tests, .. } = &mut compiled else {
        return compiled;
    };
    if view.defects.is_empty() {
        return compiled;
    }
    if view.defects.has(Defect::TokenNoOr) && parameter.kind == ParameterKind::Token {
        tests.truncate(1);
    }
    for test in tests {
        test.damage(view.defects);
    }
    compiled
}

/// The defect that joins repeated dates by OR.
fn join_dates(holdings: &Holdings, resource_type: &str, criteria: &mut Vec<Criterion>) {
    for code in ["date", "onset-date", "service-date", "birthdate"] {
        let Some(parameter) = holdings.registry.find(resource_type, code) else {
            continue;
        };
        let (dates, mut others): (Vec<_>, Vec<_>) = criteria
            .drain(..)
            .partition(|criterion| matches!(criterion, Criterion::Any { parameter: id, .. } if *id == parameter.id));
        let tests: Vec<Comparison> = dates
            .into_iter()
            .flat_map(|criterion| {
                if let Criterion::Any { tests, .. } = criterion {
                    tests
                } else {
                    Vec::new()
                }
            })
            .collect();
        if !tests.is_empty() {
            others.push(Criterion::Any {
                parameter: parameter.id,
                tests,
            });
        }
        *criteria = others;
    }
}
