//! Organization (Plan-Net 1.1.0 Organization): the payer, care systems, and those who belong to them.

use super::AGE;
use super::extension::{contact, geolocation, payer_identifier, qualification, system, telecom};
use crate::codes::{Code, NUCC, npi_identifier, reference};
use crate::json::{Json, json};
use crate::npi::npi;
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

pub(super) const HOLDING: &str = "Organization/directory-holding";
pub(super) const PAYER: &str = "Organization/directory-payer";
pub(super) const SYSTEM: &str = "Organization/directory-care-system";
pub(super) const HOSPITAL: &str = "Organization/directory-hospital";
pub(super) const FAMILY_GROUP: &str = "Organization/directory-family-group";
pub(super) const SPECIALTY_GROUP: &str = "Organization/directory-specialty-group";
pub(super) const MIND_GROUP: &str = "Organization/directory-behavioral-group";
pub(super) const DENTAL_GROUP: &str = "Organization/directory-dental-group";
pub(super) const PHARMACY: &str = "Organization/directory-pharmacy";
pub(super) const LABORATORY: &str = "Organization/directory-laboratory";

const KIND: &str = system!("OrgTypeCS");

struct Body {
    id: &'static str,
    name: &'static str,
    alias: &'static str,
    kind: Code,
    part_of: Option<&'static str>,
    city: &'static str,
    zip: &'static str,
}

const FACILITY: Code = Code(KIND, "fac", "Facility");
const GROUP: Code = Code(KIND, "prvgrp", "Provider Group");

const fn body(
    id: &'static str,
    (name, alias): (&'static str, &'static str),
    kind: Code,
    part_of: Option<&'static str>,
    (city, zip): (&'static str, &'static str),
) -> Body {
    Body {
        id,
        name,
        alias,
        kind,
        part_of,
        city,
        zip,
    }
}

const BODIES: [Body; 12] = [
    body(
        "holding",
        ("Redwood Mutual Holding", "Redwood"),
        Code(KIND, "bus", "Non-Healthcare Business"),
        None,
        ("Sacramento", "95814"),
    ),
    body(
        "payer",
        ("Redwood Valley Health Plan", "RVHP"),
        Code(KIND, "payer", "Payer"),
        Some(HOLDING),
        ("Fresno", "93650"),
    ),
    body(
        "care-system",
        ("Sierra Foothills Care System", "Sierra Care"),
        GROUP,
        None,
        ("Fresno", "93701"),
    ),
    body(
        "hospital",
        ("Sierra Foothills Medical Center", "Foothills Hospital"),
        FACILITY,
        Some(SYSTEM),
        ("Fresno", "93701"),
    ),
    body(
        "family-group",
        ("Orchard Family Physicians", "Orchard"),
        GROUP,
        Some(SYSTEM),
        ("Clovis", "93611"),
    ),
    body(
        "specialty-group",
        ("Foothills Specialty Associates", "FSA"),
        GROUP,
        Some(HOSPITAL),
        ("Fresno", "93720"),
    ),
    body(
        "behavioral-group",
        ("Quiet Harbor Behavioral Health", "Quiet Harbor"),
        GROUP,
        None,
        ("Madera", "93637"),
    ),
    body(
        "dental-group",
        ("Bright Valley Dental Partners", "Bright Valley"),
        GROUP,
        None,
        ("Sanger", "93657"),
    ),
    body(
        "pharmacy",
        ("Corner Pharmacy of Clovis", "Corner Pharmacy"),
        FACILITY,
        None,
        ("Clovis", "93612"),
    ),
    body(
        "laboratory",
        ("Clear Creek Laboratory", "Clear Creek"),
        FACILITY,
        None,
        ("Madera", "93638"),
    ),
    body(
        "urgent-care",
        ("Foothills Urgent Care", "Foothills Urgent"),
        FACILITY,
        Some(HOSPITAL),
        ("Clovis", "93619"),
    ),
    body(
        "transport",
        ("Valley Wheels Transport", "Valley Wheels"),
        Code(KIND, "atyprv", "Atypical Provider"),
        None,
        ("Fresno", "93727"),
    ),
];

pub(super) fn put_all(writer: &mut ResourceWriter) {
    for (index, body) in BODIES.iter().enumerate() {
        put(writer, body, index);
    }
}

fn put(writer: &mut ResourceWriter, body: &Body, index: usize) {
    let dated = writer.calendar.ago(AGE + index as i64);
    let license = match body.id {
        "pharmacy" => Code(NUCC, "3336C0003X", "Community/Retail Pharmacy"),
        "laboratory" => Code(NUCC, "291U00000X", "Clinical Medical Laboratory"),
        "urgent-care" => Code(NUCC, "261QU0200X", "Urgent Care Clinic/Center"),
        _ => Code(NUCC, "282N00000X", "General Acute Care Hospital"),
    };
    let facility = body.kind.1 == "fac";
    let since = writer.calendar.ago(3650);
    let licensed = facility.then(|| qualification(license, index, SYSTEM, since));
    // The payer and those without health care have no NPI.
    let provider = !matches!(body.kind.1, "payer" | "bus" | "atyprv");
    let npi = provider.then(|| npi_identifier(npi(80_000_100 + index as u32)));
    let endpoint = matches!(body.id, "payer" | "hospital" | "care-system")
        .then(|| vec![reference("Endpoint/directory-rest")]);
    let described: Json = json!({
        "url": (plan_net!("org-description")),
        "valueString": (format!("{} serves the central valley.", body.name))
    });
    writer.put(
        "Organization",
        body.id,
        &[plan_net!("plannet-Organization")],
        dated,
        json!({
            "extension": [licensed, described],
            "identifier": [npi, (payer_identifier(format!("O-{index:04}")))],
            "active": true,
            "type": [(body.kind.concept())],
            "name": (body.name),
            "alias": [(body.alias)],
            "telecom": (telecom(index, body.part_of)),
            "address": [{
                "extension": (geolocation("36.74773", "-119.77237")),
                "use": "work",
                "type": "both",
                "text": (format!("{} Main Street, {}, CA {}", 100 + index, body.city, body.zip)),
                "line": [(format!("{} Main Street", 100 + index))],
                "city": (body.city),
                "state": "CA",
                "postalCode": (body.zip),
                "country": "US"
            }],
            "partOf": (body.part_of.map(reference)),
            "contact": (contact(100 + index)),
            "endpoint": endpoint
        }),
    );
}
