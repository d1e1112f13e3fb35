//! Practitioner (Plan-Net 1.1.0 Practitioner).

use super::AGE;
use super::extension::{geolocation, payer_identifier, system, telecom};
use super::organization::SYSTEM;
use crate::codes::{Code, NUCC, npi_identifier, reference};
use crate::json::{Json, json};
use crate::npi::npi;
use crate::profile::plan_net;
use crate::resource_writer::ResourceWriter;

/// Given name, family name, and the number of a [`Trade`].
pub(super) const PEOPLE: [(&str, &str, usize); 36] = [
    ("Evelyn", "Okonkwo", 0),
    ("Samuel", "Whitlock", 3),
    ("Priya", "Raman", 2),
    ("Luis", "Ortega", 8),
    ("Grace", "Lindqvist", 9),
    ("Tomoko", "Hayashi", 1),
    ("Andre", "Baptiste", 0),
    ("Beatriz", "Cardoso", 0),
    ("Callum", "Drummond", 0),
    ("Daniela", "Esposito", 1),
    ("Emeka", "Falana", 1),
    ("Fiona", "Gallagher", 2),
    ("Gerard", "Hoffmann", 2),
    ("Helena", "Ivanova", 3),
    ("Isaac", "Jorgensen", 3),
    ("Jamila", "Khalil", 4),
    ("Kenji", "Lam", 4),
    ("Leila", "Mansour", 4),
    ("Marcus", "Nyberg", 5),
    ("Nadia", "O'Connor", 5),
    ("Oscar", "Peña", 5),
    ("Paula", "Quintero", 6),
    ("Quinn", "Roberts", 6),
    ("Rosa", "Santos", 6),
    ("Stefan", "Tanaka", 7),
    ("Thandi", "Umeh", 7),
    ("Ursula", "Vargas", 7),
    ("Victor", "Weiss", 8),
    ("Wanda", "Xu", 8),
    ("Xavier", "Young", 8),
    ("Yara", "Zimmermann", 9),
    ("Zane", "Adler", 9),
    ("Alice", "Smith", 0),
    ("Bruno", "Smith", 2),
    ("Chloe", "Smith-Jones", 4),
    ("Ana", "Garcia", 1),
];

/// What someone does: the specialty, the role, the letters after the name.
pub(super) struct Trade {
    pub(super) specialty: Code,
    pub(super) role: Code,
    letters: &'static str,
}

const ROLE: &str = system!("ProviderRoleCS");
const PHYSICIAN: Code = Code(ROLE, "ph", "Physician");

const fn trade(code: &'static str, name: &'static str, role: Code, letters: &'static str) -> Trade {
    Trade {
        specialty: Code(NUCC, code, name),
        role,
        letters,
    }
}

pub(super) const TRADES: [Trade; 10] = [
    trade("207Q00000X", "Family Medicine Physician", PHYSICIAN, "MD"),
    trade("208000000X", "Pediatrics Physician", PHYSICIAN, "MD"),
    trade(
        "207RC0000X",
        "Cardiovascular Disease Physician",
        PHYSICIAN,
        "MD",
    ),
    trade(
        "207X00000X",
        "Orthopaedic Surgery Physician",
        PHYSICIAN,
        "MD",
    ),
    trade("207N00000X", "Dermatology Physician", PHYSICIAN, "MD"),
    trade(
        "207V00000X",
        "Obstetrics & Gynecology Physician",
        PHYSICIAN,
        "MD",
    ),
    trade("2084P0800X", "Psychiatry Physician", PHYSICIAN, "MD"),
    trade(
        "101YM0800X",
        "Mental Health Counselor",
        Code(ROLE, "co", "Counselor"),
        "LPCC",
    ),
    trade(
        "1223G0001X",
        "General Practice Dentistry",
        Code(ROLE, "de", "Dentist"),
        "DDS",
    ),
    trade(
        "183500000X",
        "Pharmacist",
        Code(ROLE, "rx", "Pharmacy Service Providers"),
        "PharmD",
    ),
];

/// `Practitioner/id` of the nth of the [`PEOPLE`].
pub(super) fn id(index: usize) -> String {
    format!("practitioner-{:02}", index + 1)
}

pub(super) fn put_all(writer: &mut ResourceWriter) {
    for index in 0..PEOPLE.len() {
        put(writer, index);
    }
}

fn put(writer: &mut ResourceWriter, index: usize) {
    let (given, family, trade) = PEOPLE[index];
    let trade = &TRADES[trade];
    let dated = writer.calendar.ago(AGE + index as i64 * 3);
    let city = [
        ("Fresno", "93701"),
        ("Clovis", "93611"),
        ("Madera", "93637"),
    ][index % 3];
    writer.put(
        "Practitioner",
        &id(index),
        &[plan_net!("plannet-Practitioner")],
        dated,
        json!({
            "identifier": [(npi_identifier(npi(80_000_300 + index as u32)))],
            "active": true,
            "name": [{
                "use": "official",
                "text": (format!("{given} {family}, {}", trade.letters)),
                "family": family,
                "given": [given],
                "suffix": [(trade.letters)]
            }],
            "telecom": (telecom(600 + index, None)),
            "address": [{
                "extension": (geolocation("36.74773", "-119.77237")),
                "use": "work",
                "line": [(format!("{} Oak Avenue", 10 + index % 10))],
                "city": (city.0),
                "state": "CA",
                "postalCode": (city.1),
                "country": "US"
            }],
            "gender": (if index.is_multiple_of(2) { "female" } else { "male" }),
            "qualification": [(qualification(writer, trade, index))],
            "communication": (languages(index))
        }),
    );
}

fn qualification(writer: &ResourceWriter, trade: &Trade, index: usize) -> Json {
    json!({
        "extension": [{
            "extension": [
                {"url": "status", "valueCode": "active"},
                {
                    "url": "whereValid",
                    "valueCodeableConcept": (Code("https://www.usps.com/", "CA", "California").concept())
                }
            ],
            "url": (plan_net!("practitioner-qualification"))
        }],
        "identifier": [(payer_identifier(format!("Q-{index:04}")))],
        "code": (trade.specialty.concept()),
        "period": {"start": (writer.calendar.ago(4000 + index as i64 * 31))},
        "issuer": (reference(SYSTEM))
    })
}

fn languages(index: usize) -> Json {
    let second = [
        ("es", "Spanish"),
        ("zh", "Chinese"),
        ("hi", "Hindi"),
        ("de", "German"),
    ][index % 4];
    let spoken = |code: &'static str, level: &'static str, display: &'static str| {
        json!({
            "extension": [{
                "url": (plan_net!("communication-proficiency")),
                "valueCodeableConcept": (Code(system!("LanguageProficiencyCS"), level, display).concept())
            }],
            "coding": [(Code("urn:ietf:bcp:47", code, "").coding())]
        })
    };
    json!([
        (spoken("en", "50", "Functional native proficiency")),
        (spoken(second.0, "30", "General professional proficiency"))
    ])
}
