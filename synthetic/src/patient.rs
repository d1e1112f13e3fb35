//! Patient (US Core 6.1.0 Patient and CARIN Blue Button 2.0.0 Patient).

use jiff::civil::Date;

use crate::codes::{Code, IDENTIFIER_TYPE, NULL_FLAVOR, identifier, reference};
use crate::json::{Json, json};
use crate::member::{Gender, Person};
use crate::profile::{c4bb, us_core};
use crate::provider::{CLINIC, FAMILY_DOCTOR};
use crate::resource_writer::ResourceWriter;

const OMB: &str = "urn:oid:2.16.840.1.113883.6.238";

const RACES: [(Code, &str); 4] = [
    (Code(OMB, "2106-3", "White"), "White"),
    (Code(OMB, "2054-5", "Black or African American"), "Black"),
    (Code(OMB, "2028-9", "Asian"), "Asian"),
    (
        Code(NULL_FLAVOR, "ASKU", "asked but unknown"),
        "Asked, no answer",
    ),
];

const STREETS: [&str; 5] = [
    "Alder Street",
    "Birch Avenue",
    "Cedar Court",
    "Dogwood Drive",
    "Elm Place",
];

const CITIES: [(&str, &str); 5] = [
    ("Fresno", "93704"),
    ("Clovis", "93611"),
    ("Madera", "93638"),
    ("Sanger", "93657"),
    ("Hanford", "93230"),
];

/// What a Patient may show beyond what every one does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extras {
    /// Every optional element that the profiles name.
    pub(crate) everything: bool,
    pub(crate) deceased: Option<Date>,
}

/// Puts down the member's Patient.
pub(crate) fn put(writer: &mut ResourceWriter, person: &Person, extras: Extras) -> String {
    let birth = writer.calendar.born(person.age.0, person.age.1);
    let dated = extras
        .deceased
        .unwrap_or_else(|| birth.max(writer.calendar.ago(63)));
    let body = json!({
        "extension": (extensions(writer, person, extras.everything)),
        "identifier": (identifiers(person)),
        "active": true,
        "name": (names(writer, person, extras.everything)),
        "telecom": (telecom(writer, person)),
        "gender": (match person.gender {
            Gender::Female => "female",
            Gender::Male => "male",
            Gender::Other => "other",
        }),
        "birthDate": birth,
        "deceasedDateTime": (extras.deceased.map(|date| crate::calendar::at(date, 4, 20))),
        "address": (addresses(writer, extras.everything)),
        "maritalStatus": (extras.everything.then(|| {
            Code("http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "M", "Married").concept()
        })),
        "communication": [{
            "language": (Code("urn:ietf:bcp:47", "en-US", "").concept_as("English")),
            "preferred": true
        }],
        "generalPractitioner": (extras.everything.then(|| vec![reference(FAMILY_DOCTOR)])),
        "managingOrganization": (extras.everything.then(|| reference(CLINIC)))
    });
    writer.put_as(
        "Patient",
        person.patient_id.clone(),
        &[us_core!("patient"), c4bb!("Patient")],
        dated,
        body,
    )
}

fn part(url: &'static str, coding: Code) -> Json {
    json!({"url": url, "valueCoding": (coding.coding())})
}

fn extensions(writer: &mut ResourceWriter, person: &Person, everything: bool) -> Json {
    let (race, race_text) = *writer.rng.pick(&RACES);
    let hispanic = everything || writer.rng.next().is_multiple_of(3);
    let ethnicity = if hispanic {
        Code(OMB, "2135-2", "Hispanic or Latino")
    } else {
        Code(OMB, "2186-5", "Not Hispanic or Latino")
    };
    let sex = match person.gender {
        Gender::Female => "248152002",
        _ => "248153007",
    };
    let birth_sex = match person.gender {
        Gender::Female => "F",
        Gender::Male => "M",
        Gender::Other => "UNK",
    };
    json!([
        {
            "extension": [
                (part("ombCategory", race)),
                (everything.then(|| part("ombCategory", Code(OMB, "1002-5", "American Indian or Alaska Native")))),
                (everything.then(|| part("detailed", Code(OMB, "1586-7", "Shoshone")))),
                {"url": "text", "valueString": race_text}
            ],
            "url": (us_core!("race"))
        },
        {
            "extension": [
                (part("ombCategory", ethnicity)),
                (everything.then(|| part("detailed", Code(OMB, "2148-5", "Mexican")))),
                {"url": "text", "valueString": (ethnicity.2)}
            ],
            "url": (us_core!("ethnicity"))
        },
        (everything.then(tribe)),
        {"url": (us_core!("birthsex")), "valueCode": birth_sex},
        (everything.then(|| json!({"url": (us_core!("sex")), "valueCode": sex}))),
        (everything.then(|| json!({
            "url": (us_core!("genderIdentity")),
            "valueCodeableConcept": (Code("http://snomed.info/sct", "446141000124107", "Identifies as female gender").concept())
        })))
    ])
}

fn tribe() -> Json {
    const TRIBES: &str = "http://terminology.hl7.org/CodeSystem/v3-TribalEntityUS";
    json!({
        "extension": [
            {"url": "tribalAffiliation", "valueCodeableConcept": (Code(TRIBES, "187", "").concept())},
            {"url": "isEnrolled", "valueBoolean": false}
        ],
        "url": (us_core!("tribal-affiliation"))
    })
}

fn identifiers(person: &Person) -> Json {
    const C4BB_TYPE: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType";
    json!([
        (identifier(
            Code(IDENTIFIER_TYPE, "MB", "Member Number"),
            "https://payer.example.org/member",
            person.member_number(),
        )),
        {
            "type": (Code(C4BB_TYPE, "um", "Unique Member ID").concept()),
            "system": "https://payer.example.org/unique-member",
            "value": (format!("{}-00", person.member_number()))
        },
        (identifier(
            Code(IDENTIFIER_TYPE, "MR", "Medical record number"),
            "https://hospital.example.org/mrn",
            format!("MRN-{}", person.member_number()),
        ))
    ])
}

fn names(writer: &ResourceWriter, person: &Person, everything: bool) -> Json {
    let given: Vec<Json> = person.given.iter().map(Json::from).collect();
    let changed = writer.calendar.ago(9 * 365);
    let name = json!({
        "use": "official",
        "text": (person.full_name()),
        "family": (&person.family),
        "given": (given.clone()),
        "suffix": (everything.then(|| vec![Json::from("PharmD")])),
        "period": (everything.then(|| json!({"start": changed})))
    });
    let old = everything.then(|| {
        json!({
            "use": "old",
            "family": "Formerly",
            "given": given,
            "period": {"end": changed}
        })
    });
    json!([name, old])
}

fn telecom(writer: &mut ResourceWriter, person: &Person) -> Json {
    let number = writer.rng.range(1000, 9999);
    json!([
        {"system": "phone", "value": (format!("+1-559-555-{number}")), "use": "home"},
        {"system": "email", "value": (format!("{}@members.example.org", person.prefix)), "use": "home"}
    ])
}

fn addresses(writer: &mut ResourceWriter, everything: bool) -> Json {
    let (city, zip) = *writer.rng.pick(&CITIES);
    let street = *writer.rng.pick(&STREETS);
    let number = writer.rng.range(1, 999);
    let moved = writer.calendar.ago(4 * 365);
    let home = json!({
        "use": "home",
        "type": "physical",
        "line": [(format!("{number} {street}"))],
        "city": city,
        "state": "CA",
        "postalCode": zip,
        "country": "US",
        "period": (everything.then(|| json!({"start": moved})))
    });
    let old = everything.then(|| {
        json!({
            "use": "old",
            "line": ["1 Former Road", "Apt 2"],
            "city": "Reno",
            "state": "NV",
            "postalCode": "89501",
            "country": "US",
            "period": {"end": moved}
        })
    });
    json!([home, old])
}
