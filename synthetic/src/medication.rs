//! MedicationRequest and MedicationDispense (US Core 6.1.0).

use jiff::civil::Date;

use crate::calendar::at;
use crate::codes::{ACT_CODE, Code, RXNORM, quantity, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::{FAMILY_DOCTOR, PHARMACIST, PHARMACY};
use crate::resource_writer::ResourceWriter;

pub(crate) const METFORMIN: Code = Code(
    RXNORM,
    "860975",
    "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet",
);
pub(crate) const ATORVASTATIN: Code = Code(RXNORM, "617310", "atorvastatin 20 MG Oral Tablet");
pub(crate) const IBUPROFEN: Code = Code(RXNORM, "310965", "ibuprofen 200 MG Oral Tablet");
pub(crate) const AMOXICILLIN: Code = Code(RXNORM, "308182", "amoxicillin 250 MG Oral Capsule");

/// A number of tablets. US Core's maximum binding allows UCUM only, which knows tablets as an annotation.
fn tablets(count: i64) -> Json {
    quantity(Json::Integer(count), "{tbl}")
}

/// What is prescribed: a code, or a Medication resource.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Drug<'a> {
    Coded(Code),
    Referenced(&'a str),
}

impl Drug<'_> {
    fn add_to(self, members: &mut Vec<(&'static str, Json)>) {
        members.push(match self {
            Self::Coded(code) => ("medicationCodeableConcept", code.concept()),
            Self::Referenced(target) => ("medicationReference", reference(target)),
        });
    }
}

fn dosage() -> Json {
    json!([{
        "text": "One tablet by mouth every morning",
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": (tablets(1))}]
    }])
}

/// Puts down a prescription.
pub(crate) fn request(
    writer: &mut ResourceWriter,
    name: &str,
    drug: Drug<'_>,
    status: &'static str,
    authored: Date,
    (encounter, reason): (Option<&str>, Option<&str>),
) -> String {
    const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/medicationrequest-category";
    let mut members = vec![
        ("status", Json::from(status)),
        ("intent", Json::from("order")),
        (
            "category",
            json!([(Code(CATEGORY, "community", "Community").concept())]),
        ),
        ("reportedBoolean", Json::from(false)),
    ];
    drug.add_to(&mut members);
    members.extend([
        ("subject", writer.subject()),
        ("encounter", encounter.map(reference).into()),
        ("authoredOn", Json::from(at(authored, 10, 45))),
        ("requester", reference(FAMILY_DOCTOR)),
        (
            "reasonReference",
            reason.map(|reason| vec![reference(reason)]).into(),
        ),
        ("dosageInstruction", dosage()),
        (
            "dispenseRequest",
            json!({
                "numberOfRepeatsAllowed": 3,
                "quantity": (tablets(30)),
                "expectedSupplyDuration": (quantity(Json::Integer(30), "d"))
            }),
        ),
    ]);
    writer.put(
        "MedicationRequest",
        name,
        &[us_core!("medicationrequest")],
        authored,
        Json::object(members),
    )
}

/// Puts down what the member says they take without a prescription.
pub(crate) fn reported(
    writer: &mut ResourceWriter,
    name: &str,
    drug: Code,
    authored: Date,
) -> String {
    let patient = writer.subject();
    writer.put(
        "MedicationRequest",
        name,
        &[us_core!("medicationrequest")],
        authored,
        json!({
            "status": "active",
            "intent": "plan",
            "reportedReference": (patient.clone()),
            "medicationCodeableConcept": (drug.concept()),
            "subject": (patient.clone()),
            "authoredOn": authored,
            "requester": patient
        }),
    )
}

/// Puts down that a prescription was filled.
pub(crate) fn dispense(
    writer: &mut ResourceWriter,
    name: &str,
    drug: Drug<'_>,
    status: &'static str,
    handed_over: Date,
    prescription: &str,
) -> String {
    let mut members = vec![("status", Json::from(status))];
    drug.add_to(&mut members);
    members.extend([
        ("subject", writer.subject()),
        (
            "performer",
            json!([{"actor": (reference(PHARMACIST))}, {"actor": (reference(PHARMACY))}]),
        ),
        (
            "authorizingPrescription",
            json!([(reference(prescription))]),
        ),
        (
            "type",
            Code(ACT_CODE, "FFC", "First Fill - Complete").concept(),
        ),
        ("quantity", tablets(30)),
        ("whenHandedOver", Json::from(at(handed_over, 16, 20))),
        ("dosageInstruction", dosage()),
    ]);
    writer.put(
        "MedicationDispense",
        name,
        &[us_core!("medicationdispense")],
        handed_over,
        Json::object(members),
    )
}
