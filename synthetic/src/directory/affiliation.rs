//! OrganizationAffiliation (Plan-Net 1.1.0 OrganizationAffiliation): which organizations take part in which networks.

use super::AGE;
use super::extension::{payer_identifier, qualification, system, telecom};
use super::network::{DENTAL, HMO, PPO};
use super::organization::{
    DENTAL_GROUP, FAMILY_GROUP, HOSPITAL, LABORATORY, MIND_GROUP, PAYER, PHARMACY, SPECIALTY_GROUP,
    SYSTEM,
};
use crate::codes::{Code, NUCC, reference};
use crate::json::json;
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

const ROLE: &str = system!("OrganizationAffiliationRoleCS");

struct Affiliation {
    who: &'static str,
    network: &'static str,
    role: Code,
    specialty: Code,
    site: &'static str,
    service: &'static str,
}

const fn affiliation(
    (who, network): (&'static str, &'static str),
    role: Code,
    specialty: Code,
    (site, service): (&'static str, &'static str),
) -> Affiliation {
    Affiliation {
        who,
        network,
        role,
        specialty,
        site,
        service,
    }
}

const GROUP: Code = Code(ROLE, "group", "Medical Group");

const AFFILIATIONS: [Affiliation; 8] = [
    affiliation(
        (HOSPITAL, PPO),
        Code(ROLE, "hospital", "Hospital"),
        Code(NUCC, "282N00000X", "General Acute Care Hospital"),
        ("hospital-campus", "service-emergency"),
    ),
    affiliation(
        (HOSPITAL, HMO),
        Code(ROLE, "hospital", "Hospital"),
        Code(NUCC, "282N00000X", "General Acute Care Hospital"),
        ("hospital-heart-wing", "service-surgery"),
    ),
    affiliation(
        (FAMILY_GROUP, PPO),
        GROUP,
        Code(NUCC, "261QP2300X", "Primary Care Clinic/Center"),
        ("orchard-clovis", "service-family"),
    ),
    affiliation(
        (SPECIALTY_GROUP, PPO),
        GROUP,
        Code(NUCC, "207RC0000X", "Cardiovascular Disease Physician"),
        ("specialty-fresno", "service-heart"),
    ),
    affiliation(
        (MIND_GROUP, HMO),
        Code(ROLE, "behavioral", "Outpatient Behavioral Health Provider"),
        Code(NUCC, "101YM0800X", "Mental Health Counselor"),
        ("quiet-harbor", "service-mind"),
    ),
    affiliation(
        (DENTAL_GROUP, DENTAL),
        GROUP,
        Code(NUCC, "1223G0001X", "General Practice Dentistry"),
        ("bright-valley", "service-dental"),
    ),
    affiliation(
        (PHARMACY, PPO),
        Code(ROLE, "pharmacy", "Pharmacy"),
        Code(NUCC, "3336C0003X", "Community/Retail Pharmacy"),
        ("corner-pharmacy", "service-pharmacy"),
    ),
    affiliation(
        (LABORATORY, PPO),
        Code(ROLE, "laboratory", "Laboratory"),
        Code(NUCC, "291U00000X", "Clinical Medical Laboratory"),
        ("clear-creek", "service-laboratory"),
    ),
];

pub(super) fn put_all(writer: &mut ResourceWriter) {
    for (index, affiliation) in AFFILIATIONS.iter().enumerate() {
        put(writer, affiliation, index);
    }
}

fn put(writer: &mut ResourceWriter, affiliation: &Affiliation, index: usize) {
    let dated = writer.calendar.ago(AGE + index as i64);
    let since = writer.calendar.ago(1000 + index as i64 * 50);
    let site = format!("Location/directory-{}", affiliation.site);
    let service = format!("HealthcareService/directory-{}", affiliation.service);
    writer.put(
        "OrganizationAffiliation",
        &format!("affiliation-{}", index + 1),
        &[plan_net!("plannet-OrganizationAffiliation")],
        dated,
        json!({
            "extension": [(qualification(affiliation.specialty, 50 + index, SYSTEM, since))],
            "identifier": [(payer_identifier(format!("A-{index:04}")))],
            "active": true,
            "period": {"start": since, "end": (writer.calendar.ago(-700))},
            "organization": (reference(PAYER)),
            "participatingOrganization": (reference(affiliation.who)),
            "network": [(reference(affiliation.network))],
            "code": [(affiliation.role.concept())],
            "specialty": [(affiliation.specialty.concept())],
            "location": [(reference(&site))],
            "healthcareService": [(reference(&service))],
            "telecom": (telecom(800 + index, None)),
            "endpoint": [(reference("Endpoint/directory-hospital-rest"))]
        }),
    );
}
