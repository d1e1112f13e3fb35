//! Observation (US Core 6.1.0): one file for each group of profiles, and what they share.

pub(crate) mod clinical;
pub(crate) mod laboratory;
pub(crate) mod screening;
pub(crate) mod social_history;
pub(crate) mod vital_signs;

use crate::codes::{CATEGORY, Code};
use crate::json::{Json, json};

/// An Observation's `category` of the HL7 code system.
pub(crate) fn category(code: &'static str) -> Json {
    let display = match code {
        "vital-signs" => "Vital Signs",
        "laboratory" => "Laboratory",
        "social-history" => "Social History",
        "survey" => "Survey",
        "imaging" => "Imaging",
        "exam" => "Exam",
        "procedure" => "Procedure",
        _ => "",
    };
    Code(CATEGORY, code, display).concept()
}

/// When something was observed: FHIR R4 `effective[x]`.
#[derive(Debug, Clone)]
pub(crate) enum When {
    /// A dateTime of any precision.
    DateTime(String),
    /// A Period with both ends.
    Period(String, String),
    /// A moment.
    Instant(String),
}

impl When {
    /// Adds the element to the members of an Observation.
    pub(crate) fn add_to(&self, members: &mut Vec<(&'static str, Json)>) {
        match self {
            Self::DateTime(value) => members.push(("effectiveDateTime", Json::from(value))),
            Self::Instant(value) => members.push(("effectiveInstant", Json::from(value))),
            Self::Period(start, end) => {
                members.push(("effectivePeriod", json!({"start": start, "end": end})));
            }
        }
    }
}
