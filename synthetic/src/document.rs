//! DocumentReference and the Binary that some refer to (US Core 6.1.0 DocumentReference, and its five types of
//! clinical note).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;

use crate::calendar::at;
use crate::codes::{Code, LOINC, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::{CLINIC, FAMILY_DOCTOR};
use crate::resource_writer::ResourceWriter;

/// The five types of clinical note that a server must support.
pub(crate) const NOTES: [(Code, &str); 5] = [
    (Code(LOINC, "11488-4", "Consult note"), "consultation"),
    (Code(LOINC, "18842-5", "Discharge summary"), "discharge"),
    (
        Code(LOINC, "34117-2", "History and physical note"),
        "history",
    ),
    (Code(LOINC, "28570-0", "Procedure note"), "procedure"),
    (Code(LOINC, "11506-3", "Progress note"), "progress"),
];

/// Puts down a note: its text within it, or in a Binary of its own.
pub(crate) fn note(
    writer: &mut ResourceWriter,
    (kind, name): (Code, &str),
    status: &'static str,
    date: Date,
    encounter: Option<&str>,
    in_binary: bool,
) -> String {
    const FORMAT: &str = "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode";
    let text = STANDARD.encode(format!(
        "{} of {date}. Written for a made-up member.",
        kind.2
    ));
    let (data, url): (Option<String>, Option<String>) = if in_binary {
        (None, Some(binary(writer, name, date, text)))
    } else {
        (Some(text), None)
    };
    let encounters: Option<Vec<Json>> = encounter.map(|encounter| vec![reference(encounter)]);
    writer.put(
        "DocumentReference",
        &format!("note-{name}"),
        &[us_core!("documentreference")],
        date,
        json!({
            "identifier": [{"system": "https://hospital.example.org/document", "value": (format!("D-{date}-{name}"))}],
            "status": status,
            "type": (kind.concept()),
            "category": [(Code(
                "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
                "clinical-note",
                "Clinical Note",
            ).concept())],
            "subject": (writer.subject()),
            "date": (format!("{date}T21:00:00.000Z")),
            "author": [(reference(FAMILY_DOCTOR))],
            "custodian": (reference(CLINIC)),
            "content": [{
                "attachment": {
                    "contentType": "text/plain",
                    "data": data,
                    "url": url,
                    "title": (kind.2)
                },
                "format": (Code(FORMAT, "urn:ihe:iti:xds:2017:mimeTypeSufficient", "mimeType Sufficient").coding())
            }],
            "context": {
                "encounter": encounters,
                "period": {"start": (at(date, 9, 0)), "end": (at(date, 11, 30))}
            }
        }),
    )
}

fn binary(writer: &mut ResourceWriter, name: &str, date: Date, data: String) -> String {
    writer.put(
        "Binary",
        &format!("note-text-{name}"),
        &[],
        date,
        json!({"contentType": "text/plain", "data": data}),
    )
}
