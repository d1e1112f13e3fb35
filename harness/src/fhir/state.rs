//! What a scenario holds of the FHIR API.

/// A resource that a scenario found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub kind: String,
    pub id: String,
}

impl Found {
    pub fn reference(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

/// The FHIR side of a world.
#[derive(Default)]
pub(crate) struct State {
    pub resource: Option<Found>,
}
