//! InsurancePlan (Plan-Net 1.1.0 InsurancePlan).

use super::AGE;
use super::extension::{contact, system};
use super::location::VALLEY;
use super::network::{DENTAL, HMO, PPO};
use super::organization::{HOLDING, PAYER};
use crate::codes::{Code, IDENTIFIER_TYPE, reference};
use crate::json::json;
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

const PRODUCT: &str = system!("InsuranceProductTypeCS");
const PLAN: &str = system!("InsurancePlanTypeCS");

pub(super) fn put_all(writer: &mut ResourceWriter) {
    for (id, name, product, plan, network) in [
        (
            "plan-silver",
            "Redwood Silver PPO",
            Code(PRODUCT, "commppo", "Commercial PPO"),
            Code(PLAN, "silver", "Silver-QHP"),
            PPO,
        ),
        (
            "plan-gold",
            "Redwood Gold HMO",
            Code(PRODUCT, "commhmo", "Commercial HMO"),
            Code(PLAN, "gold", "Gold-QHP"),
            HMO,
        ),
        (
            "plan-dental",
            "Redwood Dental",
            Code(PRODUCT, "dent", "Dental Plan"),
            Code(PLAN, "lowdeductible", "Low Deductible"),
            DENTAL,
        ),
    ] {
        put(writer, (id, name), product, plan, network);
    }
}

fn put(
    writer: &mut ResourceWriter,
    (id, name): (&'static str, &'static str),
    product: Code,
    plan: Code,
    network: &'static str,
) {
    let dated = writer.calendar.ago(AGE + 25);
    let (start, end) = (writer.calendar.ago(330), writer.calendar.ago(-400));
    writer.put(
        "InsurancePlan",
        id,
        &[plan_net!("plannet-InsurancePlan")],
        dated,
        json!({
            "identifier": [{
                "type": (Code(IDENTIFIER_TYPE, "NIIP", "National Insurance Payor Identifier (Payor)").concept()),
                "system": "https://payer.example.org/plan",
                "value": (id.to_ascii_uppercase()),
                "assigner": (reference(PAYER))
            }],
            "status": "active",
            "type": [(product.concept())],
            "name": name,
            "alias": [(format!("{name} of RVHP"))],
            "period": {"start": start, "end": end},
            "ownedBy": (reference(PAYER)),
            "administeredBy": (reference(if id == "plan-dental" { HOLDING } else { PAYER })),
            "coverageArea": [(reference(VALLEY))],
            "contact": (contact(400)),
            "endpoint": [(reference("Endpoint/directory-rest"))],
            "network": [(reference(network))],
            "plan": [{
                "type": (plan.concept()),
                "coverageArea": [(reference(VALLEY))],
                "network": [(reference(network))]
            }]
        }),
    );
}
