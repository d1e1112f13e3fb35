//! Both APIs of a payer in memory, built once from the store.

use std::sync::Arc;

use axum::Router;
use bytes::Bytes;

use super::capability;
use super::endpoint;
use super::holdings::Holdings;
use super::parameter::Registry;
use super::resource::Stored;
use crate::dialect::Dialect;
use crate::fault::{Defect, DefectSet};
use crate::state::{AppState, Urls};
use crate::store::{Api, Store, StoreError, StoredResource};

/// The resources of both APIs and their index.
#[derive(Debug)]
pub struct Server {
    patient_access: Holdings,
    directory: Holdings,
    patient_access_capability: Bytes,
    directory_capability: Bytes,
}

impl Server {
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
        let holdings = |api, base: &str| {
            let types = &dialect.api(api).resource_types;
            Holdings::new(Arc::new(Registry::new(api, base, types)))
        };
        let mut patient_access = holdings(Api::PatientAccess, &urls.patient_access);
        let mut directory = holdings(Api::Directory, &urls.directory);
        store
            .each_resource(&mut |resource| {
                let holdings = match resource.api {
                    Api::PatientAccess => &mut patient_access,
                    Api::Directory => &mut directory,
                };
                put(holdings, resource, defects);
            })
            .await?;
        let patient_access_capability =
            capability::statement(&patient_access, Api::PatientAccess, urls);
        let directory_capability = capability::statement(&directory, Api::Directory, urls);
        Ok(Self {
            patient_access,
            directory,
            patient_access_capability,
            directory_capability,
        })
    }

    /// What an API holds.
    #[must_use]
    pub fn holdings(&self, api: Api) -> &Holdings {
        match api {
            Api::PatientAccess => &self.patient_access,
            Api::Directory => &self.directory,
        }
    }

    /// An API's `CapabilityStatement`.
    #[must_use]
    pub fn capability(&self, api: Api) -> Bytes {
        match api {
            Api::PatientAccess => self.patient_access_capability.clone(),
            Api::Directory => self.directory_capability.clone(),
        }
    }
}

/// Defects that take a member away from every resource of a type.
const WITHHELD: [(Defect, &str, &str); 4] = [
    (Defect::VitalsWithoutCategory, "Observation", "category"),
    (Defect::PatientsWithoutAddress, "Patient", "address"),
    (Defect::ClaimsUnrelated, "ExplanationOfBenefit", "related"),
    (
        Defect::LocationsWithoutHours,
        "Location",
        "hoursOfOperation",
    ),
];

pub(super) fn put(holdings: &mut Holdings, resource: StoredResource, defects: DefectSet) {
    let Some(resource_type) = holdings.registry.name(&resource.resource_type) else {
        return;
    };
    let body = WITHHELD
        .iter()
        .filter(|(defect, of, _)| defects.has(*defect) && **of == *resource_type)
        .fold(resource.body, |body, (_, _, member)| without(&body, member));
    let stored = Stored::new(
        Arc::clone(&holdings.registry),
        resource_type,
        resource.id,
        resource.last_updated,
        body,
        resource.deleted,
    );
    holdings.put(stored, resource.compartment.as_deref());
}

/// The same resource without one of its members, for a defect.
fn without(body: &Bytes, member: &str) -> Bytes {
    match serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(body) {
        Ok(mut resource) => {
            resource.remove(member);
            serde_json::Value::Object(resource).to_string().into()
        }
        Err(_) => body.clone(),
    }
}

/// The routes of one API, below its base path.
pub fn router(state: AppState, api: Api) -> Router {
    Router::new()
        .fallback(endpoint::answer)
        .with_state((state, api))
}
