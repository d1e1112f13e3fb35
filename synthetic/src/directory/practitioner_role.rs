//! PractitionerRole (Plan-Net 1.1.0 PractitionerRole): who works where, in which network.

use super::AGE;
use super::extension::{available_time, new_patients, payer_identifier, qualification, telecom};
use super::network::{DENTAL, HMO, PPO};
use super::organization::{
    DENTAL_GROUP, FAMILY_GROUP, MIND_GROUP, PHARMACY, SPECIALTY_GROUP, SYSTEM,
};
use super::practitioner::{self, PEOPLE, TRADES};
use crate::codes::reference;
use crate::json::{Json, json};
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

struct Post {
    organization: &'static str,
    site: &'static str,
    service: &'static str,
}

/// Where someone of a trade works.
fn post(trade: usize, index: usize) -> Post {
    let (organization, site, service) = match trade {
        0 | 1 if index.is_multiple_of(2) => (FAMILY_GROUP, "orchard-clovis", "service-family"),
        0 | 1 => (FAMILY_GROUP, "orchard-madera", "service-family"),
        2..=5 if index.is_multiple_of(2) => (SPECIALTY_GROUP, "specialty-fresno", "service-heart"),
        2..=5 => (SPECIALTY_GROUP, "specialty-campus", "service-surgery"),
        6 | 7 => (MIND_GROUP, "quiet-harbor", "service-mind"),
        8 => (DENTAL_GROUP, "bright-valley", "service-dental"),
        _ => (PHARMACY, "corner-pharmacy", "service-pharmacy"),
    };
    Post {
        organization,
        site,
        service,
    }
}

pub(super) fn put_all(writer: &mut ResourceWriter) {
    for (index, (_, _, trade)) in PEOPLE.into_iter().enumerate() {
        let network = match (trade, index % 3) {
            (8, _) => DENTAL,
            (_, 0) => HMO,
            _ => PPO,
        };
        put(writer, index, trade, network);
    }
}

fn put(writer: &mut ResourceWriter, index: usize, trade: usize, network: &'static str) {
    let Post {
        organization,
        site,
        service,
    } = post(trade, index);
    let trade = &TRADES[trade];
    let site = format!("Location/directory-{site}");
    let dated = writer.calendar.ago(AGE + index as i64 * 2);
    let since = writer.calendar.ago(800 + index as i64 * 40);
    let away = writer.calendar.ago(-20);
    let person = format!("Practitioner/directory-{}", practitioner::id(index));
    let extensions: Json = json!([
        (new_patients(!index.is_multiple_of(5), Some(network))),
        {"url": (plan_net!("network-reference")), "valueReference": (reference(network))},
        (qualification(trade.specialty, index, SYSTEM, since))
    ]);
    writer.put(
        "PractitionerRole",
        &format!("role-{:02}", index + 1),
        &[plan_net!("plannet-PractitionerRole")],
        dated,
        json!({
            "extension": extensions,
            "identifier": [(payer_identifier(format!("R-{index:04}")))],
            "active": true,
            "period": {"start": since, "end": (writer.calendar.ago(-900))},
            "practitioner": (reference(&person)),
            "organization": (reference(organization)),
            "code": [(trade.role.concept())],
            "specialty": [(trade.specialty.concept())],
            "location": [(reference(&site))],
            "healthcareService": [(reference(&format!("HealthcareService/directory-{service}")))],
            "telecom": (telecom(700 + index, Some(organization))),
            "availableTime": (available_time()),
            "notAvailable": [{"description": "On leave", "during": {"start": away, "end": away}}],
            "endpoint": [(reference(if index.is_multiple_of(2) { "Endpoint/directory-mail" } else { "Endpoint/directory-match" }))]
        }),
    );
}
