//! Provenance (US Core 6.1.0 Provenance): who wrote a record and who passed it on.

use jiff::civil::Date;

use crate::codes::{Code, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::{CLINIC, FAMILY_DOCTOR, PAYER};
use crate::resource_writer::ResourceWriter;

/// Puts down one Provenance for all of `targets`: written by the family doctor, passed on by the payer.
pub(crate) fn put(
    writer: &mut ResourceWriter,
    name: &str,
    date: Date,
    targets: &[String],
) -> String {
    let author = Code(
        "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
        "author",
        "Author",
    );
    let transmitter = Code(
        "http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type",
        "transmitter",
        "Transmitter",
    );
    let targets: Vec<Json> = targets.iter().map(|target| reference(target)).collect();
    writer.put(
        "Provenance",
        name,
        &[us_core!("provenance")],
        date,
        json!({
            "target": targets,
            "recorded": (format!("{date}T23:10:00.000Z")),
            "agent": [
                {
                    "type": (author.concept()),
                    "who": (reference(FAMILY_DOCTOR)),
                    "onBehalfOf": (reference(CLINIC))
                },
                {"type": (transmitter.concept()), "who": (reference(PAYER))}
            ]
        }),
    )
}
