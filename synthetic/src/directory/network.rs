//! Networks, which are Organizations of type `ntwk` (Plan-Net 1.1.0 Network).

use super::AGE;
use super::extension::{contact, payer_identifier, system};
use super::organization::PAYER;
use crate::codes::{Code, npi_identifier, reference};
use crate::json::json;
use crate::npi::npi;
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

pub(super) const PPO: &str = "Organization/directory-network-ppo";
pub(super) const HMO: &str = "Organization/directory-network-hmo";
pub(super) const DENTAL: &str = "Organization/directory-network-dental";

const NETWORKS: [(&str, &str, &str); 3] = [
    ("network-ppo", "Redwood Open Network", "Redwood PPO"),
    ("network-hmo", "Redwood Select Network", "Redwood HMO"),
    ("network-dental", "Redwood Dental Network", "Redwood Dental"),
];

pub(super) fn put_all(writer: &mut ResourceWriter) {
    for (index, (id, name, alias)) in NETWORKS.into_iter().enumerate() {
        let dated = writer.calendar.ago(AGE + 20);
        // The select network is an association of practices, which has an NPI; the others only stand on paper.
        let practice = id == "network-hmo";
        writer.put(
            "Organization",
            id,
            &[plan_net!("plannet-Network")],
            dated,
            json!({
                "extension": [{
                    "url": (plan_net!("location-reference")),
                    "valueReference": (reference("Location/directory-area-valley"))
                }],
                "identifier": [
                    (practice.then(|| npi_identifier(npi(80_000_200 + index as u32)))),
                    (payer_identifier(format!("N-{index:04}")))
                ],
                "active": true,
                "type": [(Code(system!("OrgTypeCS"), "ntwk", "Network").concept())],
                "name": name,
                "alias": [alias],
                "address": [{
                    "line": ["100 Plan Way"],
                    "city": "Fresno",
                    "state": "CA",
                    "postalCode": "93650",
                    "country": "US"
                }],
                "partOf": (reference(PAYER)),
                "contact": (contact(200 + index)),
                "endpoint": [(reference("Endpoint/directory-rest"))]
            }),
        );
    }
}
