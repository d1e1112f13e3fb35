//! Location (Plan-Net 1.1.0 Location): sites, wings of them, and the areas that plans cover.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::AGE;
use super::extension::{new_patients, payer_identifier, system, telecom, weekdays};
use super::network::PPO;
use super::organization::{
    DENTAL_GROUP, FAMILY_GROUP, HOSPITAL, LABORATORY, MIND_GROUP, PAYER, PHARMACY, SPECIALTY_GROUP,
};
use crate::codes::{Code, reference};
use crate::json::{Json, json};
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

pub(super) const VALLEY: &str = "Location/directory-area-valley";
const ROLE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
const OFFICE: Code = Code(ROLE, "OF", "Outpatient facility");

pub(super) struct Site {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    kind: Code,
    owner: &'static str,
    part_of: Option<&'static str>,
    city: &'static str,
    pub(super) zip: &'static str,
    position: (&'static str, &'static str),
}

const fn site(
    (id, name): (&'static str, &'static str),
    kind: Code,
    (owner, part_of): (&'static str, Option<&'static str>),
    (city, zip): (&'static str, &'static str),
    position: (&'static str, &'static str),
) -> Site {
    Site {
        id,
        name,
        kind,
        owner,
        part_of,
        city,
        zip,
        position,
    }
}

const CAMPUS: &str = "Location/directory-hospital-campus";

pub(super) const SITES: [Site; 10] = [
    site(
        ("hospital-campus", "Foothills Hospital Campus"),
        Code(ROLE, "HOSP", "Hospital"),
        (HOSPITAL, None),
        ("Fresno", "93701"),
        ("36.74310", "-119.78460"),
    ),
    site(
        ("hospital-heart-wing", "Foothills Hospital Heart Wing"),
        Code(
            ROLE,
            "CARD",
            "Ambulatory Health Care Facilities; Clinic/Center; Rehabilitation: Cardiac Facilities",
        ),
        (HOSPITAL, Some(CAMPUS)),
        ("Fresno", "93701"),
        ("36.74350", "-119.78400"),
    ),
    site(
        ("orchard-clovis", "Orchard Family Physicians, Clovis"),
        OFFICE,
        (FAMILY_GROUP, None),
        ("Clovis", "93611"),
        ("36.82520", "-119.70290"),
    ),
    site(
        ("orchard-madera", "Orchard Family Physicians, Madera"),
        OFFICE,
        (FAMILY_GROUP, None),
        ("Madera", "93637"),
        ("36.96130", "-120.06070"),
    ),
    site(
        ("specialty-fresno", "Foothills Specialty Associates, Fresno"),
        OFFICE,
        (SPECIALTY_GROUP, None),
        ("Fresno", "93720"),
        ("36.85800", "-119.76600"),
    ),
    site(
        (
            "specialty-campus",
            "Foothills Specialty Associates, on campus",
        ),
        OFFICE,
        (SPECIALTY_GROUP, Some(CAMPUS)),
        ("Fresno", "93701"),
        ("36.74330", "-119.78500"),
    ),
    site(
        ("quiet-harbor", "Quiet Harbor House"),
        OFFICE,
        (MIND_GROUP, None),
        ("Madera", "93637"),
        ("36.96400", "-120.05900"),
    ),
    site(
        ("bright-valley", "Bright Valley Dental, Sanger"),
        OFFICE,
        (DENTAL_GROUP, None),
        ("Sanger", "93657"),
        ("36.70800", "-119.55600"),
    ),
    site(
        ("corner-pharmacy", "Corner Pharmacy"),
        Code(ROLE, "OUTPHARM", "outpatient pharmacy"),
        (PHARMACY, None),
        ("Clovis", "93612"),
        ("36.81700", "-119.70400"),
    ),
    site(
        ("clear-creek", "Clear Creek Laboratory, Madera"),
        OFFICE,
        (LABORATORY, None),
        ("Madera", "93638"),
        ("36.98100", "-120.03600"),
    ),
];

pub(super) fn put_all(writer: &mut ResourceWriter) {
    for (id, name, state) in [
        ("area-valley", "Central Valley of California", "CA"),
        ("area-nevada", "Western Nevada", "NV"),
    ] {
        area(writer, id, name, state);
    }
    for (index, site) in SITES.iter().enumerate() {
        put(writer, site, index);
    }
}

/// An area is a Location without a door: its bounds are a GeoJSON attachment.
fn area(writer: &mut ResourceWriter, id: &'static str, name: &'static str, state: &'static str) {
    const BOUNDS: &str =
        r#"{"type":"Polygon","coordinates":[[[-121,36],[-119,36],[-119,38],[-121,38],[-121,36]]]}"#;
    let dated = writer.calendar.ago(AGE + 40);
    writer.put(
        "Location",
        id,
        &[plan_net!("plannet-Location")],
        dated,
        json!({
            "extension": [{
                "url": "http://hl7.org/fhir/StructureDefinition/location-boundary-geojson",
                "valueAttachment": {"contentType": "application/geo+json", "data": (STANDARD.encode(BOUNDS))}
            }],
            "status": "active",
            "name": name,
            "address": {"state": state, "country": "US"},
            "managingOrganization": (reference(PAYER))
        }),
    );
}

fn put(writer: &mut ResourceWriter, site: &Site, index: usize) {
    let dated = writer.calendar.ago(AGE + index as i64);
    let (latitude, longitude) = site.position;
    let decimal = |text: &'static str| Json::Decimal(text.into());
    let accessibility = |code, display| {
        json!({
            "url": (plan_net!("accessibility")),
            "valueCodeableConcept": (Code(system!("AccessibilityCS"), code, display).concept())
        })
    };
    writer.put(
        "Location",
        site.id,
        &[plan_net!("plannet-Location")],
        dated,
        json!({
            "extension": [
                (new_patients(index != 3, Some(PPO))),
                (accessibility("adacomp", "ADA compliant")),
                (accessibility("pubtrans", "public transit options"))
            ],
            "identifier": [(payer_identifier(format!("S-{index:04}")))],
            "status": "active",
            "name": (site.name),
            "alias": [(format!("Site {}", index + 1))],
            "description": "Entrance at street level; parking behind the building.",
            "type": [(site.kind.concept())],
            "telecom": (telecom(300 + index, Some(site.owner))),
            "address": {
                "use": "work",
                "type": "physical",
                "text": (format!("{} Oak Avenue, {}, CA {}", 10 + index, site.city, site.zip)),
                "line": [(format!("{} Oak Avenue", 10 + index))],
                "city": (site.city),
                "district": "Fresno County",
                "state": "CA",
                "postalCode": (site.zip),
                "country": "US"
            },
            "position": {"longitude": (decimal(longitude)), "latitude": (decimal(latitude))},
            "managingOrganization": (reference(site.owner)),
            "partOf": (site.part_of.map(reference)),
            "hoursOfOperation": [
                {"daysOfWeek": (weekdays()), "openingTime": "08:00:00", "closingTime": "18:00:00"},
                {"daysOfWeek": ["sat"], "allDay": true}
            ],
            "availabilityExceptions": "Closed on public holidays.",
            "endpoint": [(reference("Endpoint/directory-hospital-rest"))]
        }),
    );
}
