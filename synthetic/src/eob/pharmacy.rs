//! Pharmacy claims (C4BB ExplanationOfBenefit Pharmacy).

use super::adjudication::{network, rejection};
use super::supporting::Supporting;
use super::{C4BB_CARE_ROLE, CARE_ROLE, CLAIM_TYPE, Claim, carer};
use crate::calendar::after;
use crate::codes::{Code, NDC, dollars};
use crate::json::{Json, json};
use crate::profile::c4bb;
use crate::provider::{FAMILY_DOCTOR, PHARMACY};
use crate::resource_writer::ResourceWriter;

/// Puts down the claim for a month of tablets, or of a compound of several drugs.
pub(crate) fn put(writer: &mut ResourceWriter, claim: &Claim<'_>, compound: bool) -> String {
    let kind = Code(CLAIM_TYPE, "pharmacy", "Pharmacy");
    let mut members = claim.head(writer, (kind, None), 0, PHARMACY);
    let prescribing = Code(C4BB_CARE_ROLE, "prescribing", "Prescribing");
    members.extend([
        (
            "careTeam",
            json!([
                (carer(1, FAMILY_DOCTOR, prescribing, None)),
                (carer(
                    2,
                    FAMILY_DOCTOR,
                    Code(CARE_ROLE, "primary", "Primary provider"),
                    None
                ))
            ]),
        ),
        supporting(claim, compound).into_member(),
        claim.insurance(),
        ("item", json!([(item(claim, compound))])),
        (
            "adjudication",
            json!([
                (network("billingnetworkstatus", "innetwork")),
                (network("benefitpaymentstatus", "innetwork"))
            ]),
        ),
    ]);
    members.extend(claim.tail(0));
    writer.put(
        "ExplanationOfBenefit",
        claim.name,
        &[c4bb!("ExplanationOfBenefit-Pharmacy")],
        after(claim.date, 14),
        Json::object(members),
    )
}

fn supporting(claim: &Claim<'_>, compound: bool) -> Supporting {
    const DISPENSED: &str =
        "http://terminology.hl7.org/CodeSystem/NCPDPDispensedAsWrittenOrProductSelectionCode";
    const BRAND: &str = "http://terminology.hl7.org/CodeSystem/NCPDPBrandGenericIndicator";
    const ORIGIN: &str = "http://terminology.hl7.org/CodeSystem/NCPDPPrescriptionOriginCode";
    const COMPOUND: &str = "http://terminology.hl7.org/CodeSystem/NCPDPCompoundCode";
    Supporting::default()
        .quantity("dayssupply", json!({"value": 30}))
        .code("dawcode", Code(DISPENSED, "0", ""))
        .quantity("refillnum", json!({"value": 1}))
        .quantity("refillsauthorized", json!({"value": 3}))
        .code("brandgenericindicator", Code(BRAND, "2", ""))
        .code("rxorigincode", Code(ORIGIN, "3", ""))
        .date("clmrecvddate", after(claim.date, 1))
        .code(
            "compoundcode",
            Code(COMPOUND, if compound { "2" } else { "1" }, ""),
        )
}

fn item(claim: &Claim<'_>, compound: bool) -> Json {
    let what = if compound {
        Code(
            "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBCompoundLiteral",
            "compound",
            "",
        )
    } else {
        Code(NDC, "68180098001", "")
    };
    let details: Option<Vec<Json>> = compound.then(|| {
        ["00395030516", "00093721410"]
            .into_iter()
            .enumerate()
            .map(|(index, code)| {
                json!({
                    "sequence": (index as i64 + 1),
                    "productOrService": (Code(NDC, code, "").concept()),
                    "quantity": {"value": 15}
                })
            })
            .collect()
    });
    let mut adjudication = claim.bill().amounts_json();
    if claim.payment == "denied" {
        adjudication.push(rejection());
    }
    json!({
        "sequence": 1,
        "productOrService": (what.concept()),
        "servicedDate": (claim.date),
        "quantity": {"value": 30},
        "net": (dollars(claim.cents)),
        "noteNumber": [1],
        "adjudication": adjudication,
        "detail": details
    })
}
