//! One page of a search's result: what a `searchset` Bundle says (FHIR R4 search 3.1.1.5; http 3.1.0.4).

use std::sync::Arc;

use crate::search::IndexedResource;

/// One page of a result.
pub(crate) struct SearchPage<'s> {
    /// The matches on this page, in the order asked for (`search.mode` `match`).
    pub matches: Vec<&'s Arc<IndexedResource>>,
    /// What `_include` and `_revinclude` bring along (`search.mode` `include`).
    pub included: Vec<&'s Arc<IndexedResource>>,
    /// How many match on all pages together (`Bundle.total`).
    pub total: usize,
    /// This page and those around it (`Bundle.link`).
    pub links: Vec<(LinkRelation, String)>,
}

/// How a page is related to the one that was asked for (`Bundle.link.relation`; RFC 8288).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkRelation {
    /// The page itself, with the parameters as they were understood.
    This,
    /// The page after it.
    Next,
    /// The first page.
    First,
    /// The page before it.
    Previous,
}

impl SearchPage<'_> {
    /// A result without matches.
    #[must_use]
    pub(crate) fn empty(base: &str, resource_type: &str) -> Self {
        Self {
            matches: Vec::new(),
            included: Vec::new(),
            total: 0,
            links: vec![(LinkRelation::This, format!("{base}/{resource_type}"))],
        }
    }
}

impl LinkRelation {
    /// The word of the link relations registry.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::This => "self",
            Self::Next => "next",
            Self::First => "first",
            Self::Previous => "previous",
        }
    }
}
