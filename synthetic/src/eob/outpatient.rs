//! Outpatient institutional claims (C4BB ExplanationOfBenefit Outpatient Institutional).

use super::adjudication::{adjustment, network, units};
use super::supporting::Supporting;
use super::{
    C4BB_CARE_ROLE, C4BB_DIAGNOSIS_TYPE, CLAIM_TYPE, Claim, HCPCS, PRINCIPAL, carer, diagnosis,
};
use crate::calendar::after;
use crate::codes::{CPT, Code, ICD10CM, NUCC, dollars};
use crate::json::{Json, json};
use crate::profile::c4bb;
use crate::provider::{FAMILY_DOCTOR, HOSPITAL, SURGEON};
use crate::resource_writer::ResourceWriter;

/// Puts down the claim of an emergency room, adjudicated by line or (`by_line` false) as a whole.
pub(crate) fn put(writer: &mut ResourceWriter, claim: &Claim<'_>, by_line: bool) -> String {
    const SUBTYPE: &str =
        "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBInstitutionalClaimSubType";
    let kind = Code(CLAIM_TYPE, "institutional", "Institutional");
    let mut members = claim.head(
        writer,
        (kind, Some(Code(SUBTYPE, "outpatient", "Outpatient"))),
        0,
        HOSPITAL,
    );
    let emergency = Code(NUCC, "207P00000X", "Emergency Medicine Physician");
    let other = Code(C4BB_DIAGNOSIS_TYPE, "other", "Other");
    let reason = Code(
        C4BB_DIAGNOSIS_TYPE,
        "patientreasonforvisit",
        "Patient Reason for Visit",
    );
    members.extend([
        (
            "careTeam",
            json!([
                (carer(
                    1,
                    SURGEON,
                    Code(C4BB_CARE_ROLE, "attending", "Attending"),
                    Some(emergency)
                )),
                (carer(
                    2,
                    FAMILY_DOCTOR,
                    Code(C4BB_CARE_ROLE, "referring", "Referring"),
                    None
                ))
            ]),
        ),
        supporting(claim).into_member(),
        (
            "diagnosis",
            json!([
                (diagnosis(1, Code(ICD10CM, "S52.501A", ""), PRINCIPAL, None)),
                (diagnosis(
                    2,
                    Code(ICD10CM, "M25.531", "Pain in right wrist"),
                    reason,
                    None
                )),
                (diagnosis(
                    3,
                    Code(
                        ICD10CM,
                        "E11.9",
                        "Type 2 diabetes mellitus without complications"
                    ),
                    other,
                    None
                ))
            ]),
        ),
        claim.insurance(),
        ("item", items(claim, by_line)),
        ("adjudication", header(claim, by_line)),
    ]);
    members.extend(claim.tail(0));
    writer.put(
        "ExplanationOfBenefit",
        claim.name,
        &[c4bb!("ExplanationOfBenefit-Outpatient-Institutional")],
        after(claim.date, 14),
        Json::object(members),
    )
}

fn supporting(claim: &Claim<'_>) -> Supporting {
    Supporting::default()
        .received(after(claim.date, 2), claim.name)
        .code(
            "typeofbill",
            Code("https://www.nubc.org/CodeSystem/TypeOfBill", "0131", ""),
        )
        .code(
            "pointoforigin",
            Code("https://www.nubc.org/CodeSystem/PointOfOrigin", "1", ""),
        )
        .code(
            "admtype",
            Code(
                "https://www.nubc.org/CodeSystem/PriorityTypeOfAdmitOrVisit",
                "1",
                "",
            ),
        )
        .code(
            "discharge-status",
            Code(
                "https://www.nubc.org/CodeSystem/PatDischargeStatus",
                "01",
                "",
            ),
        )
}

fn items(claim: &Claim<'_>, by_line: bool) -> Json {
    let adjudication = by_line.then(|| {
        let mut entries = claim.bill().amounts_json();
        entries.extend([adjustment(), units(1)]);
        entries
    });
    json!([{
        "sequence": 1,
        "revenue": (Code("https://www.nubc.org/CodeSystem/RevenueCodes", "0450", "").concept()),
        "productOrService": (Code(CPT, "99284", "").concept()),
        "modifier": [(Code(HCPCS, "RT", "").concept())],
        "servicedDate": (claim.date),
        "quantity": {"value": 1},
        "net": (dollars(claim.cents)),
        "noteNumber": [1],
        "adjudication": adjudication
    }])
}

fn header(claim: &Claim<'_>, by_line: bool) -> Json {
    let mut entries = vec![
        network("billingnetworkstatus", "innetwork"),
        network("benefitpaymentstatus", "innetwork"),
    ];
    if !by_line {
        entries.extend(claim.bill().amounts_json());
        entries.push(adjustment());
    }
    Json::array(entries)
}
