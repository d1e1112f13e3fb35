//! Professional and non-clinician claims (C4BB ExplanationOfBenefit Professional NonClinician): doctors' visits, and
//! rides in an ambulance.

use super::adjudication::{adjustment, network, units};
use super::supporting::Supporting;
use super::{
    C4BB_CARE_ROLE, C4BB_DIAGNOSIS_TYPE, CARE_ROLE, CLAIM_TYPE, Claim, HCPCS, PLACE, PRINCIPAL,
    carer, diagnosis,
};
use crate::calendar::after;
use crate::codes::{CPT, Code, ICD10CM, NUCC, UCUM, dollars};
use crate::json::{Json, json};
use crate::profile::c4bb;
use crate::provider::{CLINIC, FAMILY_DOCTOR, HOSPITAL};
use crate::resource_writer::ResourceWriter;

const PROFILE: &str = c4bb!("ExplanationOfBenefit-Professional-NonClinician");
const KIND: Code = Code(CLAIM_TYPE, "professional", "Professional");

/// Puts down the claim for a visit to the doctor.
pub(crate) fn visit(writer: &mut ResourceWriter, claim: &Claim<'_>) -> String {
    let supporting = Supporting::default()
        .received(after(claim.date, 2), claim.name)
        .refer("servicefacility", CLINIC);
    let item = json!({
        "sequence": 1,
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "productOrService": (Code(CPT, "99213", "").concept()),
        "modifier": [(Code(CPT, "25", "").concept())],
        "servicedDate": (claim.date),
        "locationCodeableConcept": (Code(PLACE, "11", "Office").concept()),
        "quantity": {"value": 1},
        "net": (dollars(claim.cents)),
        "noteNumber": [1],
        "adjudication": (line(claim))
    });
    put(writer, claim, CLINIC, supporting, item)
}

/// Puts down the claim for a ride to the hospital.
pub(crate) fn ambulance(writer: &mut ResourceWriter, claim: &Claim<'_>) -> String {
    const REASON: &str = "https://x12.org/codesystem.x12.org/ambulance-transport-reason-codes";
    let amount = |value: i64, unit: &'static str| json!({"value": value, "unit": unit, "system": UCUM, "code": unit});
    let received = Supporting::default().received(after(claim.date, 2), claim.name);
    let first = received.len() + 1;
    let supporting = received
        .quantity("patientweight", amount(152, "[lb_av]"))
        .reason("ambulancetransportreason", Code(REASON, "A", ""))
        .quantity("transportationdistance", amount(14, "[mi_i]"))
        .text("roudtrippurpose", "To the operation and home again")
        .text("stretcherpurpose", "Cannot stand")
        .text("pickuplocation", "1 Alder Street, Fresno CA")
        .text("dropofflocation", "2000 Hospital Drive, Fresno CA");
    let item = json!({
        "sequence": 1,
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "informationSequence": (supporting.sequence(first)),
        "productOrService": (Code(HCPCS, "A0428", "").concept()),
        "modifier": [(Code(HCPCS, "RH", "").concept())],
        "servicedDate": (claim.date),
        "locationCodeableConcept": (Code(PLACE, "41", "Ambulance - Land").concept()),
        "quantity": {"value": 1},
        "net": (dollars(claim.cents)),
        "adjudication": (line(claim))
    });
    put(writer, claim, HOSPITAL, supporting, item)
}

fn put(
    writer: &mut ResourceWriter,
    claim: &Claim<'_>,
    provider: &str,
    supporting: Supporting,
    item: Json,
) -> String {
    let mut members = claim.head(writer, (KIND, None), 0, provider);
    let family = Code(NUCC, "207Q00000X", "Family Medicine Physician");
    let secondary = Code(C4BB_DIAGNOSIS_TYPE, "secondary", "Secondary");
    members.extend([
        (
            "careTeam",
            json!([
                (carer(
                    1,
                    FAMILY_DOCTOR,
                    Code(C4BB_CARE_ROLE, "rendering", "Rendering"),
                    Some(family)
                )),
                (carer(
                    2,
                    FAMILY_DOCTOR,
                    Code(CARE_ROLE, "primary", "Primary provider"),
                    Some(family)
                ))
            ]),
        ),
        supporting.into_member(),
        (
            "diagnosis",
            json!([
                (diagnosis(
                    1,
                    Code(ICD10CM, "I10", "Essential (primary) hypertension"),
                    PRINCIPAL,
                    None
                )),
                (diagnosis(
                    2,
                    Code(
                        ICD10CM,
                        "E11.9",
                        "Type 2 diabetes mellitus without complications"
                    ),
                    secondary,
                    None
                ))
            ]),
        ),
        claim.insurance(),
        ("item", json!([item])),
        (
            "adjudication",
            json!([
                (network("billingnetworkstatus", "innetwork")),
                (network("renderingnetworkstatus", "innetwork"))
            ]),
        ),
    ]);
    members.extend(claim.tail(0));
    writer.put(
        "ExplanationOfBenefit",
        claim.name,
        &[PROFILE],
        after(claim.date, 14),
        Json::object(members),
    )
}

fn line(claim: &Claim<'_>) -> Json {
    let mut entries = claim.bill().amounts_json();
    entries.extend([
        network("benefitpaymentstatus", "innetwork"),
        adjustment(),
        units(1),
    ]);
    Json::array(entries)
}
