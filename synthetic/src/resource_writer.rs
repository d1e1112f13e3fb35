//! Writes resources: gives each its id, its `meta` and its bytes (FHIR R4 "Resource", section 2.26.3.1).

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::codes::reference;
use crate::dataset::{Deleted, Resource};
use crate::json::{Json, json};
use crate::narrative::narrative;
use crate::rng::{Rng, hash};

/// Collects the resources of one member, of the providers, or of the directory.
pub(crate) struct ResourceWriter {
    pub(crate) calendar: Calendar,
    pub(crate) rng: Rng,
    prefix: String,
    compartment: Option<String>,
    directory: bool,
    displays: bool,
    narratives: bool,
    pub(crate) resources: Vec<Resource>,
    pub(crate) deleted: Vec<Deleted>,
}

impl ResourceWriter {
    /// For a member, whose resource ids all begin with `prefix`.
    pub(crate) fn member(calendar: Calendar, seed: u64, prefix: &str, patient_id: &str) -> Self {
        Self {
            compartment: Some(patient_id.to_owned()),
            ..Self::shared(calendar, seed, prefix)
        }
    }

    /// For resources of no member.
    pub(crate) fn shared(calendar: Calendar, seed: u64, prefix: &str) -> Self {
        Self {
            calendar,
            rng: Rng::new(seed, prefix),
            prefix: prefix.to_owned(),
            compartment: None,
            directory: false,
            displays: true,
            narratives: true,
            resources: Vec::new(),
            deleted: Vec::new(),
        }
    }

    /// For the provider directory.
    pub(crate) fn directory(calendar: Calendar, seed: u64) -> Self {
        Self {
            directory: true,
            ..Self::shared(calendar, seed, "directory")
        }
    }

    /// From now on codings have no display.
    pub(crate) fn leave_out_displays(&mut self) {
        self.displays = false;
    }

    /// From now on resources have no text for people, which measuring does not need.
    pub(crate) fn leave_out_narratives(&mut self) {
        self.narratives = false;
    }

    /// Uses the random numbers of another member, so that values come out the same.
    pub(crate) fn imitate(&mut self, seed: u64, prefix: &str) {
        self.rng = Rng::new(seed, prefix);
    }

    /// `Patient/id` of the member; empty for what belongs to no member.
    pub(crate) fn patient(&self) -> String {
        self.compartment
            .as_ref()
            .map(|id| format!("Patient/{id}"))
            .unwrap_or_default()
    }

    /// A Reference to the member.
    pub(crate) fn subject(&self) -> Json {
        reference(&self.patient())
    }

    /// Puts down a resource whose id is the prefix and `name`, and returns `Type/id`.
    pub(crate) fn put(
        &mut self,
        resource_type: &'static str,
        name: &str,
        profiles: &[&'static str],
        dated: Date,
        body: Json,
    ) -> String {
        let id = if self.prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{}-{name}", self.prefix)
        };
        self.put_as(resource_type, id, profiles, dated, body)
    }

    /// Puts down a resource with an id of its own.
    pub(crate) fn put_as(
        &mut self,
        resource_type: &'static str,
        id: String,
        profiles: &[&'static str],
        dated: Date,
        body: Json,
    ) -> String {
        let number = hash(&id);
        let last_updated = self.calendar.recorded(dated, number);
        let version = 1 + number % 3;
        let profiles: Vec<Json> = profiles.iter().map(|url| Json::from(*url)).collect();
        let mut members = vec![
            ("resourceType", Json::from(resource_type)),
            ("id", Json::from(&id)),
            (
                "meta",
                json!({
                    "versionId": (version.to_string()),
                    "lastUpdated": (format!("{last_updated:.3}")),
                    "profile": profiles
                }),
            ),
        ];
        if let Json::Object(rest) = body {
            members.extend(rest);
        }
        let mut json = Json::Object(members);
        if !self.displays {
            json = json.without_displays();
        }
        if let (true, Json::Object(members)) = (self.narratives, &mut json) {
            let told = members.iter().any(|(name, _)| *name == "text");
            if !told && resource_type != "Binary" {
                members.insert(3, ("text", narrative(resource_type, members)));
            }
        }
        let mut bytes = Vec::with_capacity(1024);
        json.write(&mut bytes);
        bytes.shrink_to_fit();
        let target = format!("{resource_type}/{id}");
        self.resources.push(Resource {
            resource_type,
            id,
            compartment: self.compartment.clone(),
            directory: self.directory,
            last_updated,
            body: bytes,
        });
        target
    }

    /// `Type/id` of everything put down so far.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.resources
            .iter()
            .map(|resource| format!("{}/{}", resource.resource_type, resource.id))
            .collect()
    }

    /// Notes a resource that existed and was deleted.
    pub(crate) fn delete(&mut self, resource_type: &'static str, name: &str) {
        self.deleted.push(Deleted {
            resource_type,
            id: format!("{}-{name}", self.prefix),
            compartment: self.compartment.clone(),
        });
    }
}
