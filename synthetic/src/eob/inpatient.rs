//! Inpatient institutional claims (C4BB ExplanationOfBenefit Inpatient Institutional).

use super::adjudication::{adjustment, network, units};
use super::supporting::Supporting;
use super::{
    C4BB_CARE_ROLE, C4BB_DIAGNOSIS_TYPE, CARE_ROLE, CLAIM_TYPE, Claim, DIAGNOSIS_TYPE, HCPCS,
    PRINCIPAL, carer, diagnosis,
};
use crate::calendar::{after, at};
use crate::codes::{ABSENT, CPT, Code, ICD10CM, ICD10PCS, NUCC, dollars};
use crate::json::{Json, json};
use crate::profile::c4bb;
use crate::provider::{CARDIOLOGIST, FAMILY_DOCTOR, HOSPITAL, SURGEON};
use crate::resource_writer::ResourceWriter;

/// Days in hospital.
const STAY: i64 = 3;

/// Puts down the claim of a hospital for a knee replacement, adjudicated by line or (`by_line` false) as a whole.
pub(crate) fn put(writer: &mut ResourceWriter, claim: &Claim<'_>, by_line: bool) -> String {
    const SUBTYPE: &str =
        "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBInstitutionalClaimSubType";
    let kind = Code(CLAIM_TYPE, "institutional", "Institutional");
    let mut members = claim.head(
        writer,
        (kind, Some(Code(SUBTYPE, "inpatient", "Inpatient"))),
        STAY,
        HOSPITAL,
    );
    members.extend([
        ("careTeam", care_team()),
        supporting(claim).into_member(),
        ("diagnosis", diagnoses()),
        ("procedure", procedures(claim)),
        claim.insurance(),
        ("item", items(claim, by_line)),
        ("adjudication", header(claim, by_line)),
    ]);
    members.extend(claim.tail(STAY));
    writer.put(
        "ExplanationOfBenefit",
        claim.name,
        &[c4bb!("ExplanationOfBenefit-Inpatient-Institutional")],
        after(claim.date, STAY + 14),
        Json::object(members),
    )
}

fn care_team() -> Json {
    let surgeon = Code(NUCC, "207X00000X", "Orthopaedic Surgery Physician");
    json!([
        (carer(
            1,
            SURGEON,
            Code(C4BB_CARE_ROLE, "attending", "Attending"),
            Some(surgeon)
        )),
        (carer(
            2,
            SURGEON,
            Code(C4BB_CARE_ROLE, "operating", "Operating"),
            None
        )),
        (carer(
            3,
            CARDIOLOGIST,
            Code(C4BB_CARE_ROLE, "otheroperating", "Other Operating"),
            None
        )),
        (carer(
            4,
            FAMILY_DOCTOR,
            Code(C4BB_CARE_ROLE, "referring", "Referring"),
            None
        )),
        (carer(
            5,
            FAMILY_DOCTOR,
            Code(CARE_ROLE, "primary", "Primary provider"),
            None
        ))
    ])
}

fn supporting(claim: &Claim<'_>) -> Supporting {
    const DRG: &str = "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software";
    let end = after(claim.date, STAY);
    Supporting::default()
        .period("admissionperiod", claim.date, end)
        .received(after(end, 2), claim.name)
        .code(
            "typeofbill",
            Code("https://www.nubc.org/CodeSystem/TypeOfBill", "0111", ""),
        )
        .code(
            "pointoforigin",
            Code("https://www.nubc.org/CodeSystem/PointOfOrigin", "1", ""),
        )
        .code(
            "admtype",
            Code(
                "https://www.nubc.org/CodeSystem/PriorityTypeOfAdmitOrVisit",
                "3",
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
        .code("drg", Code(DRG, "470", ""))
}

fn diagnoses() -> Json {
    const PRESENT: &str = "https://www.nubc.org/CodeSystem/PresentOnAdmissionIndicator";
    let knee = Code(
        ICD10CM,
        "M17.11",
        "Unilateral primary osteoarthritis, right knee",
    );
    let admitting = Code(DIAGNOSIS_TYPE, "admitting", "Admitting Diagnosis");
    let other = Code(C4BB_DIAGNOSIS_TYPE, "other", "Other");
    let present = Some(Code(PRESENT, "Y", ""));
    json!([
        (diagnosis(1, knee, PRINCIPAL, present)),
        (diagnosis(2, knee, admitting, None)),
        (diagnosis(
            3,
            Code(ICD10CM, "I10", "Essential (primary) hypertension"),
            other,
            present
        ))
    ])
}

fn procedures(claim: &Claim<'_>) -> Json {
    const KIND: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimProcedureType";
    json!([{
        "sequence": 1,
        "type": [(Code(KIND, "principal", "Principal").concept())],
        "date": (at(claim.date, 10, 5)),
        "procedureCodeableConcept": (Code(ICD10PCS, "0SRC0J9", "").concept())
    }])
}

fn items(claim: &Claim<'_>, by_line: bool) -> Json {
    const REVENUE: &str = "https://www.nubc.org/CodeSystem/RevenueCodes";
    let end = after(claim.date, STAY);
    let adjudication = by_line.then(|| {
        let mut entries = claim.bill().amounts_json();
        entries.extend([adjustment(), units(1)]);
        entries
    });
    // The whole charge is on the first line: lines of a stay that are paid as one carry no amounts of their own.
    let room = json!({
        "sequence": 1,
        "revenue": (Code(REVENUE, "0120", "").concept()),
        "productOrService": (Code(ABSENT, "not-applicable", "Not Applicable").concept()),
        "servicedPeriod": {"start": (claim.date), "end": end},
        "quantity": {"value": STAY, "unit": "d"},
        "net": (dollars(claim.cents)),
        "noteNumber": [1],
        "adjudication": adjudication
    });
    let theatre = json!({
        "sequence": 2,
        "revenue": (Code(REVENUE, "0360", "").concept()),
        "productOrService": (Code(CPT, "27447", "").concept()),
        "modifier": [(Code(HCPCS, "RT", "").concept())],
        "servicedDate": (claim.date),
        "quantity": {"value": 1}
    });
    json!([room, theatre])
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
