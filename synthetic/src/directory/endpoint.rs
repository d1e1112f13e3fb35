//! Endpoint (Plan-Net 1.1.0 Endpoint).

use super::AGE;
use super::extension::system;
use super::organization::{FAMILY_GROUP, HOSPITAL, PAYER, SPECIALTY_GROUP};
use crate::codes::{Code, reference};
use crate::json::json;
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

const CONNECTION: &str = "http://terminology.hl7.org/CodeSystem/endpoint-connection-type";

pub(super) fn put_all(writer: &mut ResourceWriter) {
    let rest = Code(CONNECTION, "hl7-fhir-rest", "HL7 FHIR");
    let direct = Code(CONNECTION, "direct-project", "Direct Project");
    let operation = Code(
        system!("EndpointConnectionTypeCS"),
        "hl7-fhir-opn",
        "HL7 FHIR Operation",
    );
    for (id, kind, owner, address) in [
        ("rest", rest, PAYER, "https://payer.example.org/fhir"),
        (
            "hospital-rest",
            rest,
            HOSPITAL,
            "https://hospital.example.org/fhir",
        ),
        (
            "match",
            operation,
            SPECIALTY_GROUP,
            "https://group.example.org/fhir/$match",
        ),
        (
            "mail",
            direct,
            FAMILY_GROUP,
            "mailto:orchard@direct.example.org",
        ),
    ] {
        put(writer, id, kind, owner, address);
    }
}

fn put(
    writer: &mut ResourceWriter,
    id: &'static str,
    kind: Code,
    owner: &'static str,
    address: &'static str,
) {
    const REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    let dated = writer.calendar.ago(AGE + 30);
    writer.put(
        "Endpoint",
        id,
        &[plan_net!("plannet-Endpoint")],
        dated,
        json!({
            "extension": [{
                "extension": [
                    {"url": "type", "valueCodeableConcept": (Code(REASON, "TREAT", "treatment").concept())},
                    {"url": "standard", "valueUri": "http://hl7.org/fhir/us/core"}
                ],
                "url": (plan_net!("endpoint-usecase"))
            }],
            "status": "active",
            "connectionType": (kind.coding()),
            "name": (format!("Endpoint {id}")),
            "managingOrganization": (reference(owner)),
            "contact": [{"system": "email", "value": (format!("{id}@example.org"))}],
            "payloadType": [(Code(system!("EndpointPayloadTypeCS"), "NA", "Not Applicable").concept())],
            "payloadMimeType": ["application/fhir+json"],
            "address": address
        }),
    );
}
