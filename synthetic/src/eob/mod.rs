//! ExplanationOfBenefit (CARIN Blue Button 2.0.0): one file for each profile, and what all five share.

pub(crate) mod inpatient;
pub(crate) mod oral;
pub(crate) mod outpatient;
pub(crate) mod pharmacy;
pub(crate) mod professional;

mod adjudication;
mod supporting;

use adjudication::Bill;
use jiff::civil::Date;

use crate::calendar::{after, at_utc};
use crate::codes::{Code, dollars, reference};
use crate::json::{Json, json};
use crate::provider::PAYER;
use crate::resource_writer::ResourceWriter;

pub(crate) const C4BB_IDENTIFIER: &str =
    "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType";
const CLAIM_TYPE: &str = "http://terminology.hl7.org/CodeSystem/claim-type";
const DIAGNOSIS_TYPE: &str = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype";
const C4BB_DIAGNOSIS_TYPE: &str =
    "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimDiagnosisType";
const CARE_ROLE: &str = "http://terminology.hl7.org/CodeSystem/claimcareteamrole";
const C4BB_CARE_ROLE: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimCareTeamRole";
const STATUS: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBPayerAdjudicationStatus";
const PLACE: &str =
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";
const HCPCS: &str = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
const CLAIM_SYSTEM: &str = "https://payer.example.org/claim";

const PRINCIPAL: Code = Code(DIAGNOSIS_TYPE, "principal", "Principal Diagnosis");

/// What every claim tells, whatever was claimed.
#[derive(Debug, Clone)]
pub(crate) struct Claim<'a> {
    /// The end of the resource's id, and of the claim's number.
    pub(crate) name: &'a str,
    /// The day of the service, or of admission.
    pub(crate) date: Date,
    /// The Coverage that paid.
    pub(crate) coverage: &'a str,
    /// `active`, `cancelled` or `draft` (FHIR R4 explanationofbenefit-status).
    pub(crate) status: &'static str,
    /// `paid`, `denied` or `partiallypaid`.
    pub(crate) payment: &'static str,
    /// How another claim relates (`prior`, `replacedby`), and its name.
    pub(crate) related: Option<(&'static str, &'a str)>,
    /// What was charged, in cents.
    pub(crate) cents: i64,
}

impl<'a> Claim<'a> {
    /// An active claim that was paid.
    pub(crate) fn paid(name: &'a str, date: Date, coverage: &'a str, cents: i64) -> Self {
        Self {
            name,
            date,
            coverage,
            status: "active",
            payment: "paid",
            related: None,
            cents,
        }
    }

    fn bill(&self) -> Bill {
        Bill::of(self.cents, self.payment)
    }

    /// The members up to `careTeam`.
    fn head(
        &self,
        writer: &ResourceWriter,
        (kind, sub_type): (Code, Option<Code>),
        days: i64,
        provider: &str,
    ) -> Vec<(&'static str, Json)> {
        const PRIORITY: &str = "http://terminology.hl7.org/CodeSystem/processpriority";
        const PAYEE: &str = "http://terminology.hl7.org/CodeSystem/payeetype";
        let end = after(self.date, days);
        let number = |name: &str| format!("{}-{name}", writer.patient().replace("Patient/", "C-"));
        let related = self.related.map(|(relationship, name)| {
            let system = match relationship {
                "prior" => "http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship",
                _ => "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBRelatedClaimRelationshipCodes",
            };
            vec![json!({
                "relationship": (Code(system, relationship, "").concept()),
                "reference": {"system": CLAIM_SYSTEM, "value": (number(name))}
            })]
        });
        vec![
            (
                "identifier",
                json!([{
                    "type": (Code(C4BB_IDENTIFIER, "uc", "Unique Claim ID").concept()),
                    "system": CLAIM_SYSTEM,
                    "value": (number(self.name))
                }]),
            ),
            ("status", Json::from(self.status)),
            ("type", kind.concept()),
            ("subType", sub_type.map(Code::concept).into()),
            ("use", Json::from("claim")),
            ("patient", writer.subject()),
            ("billablePeriod", json!({"start": (self.date), "end": end})),
            ("created", Json::from(at_utc(after(end, 3), 12))),
            ("insurer", reference(PAYER)),
            ("provider", reference(provider)),
            ("priority", Code(PRIORITY, "normal", "Normal").concept()),
            ("related", related.into()),
            (
                "payee",
                json!({
                    "type": (Code(PAYEE, "provider", "Provider").concept()),
                    "party": (reference(provider))
                }),
            ),
            ("outcome", Json::from("complete")),
            ("disposition", Json::from("Processed in full.")),
        ]
    }

    /// The members from `total` on; `insurance` stands before `item`.
    fn tail(&self, days: i64) -> Vec<(&'static str, Json)> {
        let bill = self.bill();
        let display = match self.payment {
            "paid" => "Paid",
            "denied" => "Denied",
            _ => "Partially Paid",
        };
        vec![
            ("total", bill.totals()),
            (
                "payment",
                json!({
                    "type": (Code(STATUS, self.payment, display).concept()),
                    "date": (after(self.date, days + 14)),
                    "amount": (dollars(bill.benefit))
                }),
            ),
            (
                "processNote",
                json!([{"number": 1, "type": "display", "text": "This is not a bill."}]),
            ),
        ]
    }

    fn insurance(&self) -> (&'static str, Json) {
        (
            "insurance",
            json!([{"focal": true, "coverage": (reference(self.coverage))}]),
        )
    }
}

/// A member of the care team; professionals' claims name the qualification.
fn carer(sequence: i64, who: &str, role: Code, qualification: Option<Code>) -> Json {
    json!({
        "sequence": sequence,
        "provider": (reference(who)),
        "role": (role.concept()),
        "qualification": (qualification.map(Code::concept))
    })
}

fn diagnosis(sequence: i64, code: Code, kind: Code, on_admission: Option<Code>) -> Json {
    json!({
        "sequence": sequence,
        "diagnosisCodeableConcept": (code.concept()),
        "type": [(kind.concept())],
        "onAdmission": (on_admission.map(Code::concept))
    })
}
