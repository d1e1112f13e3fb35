//! Procedure and ServiceRequest (US Core 6.1.0 Procedure and ServiceRequest).

use jiff::civil::Date;

use crate::calendar::{after, at};
use crate::codes::{CPT, Code, ICD10PCS, SNOMED, concepts, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::{FAMILY_DOCTOR, SURGEON};
use crate::resource_writer::ResourceWriter;

pub(crate) const KNEE_REPLACEMENT: [Code; 3] = [
    Code(SNOMED, "609588000", "Total knee replacement"),
    Code(ICD10PCS, "0SRC0J9", ""),
    Code(CPT, "27447", ""),
];
pub(crate) const COLONOSCOPY: [Code; 2] = [
    Code(SNOMED, "73761001", "Colonoscopy"),
    Code(CPT, "45378", ""),
];
pub(crate) const APPENDECTOMY: [Code; 1] = [Code(SNOMED, "80146002", "Excision of appendix")];

/// What an order and its procedure stand in.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Links<'a> {
    pub(crate) encounter: Option<&'a str>,
    pub(crate) order: Option<&'a str>,
    pub(crate) reason: Option<&'a str>,
}

/// Puts down a Procedure; `performed` is a dateTime of any precision.
pub(crate) fn put(
    writer: &mut ResourceWriter,
    name: &str,
    codes: &[Code],
    status: &'static str,
    (date, performed): (Date, String),
    links: Links<'_>,
) -> String {
    let reason = links.reason.map(|reason| vec![reference(reason)]);
    let order = links.order.map(|order| vec![reference(order)]);
    writer.put(
        "Procedure",
        name,
        &[us_core!("procedure")],
        date,
        json!({
            "basedOn": order,
            "status": status,
            "code": (concepts(codes)),
            "subject": (writer.subject()),
            "encounter": (links.encounter.map(reference)),
            "performedDateTime": performed,
            "performer": [{"actor": (reference(SURGEON))}],
            "reasonReference": reason
        }),
    )
}

/// Puts down a Procedure that took a span of time.
pub(crate) fn operation(
    writer: &mut ResourceWriter,
    name: &str,
    codes: &[Code],
    date: Date,
    links: Links<'_>,
) -> String {
    let order = links.order.map(|order| vec![reference(order)]);
    let reason = links.reason.map(|reason| vec![reference(reason)]);
    writer.put(
        "Procedure",
        name,
        &[us_core!("procedure")],
        date,
        json!({
            "basedOn": order,
            "status": "completed",
            "code": (concepts(codes)),
            "subject": (writer.subject()),
            "encounter": (links.encounter.map(reference)),
            "performedPeriod": {"start": (at(date, 10, 5)), "end": (at(date, 12, 40))},
            "performer": [{"actor": (reference(SURGEON))}],
            "reasonReference": reason
        }),
    )
}

/// Puts down the order for an operation, or for help with food where `social` is set.
pub(crate) fn order(
    writer: &mut ResourceWriter,
    name: &str,
    codes: &[Code],
    (authored, planned): (Date, Date),
    social: bool,
    reason: Option<&str>,
) -> String {
    let category: Json = if social {
        Code(
            "http://hl7.org/fhir/us/core/CodeSystem/us-core-category",
            "sdoh",
            "SDOH",
        )
        .concept()
    } else {
        Code(SNOMED, "387713003", "Surgical procedure").concept()
    };
    writer.put(
        "ServiceRequest",
        name,
        &[us_core!("servicerequest")],
        authored,
        json!({
            "status": (if social { "active" } else { "completed" }),
            "intent": "order",
            "category": [category],
            "code": (concepts(codes)),
            "subject": (writer.subject()),
            "occurrenceDateTime": ((!social).then_some(planned)),
            "occurrencePeriod": (social.then(|| json!({"start": planned, "end": (after(planned, 28))}))),
            "authoredOn": (at(authored, 11, 0)),
            "requester": (reference(FAMILY_DOCTOR)),
            "reasonReference": (reason.map(|reason| vec![reference(reason)]))
        }),
    )
}
