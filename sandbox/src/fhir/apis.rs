//! Both APIs of a payer in memory, built once from the store.

use std::sync::Arc;

use bytes::Bytes;

use super::api_data::ApiData;
use super::capability;
use crate::dialect::Dialect;
use crate::fault::DefectSet;
use crate::fault::resource::damage_resource;
use crate::search::{IndexedResource, SearchParameters};
use crate::store::{Api, Store, StoreError, StoredResource};
use crate::urls::Urls;

/// The resources of both APIs and their index.
#[derive(Debug)]
pub struct Apis {
    patient_access: ApiData,
    directory: ApiData,
    patient_access_capability: Bytes,
    directory_capability: Bytes,
}

impl Apis {
    /// Reads every resource from the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(
        store: &dyn Store,
        urls: &Urls,
        dialect: &Dialect,
        defects: DefectSet,
    ) -> Result<Self, StoreError> {
        let empty = |api, base: &str| {
            let types = &dialect.api(api).resource_types;
            ApiData::new(Arc::new(SearchParameters::new(api, base, types)))
        };
        let mut patient_access = empty(Api::PatientAccess, &urls.patient_access);
        let mut directory = empty(Api::Directory, &urls.directory);
        store
            .each_resource(&mut |mut resource| {
                damage_resource(&mut resource, &defects);
                let data = match resource.api {
                    Api::PatientAccess => &mut patient_access,
                    Api::Directory => &mut directory,
                };
                put(data, resource);
            })
            .await?;
        let patient_access_capability =
            capability::statement(&patient_access, Api::PatientAccess, urls, &dialect.paths);
        let directory_capability =
            capability::statement(&directory, Api::Directory, urls, &dialect.paths);
        Ok(Self {
            patient_access,
            directory,
            patient_access_capability,
            directory_capability,
        })
    }

    /// The data of an API.
    #[must_use]
    pub(super) fn data(&self, api: Api) -> &ApiData {
        match api {
            Api::PatientAccess => &self.patient_access,
            Api::Directory => &self.directory,
        }
    }

    /// An API's `CapabilityStatement`.
    #[must_use]
    pub(super) fn capability(&self, api: Api) -> Bytes {
        match api {
            Api::PatientAccess => self.patient_access_capability.clone(),
            Api::Directory => self.directory_capability.clone(),
        }
    }
}

/// Puts a resource into an API's data, where the API serves its type.
pub(super) fn put(data: &mut ApiData, resource: StoredResource) {
    let Some(resource_type) = data.parameters.name(&resource.resource_type) else {
        return;
    };
    let indexed = IndexedResource::new(
        Arc::clone(&data.parameters),
        resource_type,
        resource.id,
        resource.last_updated,
        resource.body,
        resource.deleted,
    );
    data.put(indexed, resource.compartment.as_deref());
}
