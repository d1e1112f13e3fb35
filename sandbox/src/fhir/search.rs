//! Search: from a query to the page of resources that answers it (FHIR R4 search; the parameters are the guides'
//! definitions).

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use super::include::{Include, included};
use super::sort::SortKey;
use super::view::{Purpose, Reach, View};
use super::{chain, page_token};
use crate::answers::{LinkRelation, SearchPage};
use crate::fault::Defect;
use crate::fault::search::{damage_conditions, damage_page};
use crate::search::comparison::Comparison;
use crate::search::criterion::Criterion;
use crate::search::query::{Pair, ParameterName, encode};
use crate::search::{IndexedResource, SearchError};

/// How many matches a page holds when the client does not say.
pub(super) const PAGE: usize = 50;
/// The most that a page holds, whatever the client says.
pub(super) const LARGEST_PAGE: usize = 500;

/// A query for one resource type, compiled.
pub(super) struct Search<'q> {
    resource_type: &'q str,
    /// The parameters that were understood, as the `self` link repeats them.
    understood: Vec<Pair>,
    criteria: Vec<Criterion>,
    /// The order asked for: each key, and whether it is descending.
    sort: Vec<(SortKey, bool)>,
    includes: Vec<Include>,
    /// How many matches a page holds; zero for the total alone.
    count: usize,
    /// How many matches come before the page that is asked for.
    offset: usize,
}

impl<'q> Search<'q> {
    /// Compiles a query for one resource type.
    ///
    /// # Errors
    /// Values and modifiers that cannot be read; with `strict`, parameters that are not known.
    pub(super) fn compile(
        view: &View<'_>,
        resource_type: &'q str,
        pairs: &[Pair],
        strict: bool,
    ) -> Result<Self, SearchError> {
        let mut search = Self {
            resource_type,
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
            let understood = search.take(view, pair)?;
            if understood {
                search.understood.push(pair.clone());
            } else if strict && !pair.value.is_empty() {
                return Err(SearchError::Unknown(pair.name.clone()));
            } else if view.defects.has(Defect::UnknownParamEmpty) {
                search.criteria.push(Criterion::Id(HashSet::new()));
            }
        }
        damage_conditions(
            &mut search.criteria,
            &view.data.parameters,
            resource_type,
            view.defects,
        );
        if let Some(page) = page {
            search.offset = page_token::offset(page, resource_type, &search.understood)
                .ok_or(SearchError::Page)?;
        }
        Ok(search)
    }

    /// Takes one parameter in; false when it is not known.
    fn take(&mut self, view: &View<'_>, pair: &Pair) -> Result<bool, SearchError> {
        let resource_type = self.resource_type;
        // A parameter without a value asks for nothing.
        if pair.value.is_empty() {
            return Ok(false);
        }
        let value = pair.value.as_str();
        match pair.name.as_str() {
            "_count" => self.count = count(value, view)?,
            "_sort" => {
                for part in value.split(',') {
                    let (code, descending) = part
                        .strip_prefix('-')
                        .map_or((part, false), |code| (code, true));
                    let key = match code {
                        "_id" => SortKey::Id,
                        "_lastUpdated" => SortKey::LastUpdated,
                        code => SortKey::Parameter(
                            view.data
                                .parameters
                                .find(resource_type, code)
                                .ok_or_else(|| SearchError::Value {
                                    name: "_sort".to_owned(),
                                    reason: format!(
                                        "`{code}` is no search parameter of {resource_type}"
                                    ),
                                })?,
                        ),
                    };
                    self.sort.push((key, descending));
                }
            }
            "_include" | "_include:iterate" | "_revinclude" | "_revinclude:iterate" => {
                let Some(include) = Include::parse(view.data, &pair.name, value) else {
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
                let Some(criterion) = chain::compile(view, resource_type, &name, value)? else {
                    return Ok(false);
                };
                self.criteria.push(criterion);
            }
        }
        Ok(true)
    }

    /// Finds the page that is asked for, as far as the view reaches; `posted` when the search came by `POST`.
    #[must_use]
    pub(super) fn page<'s>(&self, view: &View<'s>, posted: bool) -> SearchPage<'s> {
        let found = self.matches(view);
        let mut from = self.offset.min(found.len());
        if view.defects.has(Defect::PagingRepeats) && from > 0 {
            from -= 1;
        }
        let to = self.offset.saturating_add(self.count).min(found.len());
        let matches = found[from..to.max(from)].to_vec();
        let mut page = SearchPage {
            included: included(view, &self.includes, &matches),
            matches,
            total: found.len(),
            links: self.links(view.data.parameters.base(), to < found.len()),
        };
        damage_page(&mut page, posted, view.defects);
        page
    }

    /// Every match in the order asked for.
    fn matches<'s>(&self, view: &View<'s>) -> Vec<&'s Arc<IndexedResource>> {
        let holds = |resource: &&'s Arc<IndexedResource>| {
            self.criteria
                .iter()
                .all(|criterion| criterion.holds(resource))
        };
        let reach = self.reach(view);
        let mut found: Vec<_> = match self.patients(view) {
            Some(patients) if reach == Reach::All => view
                .each_of(&patients, Purpose::Search, self.resource_type)
                .filter(holds)
                .collect(),
            _ => view
                .each(reach, Purpose::Search, self.resource_type)
                .filter(holds)
                .collect(),
        };
        if !self.sort.is_empty() {
            found.sort_by(|one, other| {
                self.sort
                    .iter()
                    .fold(Ordering::Equal, |order, (key, descending)| {
                        order.then_with(|| {
                            let order = key.compare(one, other);
                            if *descending { order.reverse() } else { order }
                        })
                    })
            });
        }
        found
    }

    /// The links of a page: itself, and those around it.
    fn links(&self, base: &str, more: bool) -> Vec<(LinkRelation, String)> {
        let link = |offset: usize| {
            let mut pairs = self.understood.clone();
            if offset > 0 {
                pairs.push(Pair {
                    name: "_page".to_owned(),
                    value: page_token::write(offset, self.resource_type, &self.understood),
                });
            }
            let query = encode(&pairs);
            if query.is_empty() {
                format!("{base}/{}", self.resource_type)
            } else {
                format!("{base}/{}?{query}", self.resource_type)
            }
        };
        let mut links = vec![(LinkRelation::This, link(self.offset))];
        if self.count > 0 {
            if more {
                links.push((LinkRelation::Next, link(self.offset + self.count)));
            }
            if self.offset > 0 {
                links.push((LinkRelation::First, link(0)));
                let before = self.offset.saturating_sub(self.count);
                links.push((LinkRelation::Previous, link(before)));
            }
        }
        links
    }

    /// The members that the query names by `patient`, which is what puts a resource into a compartment.
    fn patients(&self, view: &View<'_>) -> Option<Vec<&str>> {
        let parameter = view.data.parameters.find(self.resource_type, "patient")?;
        self.criteria
            .iter()
            .find_map(|criterion| criterion.patients(parameter.id))
    }

    /// The compartments that are searched: with [`Defect::SearchLeaks`], a query that names a member is believed more than
    /// the token.
    fn reach(&self, view: &View<'_>) -> Reach {
        let names_a_member = |criterion: &Criterion| {
            match criterion {
            Criterion::Any { tests, .. } => tests.iter().any(|test| {
                matches!(test, Comparison::Local { id, .. } if view.data.members.contains_key(id))
            }),
            Criterion::Id(ids) => self.resource_type == "Patient" || !ids.is_empty(),
            _ => false,
        }
        };
        if view.defects.has(Defect::SearchLeaks) && self.criteria.iter().any(names_a_member) {
            Reach::All
        } else {
            view.own()
        }
    }
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
