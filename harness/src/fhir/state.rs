//! What a scenario holds of the FHIR API.

use std::collections::BTreeMap;
use std::sync::Arc;

use payerlab_matching::Query;

use super::resource::FetchedResource;
use crate::exchange::Exchange;

/// A search with own values, and what came back.
pub(crate) struct OwnSearch {
    pub query: Query,
    pub status: u16,
    pub results: Vec<FetchedResource>,
    /// Whether every page was read.
    pub whole: bool,
}

/// The FHIR side of a world.
#[derive(Default)]
pub(crate) struct FhirState {
    /// The scenario's resource.
    pub resource: Option<FetchedResource>,
    /// Resources that would do as well, should this one lack a value.
    pub candidates: Vec<FetchedResource>,
    /// The last search.
    pub query: Option<Query>,
    /// The pages of the last search that were read, and of the one before.
    pub pages: Vec<Arc<Exchange>>,
    pub earlier: Vec<Arc<Exchange>>,
    /// Searches with own values.
    pub own_searches: Vec<OwnSearch>,
    /// What those searches were derived from.
    pub own_listing: Option<super::listing::Listing>,
    /// Resources collected, by type.
    pub collected: BTreeMap<String, super::listing::Listing>,
}
