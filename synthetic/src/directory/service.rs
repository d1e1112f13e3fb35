//! HealthcareService (Plan-Net 1.1.0 HealthcareService).

use super::AGE;
use super::extension::{available_time, new_patients, payer_identifier, system, telecom};
use super::location::VALLEY;
use super::network::PPO;
use super::organization::{
    DENTAL_GROUP, FAMILY_GROUP, HOSPITAL, LABORATORY, MIND_GROUP, PHARMACY, SPECIALTY_GROUP,
};
use crate::codes::{Code, NUCC, reference};
use crate::json::json;
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

const CATEGORY: &str = system!("HealthcareServiceCategoryCS");

pub(super) struct Service {
    pub(super) id: &'static str,
    name: &'static str,
    category: Code,
    kind: Code,
    specialty: Code,
    pub(super) owner: &'static str,
    site: &'static str,
}

const TYPE: &str = "http://terminology.hl7.org/CodeSystem/service-type";
const CHRONIC: Code = Code(TYPE, "554", "Chronic Disease Management");
const ADVICE: Code = Code(TYPE, "76", "Health Counselling");

const fn service(
    (id, name): (&'static str, &'static str),
    category: Code,
    kind: Code,
    specialty: Code,
    (owner, site): (&'static str, &'static str),
) -> Service {
    Service {
        id,
        name,
        category,
        kind,
        specialty,
        owner,
        site,
    }
}

pub(super) const SERVICES: [Service; 8] = [
    service(
        ("service-family", "Family medicine"),
        Code(CATEGORY, "prov", "Medical Provider"),
        CHRONIC,
        Code(NUCC, "207Q00000X", "Family Medicine Physician"),
        (FAMILY_GROUP, "Location/directory-orchard-clovis"),
    ),
    service(
        ("service-heart", "Cardiology"),
        Code(CATEGORY, "outpat", "Clinic or Outpatient Facility"),
        CHRONIC,
        Code(NUCC, "207RC0000X", "Cardiovascular Disease Physician"),
        (SPECIALTY_GROUP, "Location/directory-specialty-fresno"),
    ),
    service(
        ("service-emergency", "Emergency room"),
        Code(CATEGORY, "emerg", "Emergency care"),
        ADVICE,
        Code(NUCC, "282N00000X", "General Acute Care Hospital"),
        (HOSPITAL, "Location/directory-hospital-campus"),
    ),
    service(
        ("service-surgery", "Surgery"),
        Code(CATEGORY, "hosp", "Hospital"),
        ADVICE,
        Code(NUCC, "208600000X", "Surgery Physician"),
        (HOSPITAL, "Location/directory-hospital-campus"),
    ),
    service(
        ("service-mind", "Counselling"),
        Code(CATEGORY, "behav", "Behavioral Health"),
        ADVICE,
        Code(NUCC, "101YM0800X", "Mental Health Counselor"),
        (MIND_GROUP, "Location/directory-quiet-harbor"),
    ),
    service(
        ("service-dental", "Dentistry"),
        Code(CATEGORY, "dent", "Dental"),
        ADVICE,
        Code(NUCC, "1223G0001X", "General Practice Dentistry"),
        (DENTAL_GROUP, "Location/directory-bright-valley"),
    ),
    service(
        ("service-pharmacy", "Pharmacy"),
        Code(CATEGORY, "pharm", "Pharmacy"),
        Code(TYPE, "537", "Medication Reviews"),
        Code(NUCC, "3336C0003X", "Community/Retail Pharmacy"),
        (PHARMACY, "Location/directory-corner-pharmacy"),
    ),
    service(
        ("service-laboratory", "Blood tests"),
        Code(CATEGORY, "lab", "Laboratory"),
        Code(TYPE, "51", "Blood Donation"),
        Code(NUCC, "291U00000X", "Clinical Medical Laboratory"),
        (LABORATORY, "Location/directory-clear-creek"),
    ),
];

pub(super) fn put_all(writer: &mut ResourceWriter) {
    for (index, service) in SERVICES.iter().enumerate() {
        put(writer, service, index);
    }
}

fn put(writer: &mut ResourceWriter, service: &Service, index: usize) {
    let dated = writer.calendar.ago(AGE + index as i64);
    let holiday = writer.calendar.ago(-30);
    let delivery = json!({
        "extension": [
            {
                "url": "type",
                "valueCodeableConcept": (Code(system!("DeliveryMethodCS"), "virtual", "Virtual").concept())
            },
            {
                "url": "virtualModalities",
                "valueCodeableConcept": (Code(system!("VirtualModalitiesCS"), "video", "video chat").concept())
            }
        ],
        "url": (plan_net!("delivery-method"))
    });
    writer.put(
        "HealthcareService",
        service.id,
        &[plan_net!("plannet-HealthcareService")],
        dated,
        json!({
            "extension": [(new_patients(true, Some(PPO))), delivery],
            "identifier": [(payer_identifier(format!("H-{index:04}")))],
            "active": true,
            "providedBy": (reference(service.owner)),
            "category": [(service.category.concept())],
            "type": [(service.kind.concept())],
            "specialty": [(service.specialty.concept())],
            "location": [(reference(service.site))],
            "name": (service.name),
            "comment": "Bring the member card.",
            "telecom": (telecom(500 + index, Some(service.site))),
            "coverageArea": [(reference(VALLEY))],
            "appointmentRequired": (index != 2),
            "availableTime": (available_time()),
            "notAvailable": [{
                "description": "Public holiday",
                "during": {"start": holiday, "end": holiday}
            }],
            "availabilityExceptions": "Closed on public holidays.",
            "endpoint": [(reference("Endpoint/directory-hospital-rest"))]
        }),
    );
}
