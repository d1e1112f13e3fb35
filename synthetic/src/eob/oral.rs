//! Dental claims (C4BB ExplanationOfBenefit Oral).

use super::adjudication::{adjustment, network, units};
use super::supporting::Supporting;
use super::{
    C4BB_CARE_ROLE, CARE_ROLE, CLAIM_TYPE, Claim, HCPCS, PLACE, PRINCIPAL, carer, diagnosis,
};
use crate::calendar::after;
use crate::codes::{Code, ICD10CM, NUCC, UCUM, dollars};
use crate::json::{Json, json};
use crate::profile::c4bb;
use crate::provider::{DENTAL, DENTIST};
use crate::resource_writer::ResourceWriter;

const TOOTH: &str = "http://terminology.hl7.org/CodeSystem/ADAUniversalToothDesignationSystem";

/// Puts down the claim for a filling that reaches over two teeth.
pub(crate) fn put(writer: &mut ResourceWriter, claim: &Claim<'_>) -> String {
    let kind = Code(CLAIM_TYPE, "oral", "Oral");
    let mut members = claim.head(writer, (kind, None), 0, DENTIST);
    let dentist = Some(Code(NUCC, "1223G0001X", "General Practice Dentistry"));
    let supporting = Supporting::default()
        .received(after(claim.date, 2), claim.name)
        .refer("servicefacility", DENTAL)
        .quantity(
            "orthodontics",
            json!({"value": 12, "unit": "mo", "system": UCUM, "code": "mo"}),
        )
        .flag("prosthesis", false)
        .code("missingtoothnumber", Code(TOOTH, "1", ""));
    let first = supporting.len() + 1;
    let supporting = supporting.code("additionalbodysite", Code(TOOTH, "31", ""));
    let sequence = supporting.sequence(first);
    members.extend([
        (
            "careTeam",
            json!([
                (carer(
                    1,
                    DENTIST,
                    Code(C4BB_CARE_ROLE, "rendering", "Rendering"),
                    dentist
                )),
                (carer(
                    2,
                    DENTIST,
                    Code(CARE_ROLE, "primary", "Primary provider"),
                    dentist
                ))
            ]),
        ),
        supporting.into_member(),
        (
            "diagnosis",
            json!([(diagnosis(
                1,
                Code(ICD10CM, "K02.9", "Dental caries, unspecified"),
                PRINCIPAL,
                None
            ))]),
        ),
        claim.insurance(),
        ("item", json!([(item(claim, sequence))])),
        (
            "adjudication",
            json!([
                (network("billingnetworkstatus", "innetwork")),
                (network("renderingnetworkstatus", "innetwork")),
                (network("benefitpaymentstatus", "innetwork"))
            ]),
        ),
    ]);
    members.extend(claim.tail(0));
    writer.put(
        "ExplanationOfBenefit",
        claim.name,
        &[c4bb!("ExplanationOfBenefit-Oral")],
        after(claim.date, 14),
        Json::object(members),
    )
}

fn item(claim: &Claim<'_>, sequence: Json) -> Json {
    const SURFACE: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSurfaceCodes";
    let mut adjudication = claim.bill().amounts_json();
    adjudication.extend([
        network("benefitpaymentstatus", "innetwork"),
        adjustment(),
        units(1),
    ]);
    json!({
        "sequence": 1,
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "informationSequence": sequence,
        "productOrService": (Code("http://www.ada.org/cdt", "D2392", "").concept()),
        "modifier": [(Code(HCPCS, "GA", "").concept())],
        "servicedDate": (claim.date),
        "locationCodeableConcept": (Code(PLACE, "11", "Office").concept()),
        "quantity": {"value": 1},
        "net": (dollars(claim.cents)),
        "bodySite": (Code(TOOTH, "30", "").concept()),
        "subSite": [(Code(SURFACE, "M", "").concept()), (Code(SURFACE, "O", "").concept())],
        "noteNumber": [1],
        "adjudication": adjudication
    })
}
