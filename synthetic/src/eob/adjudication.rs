//! Amounts and reasons of a claim (CARIN Blue Button 2.0.0: C4BBAdjudication, C4BBAdjudicationDiscriminator).

use super::STATUS;
use crate::codes::{Code, dollars};
use crate::json::{Json, json};

const HL7: &str = "http://terminology.hl7.org/CodeSystem/adjudication";
const C4BB: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication";
const DISCRIMINATOR: &str =
    "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudicationDiscriminator";

/// How a charge is split, in cents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bill {
    submitted: i64,
    eligible: i64,
    discount: i64,
    deductible: i64,
    coinsurance: i64,
    noncovered: i64,
    member: i64,
    pub(super) benefit: i64,
}

impl Bill {
    /// Splits a charge: a fifth off by contract; of the rest a tenth is deductible and a fifth coinsurance. What is
    /// denied is not covered at all.
    pub(super) fn of(submitted: i64, payment: &str) -> Self {
        if payment == "denied" {
            return Self {
                submitted,
                eligible: 0,
                discount: 0,
                deductible: 0,
                coinsurance: 0,
                noncovered: submitted,
                member: submitted,
                benefit: 0,
            };
        }
        let eligible = submitted * 8 / 10;
        let deductible = eligible / 10;
        let coinsurance = eligible / 5;
        Self {
            submitted,
            eligible,
            discount: submitted - eligible,
            deductible,
            coinsurance,
            noncovered: 0,
            member: deductible + coinsurance,
            benefit: eligible - deductible - coinsurance,
        }
    }

    fn amounts(self) -> [(Code, i64); 8] {
        [
            (Code(HL7, "submitted", "Submitted Amount"), self.submitted),
            (Code(HL7, "eligible", "Eligible Amount"), self.eligible),
            (Code(C4BB, "discount", "Discount"), self.discount),
            (Code(HL7, "deductible", "Deductible"), self.deductible),
            (Code(C4BB, "coinsurance", "Co-insurance"), self.coinsurance),
            (Code(C4BB, "noncovered", "Noncovered"), self.noncovered),
            (
                Code(C4BB, "memberliability", "Member liability"),
                self.member,
            ),
            (Code(HL7, "benefit", "Benefit Amount"), self.benefit),
        ]
    }

    /// `total`: a sum for each category.
    pub(super) fn totals(self) -> Json {
        let totals: Vec<Json> = self
            .amounts()
            .iter()
            .map(|(category, cents)| {
                json!({"category": (category.concept()), "amount": (dollars(*cents))})
            })
            .collect();
        Json::array(totals)
    }

    /// `adjudication` of a line, or of the header: an amount for each category.
    pub(super) fn amounts_json(self) -> Vec<Json> {
        self.amounts()
            .iter()
            .map(|(category, cents)| {
                json!({"category": (category.concept()), "amount": (dollars(*cents))})
            })
            .collect()
    }
}

/// Whether a provider, or the payment, counted as in network.
pub(super) fn network(kind: &'static str, status: &'static str) -> Json {
    let display = match kind {
        "billingnetworkstatus" => "Billing Network Status",
        "renderingnetworkstatus" => "Rendering Network Status",
        _ => "Benefit Payment Status",
    };
    let told = match status {
        "innetwork" => "In Network",
        "outofnetwork" => "Out Of Network",
        _ => "Other",
    };
    json!({
        "category": (Code(DISCRIMINATOR, kind, display).concept()),
        "reason": (Code(STATUS, status, told).concept())
    })
}

/// Why less was paid than charged: 45, the charge exceeds the fee schedule.
pub(super) fn adjustment() -> Json {
    const REASON: &str = "https://x12.org/codes/claim-adjustment-reason-codes";
    json!({
        "category": (Code(DISCRIMINATOR, "adjustmentreason", "Adjustment Reason").concept()),
        "reason": (Code(REASON, "45", "").concept())
    })
}

/// Why a pharmacy claim was rejected: 75, prior authorization required.
pub(super) fn rejection() -> Json {
    const REASON: &str = "http://terminology.hl7.org/CodeSystem/NCPDPRejectCode";
    json!({
        "category": (Code(DISCRIMINATOR, "rejectreason", "Reject Reason").concept()),
        "reason": (Code(REASON, "75", "").concept())
    })
}

/// How many units were allowed.
pub(super) fn units(count: i64) -> Json {
    json!({
        "category": (Code(DISCRIMINATOR, "allowedunits", "Allowed Units").concept()),
        "value": count
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_the_charge() {
        for payment in ["paid", "denied"] {
            let bill = Bill::of(12_345, payment);
            assert_eq!(bill.discount + bill.member + bill.benefit, bill.submitted);
            assert_eq!(
                bill.eligible + bill.noncovered + bill.discount,
                bill.submitted
            );
        }
    }
}
