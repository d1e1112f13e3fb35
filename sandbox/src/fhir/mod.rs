//! The FHIR APIs (placeholder of the first push: the FHIR area fills it in).

use axum::Router;

use crate::fault::DefectSet;
use crate::state::{AppState, Urls};
use crate::store::{Api, Store, StoreError};

/// The resources of both APIs and their index.
#[derive(Debug, Default)]
pub struct Server;

impl Server {
    /// Reads every resource from the store and builds the index.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(
        _store: &dyn Store,
        _urls: &Urls,
        _defects: DefectSet,
    ) -> Result<Self, StoreError> {
        Ok(Self)
    }
}

/// The routes of one API, without its base path.
pub fn router(_state: AppState, _api: Api) -> Router {
    Router::new()
}
