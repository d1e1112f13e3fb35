//! The provider directory (Da Vinci PDex Plan-Net 1.1.0): one file for each profile, and the extensions that they share. Ids
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

use crate::resource_writer::ResourceWriter;

/// Days since the directory was last changed.
const AGE: i64 = 12;

/// Puts down the whole directory.
pub(crate) fn put_all(writer: &mut ResourceWriter) {
    network::put_all(writer);
    organization::put_all(writer);
    endpoint::put_all(writer);
    location::put_all(writer);
    insurance_plan::put_all(writer);
    service::put_all(writer);
    practitioner::put_all(writer);
    practitioner_role::put_all(writer);
    affiliation::put_all(writer);
}
