//! The provider directory (Da Vinci PDex Plan-Net 1.1.0): a file a profile, and the extensions that they share. Ids
//! all begin with `directory-`, so nothing here is taken for a provider of the Patient Access API.

mod affiliation;
mod endpoint;
mod extension;
mod insurance_plan;
mod location;
mod network;
mod organization;
mod practitioner;
mod practitioner_role;
mod service;

use crate::scribe::Scribe;

/// Days since the directory was last changed.
const AGE: i64 = 12;

/// Puts down the whole directory.
pub(crate) fn put_all(scribe: &mut Scribe) {
    network::put_all(scribe);
    organization::put_all(scribe);
    endpoint::put_all(scribe);
    location::put_all(scribe);
    insurance_plan::put_all(scribe);
    service::put_all(scribe);
    practitioner::put_all(scribe);
    practitioner_role::put_all(scribe);
    affiliation::put_all(scribe);
}
