//! Immunization (US Core 6.1.0 Immunization).

use jiff::civil::Date;

use crate::codes::{CVX, Code};
use crate::json::json;
use crate::profile::us_core;
use crate::resource_writer::ResourceWriter;

pub(crate) const INFLUENZA: Code = Code(
    CVX,
    "140",
    "Influenza, seasonal, injectable, preservative free",
);
pub(crate) const TDAP: Code = Code(CVX, "115", "Tdap");
pub(crate) const COVID: Code = Code(CVX, "208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose");
pub(crate) const ZOSTER: Code = Code(CVX, "187", "zoster recombinant");
pub(crate) const HEPATITIS_B: Code = Code(CVX, "08", "Hep B, adolescent or pediatric");
pub(crate) const MMR: Code = Code(CVX, "03", "MMR");

/// Puts down an Immunization, given or (status `not-done`) refused; `occurrence` is a dateTime of any precision.
pub(crate) fn put(
    writer: &mut ResourceWriter,
    name: &str,
    vaccine: Code,
    status: &'static str,
    date: Date,
    occurrence: String,
) -> String {
    let reason = (status == "not-done").then(|| {
        Code(
            "http://terminology.hl7.org/CodeSystem/v3-ActReason",
            "PATOBJ",
            "patient objection",
        )
        .concept()
    });
    writer.put(
        "Immunization",
        name,
        &[us_core!("immunization")],
        date,
        json!({
            "status": status,
            "statusReason": reason,
            "vaccineCode": (vaccine.concept()),
            "patient": (writer.subject()),
            "occurrenceDateTime": occurrence,
            "primarySource": true
        }),
    )
}
