//! `_include` and `_revinclude`: what a page of matches brings along (FHIR R4 search, 3.1.1.5.4).

use std::collections::HashSet;
use std::sync::Arc;

use super::api_data::ApiData;
use super::view::{Purpose, View};
use crate::fault::Defect;
use crate::search::IndexedResource;
use crate::search::parameter::{Parameter, ParameterKind};
use crate::search::value::Value;

/// The most resources that one page brings along.
const MOST: usize = 1_000;

/// One `_include` or `_revinclude`.
pub(super) struct Include {
    reverse: bool,
    iterate: bool,
    /// The type whose references are followed.
    source: Arc<str>,
    parameters: Vec<Arc<Parameter>>,
    /// Only references to this type.
    target: Option<String>,
}

impl Include {
    /// Reads `Type:parameter[:Target]`, where the parameter may be `*`; `None` when it names what is not known.
    #[must_use]
    pub(super) fn parse(data: &ApiData, name: &str, value: &str) -> Option<Self> {
        let (name, iterate) = name
            .split_once(':')
            .map_or((name, false), |(name, _)| (name, true));
        let mut parts = value.split(':');
        let source = data.parameters.name(parts.next()?)?;
        let code = parts.next()?;
        let target = parts.next().map(str::to_owned);
        if parts.next().is_some() {
            return None;
        }
        let parameters: Vec<_> = data
            .parameters
            .of(&source)
            .iter()
            .filter(|parameter| {
                parameter.kind == ParameterKind::Reference
                    && (code == "*" || *parameter.code == *code)
            })
            .filter(|parameter| {
                target
                    .as_deref()
                    .is_none_or(|target| parameter.refers_to(target))
            })
            .cloned()
            .collect();
        (!parameters.is_empty()).then_some(Self {
            reverse: name == "_revinclude",
            iterate,
            source,
            parameters,
            target,
        })
    }

    /// What this brings along for the resources given.
    fn bring<'s>(
        &self,
        view: &View<'s>,
        from: &[&'s Arc<IndexedResource>],
    ) -> Vec<&'s Arc<IndexedResource>> {
        let reach = view.leaking(Defect::IncludeLeaks);
        let refers = |stored: &'s IndexedResource| {
            self.parameters
                .iter()
                .flat_map(move |parameter| stored.values(parameter.id))
                .filter_map(|value| match value {
                    Value::Local { resource_type, id } => Some((&**resource_type, &**id)),
                    _ => None,
                })
        };
        if self.reverse {
            let wanted: HashSet<(&str, &str)> = from
                .iter()
                .filter(|stored| {
                    self.target
                        .as_deref()
                        .is_none_or(|target| target == &*stored.resource_type)
                })
                .map(|stored| (&*stored.resource_type, stored.id.as_str()))
                .collect();
            view.each(reach, Purpose::Include, &self.source)
                .filter(|stored| refers(stored).any(|reference| wanted.contains(&reference)))
                .collect()
        } else {
            from.iter()
                .filter(|stored| stored.resource_type == self.source)
                .flat_map(|stored| refers(stored))
                .filter(|(found, _)| self.target.as_deref().is_none_or(|target| target == *found))
                .filter_map(|(resource_type, id)| {
                    view.get(reach, Purpose::Include, resource_type, id)
                })
                .filter(|stored| !stored.deleted)
                .collect()
        }
    }
}

/// Everything that a page's matches bring along, each once, and none that is itself a match on the page.
#[must_use]
pub(super) fn included<'s>(
    view: &View<'s>,
    includes: &[Include],
    matches: &[&'s Arc<IndexedResource>],
) -> Vec<&'s Arc<IndexedResource>> {
    let mut seen: HashSet<*const IndexedResource> =
        matches.iter().map(|stored| Arc::as_ptr(stored)).collect();
    let mut all = Vec::new();
    let mut fresh: Vec<&Arc<IndexedResource>> = matches.to_vec();
    let mut first = true;
    while !fresh.is_empty() && all.len() < MOST {
        let mut next = Vec::new();
        for include in includes.iter().filter(|include| first || include.iterate) {
            for stored in include.bring(view, &fresh) {
                if seen.insert(Arc::as_ptr(stored)) {
                    next.push(stored);
                }
            }
        }
        next.truncate(MOST - all.len());
        all.extend_from_slice(&next);
        fresh = next;
        first = false;
    }
    all
}
