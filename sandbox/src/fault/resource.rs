//! What goes wrong with the resources that are served.

use bytes::Bytes;

use super::{Defect, DefectSet};
use crate::store::StoredResource;

/// Defects that take an element away from every resource of a type.
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

/// Damages a resource as it is read from the store.
pub(crate) fn damage_resource(resource: &mut StoredResource, defects: &DefectSet) {
    if defects.is_empty() {
        return;
    }
    for (defect, resource_type, element) in WITHHELD {
        if defects.has(defect) && resource.resource_type == resource_type {
            remove(&mut resource.body, element);
        }
    }
}

fn remove(body: &mut Bytes, element: &str) {
    type Object = serde_json::Map<String, serde_json::Value>;
    if let Ok(mut resource) = serde_json::from_slice::<Object>(body) {
        resource.remove(element);
        *body = serde_json::Value::Object(resource).to_string().into();
    }
}
