//! Clinical results that no laboratory gives (US Core 6.1.0 Observation Clinical Result).

use jiff::civil::Date;

use super::category;
use crate::calendar::at_utc;
use crate::codes::{ABSENT, Code, LOINC, SNOMED, quantity, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::HOSPITAL;
use crate::scribe::Scribe;

/// What an imaging study shows, in words, or that it failed.
pub(crate) fn imaging(scribe: &mut Scribe, name: &str, date: Date, legible: bool) -> String {
    let code = Code(
        LOINC,
        "19005-8",
        "Radiology Imaging study [Impression] (narrative)",
    );
    let result = if legible {
        ("valueString", json!("Clear lungs, heart of normal size."))
    } else {
        ("dataAbsentReason", Code(ABSENT, "error", "Error").concept())
    };
    put(scribe, name, ("imaging", code), date, result)
}

/// What an ultrasound of the heart measured, in percent.
pub(crate) fn ejection_fraction(scribe: &mut Scribe, date: Date, percent: i64) -> String {
    let code = Code(LOINC, "10230-1", "Left ventricular Ejection fraction");
    let value = quantity(Json::Integer(percent), "%");
    let result = ("valueQuantity", value);
    put(scribe, "ejection-fraction", ("imaging", code), date, result)
}

/// What an electrocardiogram found.
pub(crate) fn heart_rhythm(scribe: &mut Scribe, date: Date) -> String {
    let code = Code(LOINC, "8884-9", "Heart rate rhythm");
    let found = Code(SNOMED, "64730000", "Normal sinus rhythm");
    let result = ("valueCodeableConcept", found.concept());
    put(scribe, "heart-rhythm", ("procedure", code), date, result)
}

fn put(
    scribe: &mut Scribe,
    name: &str,
    (kind, code): (&'static str, Code),
    date: Date,
    result: (&'static str, Json),
) -> String {
    let members = vec![
        ("status", Json::from("final")),
        ("category", json!([(category(kind))])),
        ("code", code.concept()),
        ("subject", scribe.subject()),
        ("effectiveDateTime", Json::from(at_utc(date, 16))),
        ("performer", json!([(reference(HOSPITAL))])),
        result,
    ];
    scribe.put(
        "Observation",
        name,
        &[us_core!("observation-clinical-result")],
        date,
        Json::object(members),
    )
}
