//! The providers and organizations that members' records refer to (US Core and CARIN Blue Button Practitioner,
//! Organization, PractitionerRole, Location, Medication). They belong to no member.

use crate::codes::{
    Code, IDENTIFIER_TYPE, NUCC, RXNORM, SNOMED, TAX_SYSTEM, identifier, npi_identifier, reference,
};
use crate::json::{Json, json};
use crate::npi::npi;
use crate::profile::{c4bb, us_core};
use crate::resource_writer::ResourceWriter;

pub(crate) const PAYER: &str = "Organization/payer-1";
pub(crate) const HOSPITAL: &str = "Organization/hospital-1";
pub(crate) const CLINIC: &str = "Organization/clinic-1";
pub(crate) const LABORATORY: &str = "Organization/laboratory-1";
pub(crate) const PHARMACY: &str = "Organization/pharmacy-1";
pub(crate) const DENTAL: &str = "Organization/dental-1";

pub(crate) const FAMILY_DOCTOR: &str = "Practitioner/practitioner-1";
pub(crate) const SURGEON: &str = "Practitioner/practitioner-2";
pub(crate) const CARDIOLOGIST: &str = "Practitioner/practitioner-3";
pub(crate) const DENTIST: &str = "Practitioner/practitioner-4";
pub(crate) const PHARMACIST: &str = "Practitioner/practitioner-5";
pub(crate) const PEDIATRICIAN: &str = "Practitioner/practitioner-6";
pub(crate) const HOSPITAL_SITE: &str = "Location/hospital-site-1";
pub(crate) const CLINIC_SITE: &str = "Location/clinic-site-1";
pub(crate) const FAMILY_DOCTOR_ROLE: &str = "PractitionerRole/role-1";
pub(crate) const LISINOPRIL: &str = "Medication/lisinopril-10";

/// Days since the providers' records were last changed.
const AGE: i64 = 95;

struct Body {
    id: &'static str,
    name: &'static str,
    kind: Code,
    street: &'static str,
    city: &'static str,
    zip: &'static str,
}

const KIND: &str = "http://terminology.hl7.org/CodeSystem/organization-type";
const PROVIDER_KIND: Code = Code(KIND, "prov", "Healthcare Provider");

const BODIES: [Body; 6] = [
    Body {
        id: "payer-1",
        name: "Redwood Valley Health Plan",
        kind: Code(KIND, "pay", "Payer"),
        street: "100 Plan Way",
        city: "Fresno",
        zip: "93650",
    },
    Body {
        id: "hospital-1",
        name: "Redwood Valley Medical Center",
        kind: PROVIDER_KIND,
        street: "2000 Hospital Drive",
        city: "Fresno",
        zip: "93701",
    },
    Body {
        id: "clinic-1",
        name: "Orchard Family Practice",
        kind: PROVIDER_KIND,
        street: "31 Orchard Lane",
        city: "Clovis",
        zip: "93611",
    },
    Body {
        id: "laboratory-1",
        name: "Clear Creek Laboratory",
        kind: PROVIDER_KIND,
        street: "7 Creek Road",
        city: "Madera",
        zip: "93637",
    },
    Body {
        id: "pharmacy-1",
        name: "Corner Pharmacy of Clovis",
        kind: PROVIDER_KIND,
        street: "450 Main Street",
        city: "Clovis",
        zip: "93612",
    },
    Body {
        id: "dental-1",
        name: "Bright Valley Dental",
        kind: PROVIDER_KIND,
        street: "12 Molar Court",
        city: "Sanger",
        zip: "93657",
    },
];

struct Individual {
    id: &'static str,
    given: &'static str,
    family: &'static str,
    suffix: &'static str,
    specialty: Code,
    role: Code,
    organization: &'static str,
    location: &'static str,
}

const PRIMARY_CARE: Code = Code(SNOMED, "453231000124104", "Primary care provider");
const PROFESSIONAL: Code = Code(SNOMED, "223366009", "Healthcare professional");

const INDIVIDUALS: [Individual; 6] = [
    Individual {
        id: "1",
        given: "Evelyn",
        family: "Okonkwo",
        suffix: "MD",
        specialty: Code(NUCC, "207Q00000X", "Family Medicine Physician"),
        role: PRIMARY_CARE,
        organization: CLINIC,
        location: CLINIC_SITE,
    },
    Individual {
        id: "2",
        given: "Samuel",
        family: "Whitlock",
        suffix: "MD",
        specialty: Code(NUCC, "207X00000X", "Orthopaedic Surgery Physician"),
        role: PROFESSIONAL,
        organization: HOSPITAL,
        location: HOSPITAL_SITE,
    },
    Individual {
        id: "3",
        given: "Priya",
        family: "Raman",
        suffix: "MD",
        specialty: Code(NUCC, "207RC0000X", "Cardiovascular Disease Physician"),
        role: Code(SNOMED, "17561000", "Cardiologist"),
        organization: HOSPITAL,
        location: HOSPITAL_SITE,
    },
    Individual {
        id: "4",
        given: "Luis",
        family: "Ortega",
        suffix: "DDS",
        specialty: Code(NUCC, "1223G0001X", "General Practice Dentistry"),
        role: PROFESSIONAL,
        organization: DENTAL,
        location: CLINIC_SITE,
    },
    Individual {
        id: "5",
        given: "Grace",
        family: "Lindqvist",
        suffix: "PharmD",
        specialty: Code(NUCC, "183500000X", "Pharmacist"),
        role: PROFESSIONAL,
        organization: PHARMACY,
        location: CLINIC_SITE,
    },
    Individual {
        id: "6",
        given: "Tomoko",
        family: "Hayashi",
        suffix: "MD",
        specialty: Code(NUCC, "208000000X", "Pediatrics Physician"),
        role: PRIMARY_CARE,
        organization: CLINIC,
        location: CLINIC_SITE,
    },
];

/// Puts down all of them.
pub(crate) fn put_all(writer: &mut ResourceWriter) {
    for (index, body) in BODIES.iter().enumerate() {
        organization(writer, body, index as u32);
    }
    for (id, name, body, owner) in [
        (
            "hospital-site-1",
            "Medical Center, main building",
            &BODIES[1],
            HOSPITAL,
        ),
        (
            "clinic-site-1",
            "Orchard Family Practice, Clovis",
            &BODIES[2],
            CLINIC,
        ),
    ] {
        location(writer, id, name, body, owner);
    }
    endpoint(writer);
    for (index, individual) in INDIVIDUALS.iter().enumerate() {
        practitioner(writer, individual, index as u32);
        role(writer, individual);
    }
    let dated = writer.calendar.ago(AGE);
    writer.put(
        "Medication",
        "lisinopril-10",
        &[us_core!("medication")],
        dated,
        json!({
            "code": (Code(RXNORM, "314076", "lisinopril 10 MG Oral Tablet").concept()),
            "status": "active"
        }),
    );
}

fn address(street: &'static str, city: &'static str, zip: &'static str) -> Json {
    json!({
        "use": "work",
        "type": "both",
        "line": [street],
        "city": city,
        "state": "CA",
        "postalCode": zip,
        "country": "US"
    })
}

fn telecom(index: u32) -> Json {
    json!([
        {"system": "phone", "value": (format!("+1-559-555-{:04}", 100 + index)), "use": "work"},
        {"system": "url", "value": (format!("https://provider-{index}.example.org")), "use": "work"}
    ])
}

fn organization(writer: &mut ResourceWriter, body: &Body, index: u32) {
    let payer = body.id == "payer-1";
    const C4BB_TYPE: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType";
    let payer_id = payer.then(|| {
        json!({
            "type": (Code(C4BB_TYPE, "payerid", "Payer ID").concept()),
            "system": "https://payer.example.org/payer-id",
            "value": "RVHP1"
        })
    });
    let naic = payer.then(|| {
        json!({
            "type": (Code(C4BB_TYPE, "naiccode", "NAIC Code").concept()),
            "system": "urn:oid:2.16.840.1.113883.6.300",
            "value": "95999"
        })
    });
    let tax = identifier(
        Code(IDENTIFIER_TYPE, "TAX", "Tax ID number"),
        TAX_SYSTEM,
        format!("00-{:07}", 1_000_100 + index),
    );
    let clia = (body.id == "laboratory-1")
        .then(|| json!({"system": "urn:oid:2.16.840.1.113883.4.7", "value": "05D0999999"}));
    let dated = writer.calendar.ago(AGE);
    writer.put(
        "Organization",
        body.id,
        &[us_core!("organization"), c4bb!("Organization")],
        dated,
        json!({
            "identifier": [(npi_identifier(npi(90_000_100 + index))), tax, payer_id, naic, clia],
            "active": true,
            "type": [(body.kind.concept())],
            "name": (body.name),
            "telecom": (telecom(index)),
            "address": [(address(body.street, body.city, body.zip))]
        }),
    );
}

fn location(writer: &mut ResourceWriter, id: &str, name: &'static str, body: &Body, owner: &str) {
    let dated = writer.calendar.ago(AGE);
    writer.put(
        "Location",
        id,
        &[us_core!("location")],
        dated,
        json!({
            "status": "active",
            "name": name,
            "telecom": (telecom(50)),
            "address": (address(body.street, body.city, body.zip)),
            "managingOrganization": (reference(owner))
        }),
    );
}

fn endpoint(writer: &mut ResourceWriter) {
    let dated = writer.calendar.ago(AGE);
    const CONNECTION: &str = "http://terminology.hl7.org/CodeSystem/endpoint-connection-type";
    const PAYLOAD: &str = "http://terminology.hl7.org/CodeSystem/endpoint-payload-type";
    writer.put(
        "Endpoint",
        "direct-1",
        &["http://hl7.org/fhir/StructureDefinition/Endpoint"],
        dated,
        json!({
            "status": "active",
            "connectionType": (Code(CONNECTION, "direct-project", "Direct Project").coding()),
            "payloadType": [(Code(PAYLOAD, "any", "Any").concept())],
            "address": "mailto:clinic@direct.example.org"
        }),
    );
}

fn practitioner(writer: &mut ResourceWriter, individual: &Individual, index: u32) {
    let dated = writer.calendar.ago(AGE);
    writer.put(
        "Practitioner",
        &format!("practitioner-{}", individual.id),
        &[us_core!("practitioner"), c4bb!("Practitioner")],
        dated,
        json!({
            "identifier": [
                (npi_identifier(npi(90_000_200 + index))),
                (identifier(
                    Code(IDENTIFIER_TYPE, "TAX", "Tax ID number"),
                    TAX_SYSTEM,
                    format!("00-{:07}", 1_000_200 + index),
                ))
            ],
            "active": true,
            "name": [{
                "use": "official",
                "family": (individual.family),
                "given": [(individual.given)],
                "suffix": [(individual.suffix)]
            }],
            "telecom": (telecom(10 + index)),
            "address": [(address(BODIES[2].street, BODIES[2].city, BODIES[2].zip))],
            "qualification": [{"code": (individual.specialty.concept())}]
        }),
    );
}

fn role(writer: &mut ResourceWriter, individual: &Individual) {
    let dated = writer.calendar.ago(AGE);
    let endpoint = (individual.id == "1").then(|| vec![reference("Endpoint/direct-1")]);
    writer.put(
        "PractitionerRole",
        &format!("role-{}", individual.id),
        &[us_core!("practitionerrole")],
        dated,
        json!({
            "active": true,
            "practitioner": (reference(&format!("Practitioner/practitioner-{}", individual.id))),
            "organization": (reference(individual.organization)),
            "code": [(individual.role.concept())],
            "specialty": [(individual.specialty.concept())],
            "location": [(reference(individual.location))],
            "telecom": [{"system": "phone", "value": "+1-559-555-0190", "use": "work"}],
            "endpoint": endpoint
        }),
    );
}
