//! Clinical results that no laboratory gives (US Core 6.1.0 Observation Clinical Result).

use jiff::civil::Date;

use super::category;
use crate::calendar::at_utc;
use crate::codes::{ABSENT, Code, LOINC, SNOMED, quantity, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::HOSPITAL;
use crate::resource_writer::ResourceWriter;

/// What an imaging study shows, in words, or that it failed.
pub(crate) fn imaging(
    writer: &mut ResourceWriter,
    name: &str,
    date: Date,
    legible: bool,
) -> String {
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
    put(writer, name, ("imaging", code), date, result)
}

/// What an ultrasound of the heart measured, in percent.
pub(crate) fn ejection_fraction(writer: &mut ResourceWriter, date: Date, percent: i64) -> String {
    let code = Code(LOINC, "10230-1", "Left ventricular Ejection fraction");
    let value = quantity(Json::Integer(percent), "%");
    let result = ("valueQuantity", value);
    put(writer, "ejection-fraction", ("imaging", code), date, result)
}

/// What an electrocardiogram found.
pub(crate) fn heart_rhythm(writer: &mut ResourceWriter, date: Date) -> String {
    let code = Code(LOINC, "8884-9", "Heart rate rhythm");
    let found = Code(SNOMED, "64730000", "Normal sinus rhythm");
    let result = ("valueCodeableConcept", found.concept());
    put(writer, "heart-rhythm", ("procedure", code), date, result)
}

fn put(
    writer: &mut ResourceWriter,
    name: &str,
    (kind, code): (&'static str, Code),
    date: Date,
    result: (&'static str, Json),
) -> String {
    let members = vec![
        ("status", Json::from("final")),
        ("category", json!([(category(kind))])),
        ("code", code.concept()),
        ("subject", writer.subject()),
        ("effectiveDateTime", Json::from(at_utc(date, 16))),
        ("performer", json!([(reference(HOSPITAL))])),
        result,
    ];
    writer.put(
        "Observation",
        name,
        &[us_core!("observation-clinical-result")],
        date,
        Json::object(members),
    )
}
