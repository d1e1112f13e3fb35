//! AllergyIntolerance (US Core 6.1.0 AllergyIntolerance).

use jiff::civil::Date;

use crate::codes::{ABSENT, Code, SNOMED};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::resource_writer::ResourceWriter;

pub(crate) const SULFONAMIDE: Code = Code(SNOMED, "763875007", "Product containing sulfonamide");
pub(crate) const PEANUT: Code = Code(SNOMED, "762952008", "Peanut");
pub(crate) const NONE_KNOWN: Code = Code(SNOMED, "716186003", "No known allergy");
/// The code is not known: how US Core shows missing data of a coded, mandatory element.
pub(crate) const UNKNOWN: Code = Code(ABSENT, "unknown", "Unknown");
pub(crate) const RASH: Code = Code(SNOMED, "271807003", "Eruption of skin");
pub(crate) const HIVES: Code = Code(SNOMED, "247472004", "Wheal");

/// Puts down an allergy; one entered in error has no clinical status.
pub(crate) fn put(
    writer: &mut ResourceWriter,
    name: &str,
    substance: Code,
    verification: &'static str,
    reaction: Option<Code>,
    recorded: Date,
) -> String {
    const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    const VERIFICATION: &str =
        "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
    let clinical =
        (verification != "entered-in-error").then(|| Code(CLINICAL, "active", "Active").concept());
    let reactions: Vec<Json> = reaction
        .into_iter()
        .map(|code| json!({"manifestation": [(code.concept())], "severity": "moderate"}))
        .collect();
    writer.put(
        "AllergyIntolerance",
        name,
        &[us_core!("allergyintolerance")],
        recorded,
        json!({
            "clinicalStatus": clinical,
            "verificationStatus": (Code(VERIFICATION, verification, "").concept()),
            "code": (substance.concept()),
            "patient": (writer.subject()),
            "recordedDate": recorded,
            "reaction": reactions
        }),
    )
}
