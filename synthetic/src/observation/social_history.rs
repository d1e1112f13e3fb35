//! Social history (US Core 6.1.0: smoking status, occupation, pregnancy status and intent, sexual orientation, and
//! the simple observation).

use jiff::civil::Date;

use super::category;
use crate::calendar::at;
use crate::codes::{Code, LOINC, SNOMED, quantity, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::FAMILY_DOCTOR;
use crate::resource_writer::ResourceWriter;

pub(crate) const NEVER_SMOKED: Code = Code(SNOMED, "266919005", "Never smoked tobacco");
pub(crate) const FORMER_SMOKER: Code = Code(SNOMED, "8517006", "Ex-smoker");
pub(crate) const DAILY_SMOKER: Code = Code(SNOMED, "449868002", "Smokes tobacco daily");

/// Smoking status; `effective` is a dateTime of any precision.
pub(crate) fn smoking_status(
    writer: &mut ResourceWriter,
    number: usize,
    date: Date,
    effective: String,
    value: Code,
) -> String {
    smoking_status_as(writer, number, date, effective, "final", value)
}

/// Smoking status, final or entered in error.
pub(crate) fn smoking_status_as(
    writer: &mut ResourceWriter,
    number: usize,
    date: Date,
    effective: String,
    status: &'static str,
    value: Code,
) -> String {
    writer.put(
        "Observation",
        &format!("smoking-status-{number}"),
        &[us_core!("smokingstatus")],
        date,
        json!({
            "status": status,
            "category": [(category("social-history"))],
            "code": (Code(LOINC, "72166-2", "Tobacco smoking status").concept()),
            "subject": (writer.subject()),
            "effectiveDateTime": effective,
            "performer": [(reference(FAMILY_DOCTOR))],
            "valueCodeableConcept": (value.concept())
        }),
    )
}

fn history(writer: &ResourceWriter, code: Code, date: Date, value: Json) -> Json {
    json!({
        "status": "final",
        "category": [(category("social-history"))],
        "code": (code.concept()),
        "subject": (writer.subject()),
        "effectiveDateTime": (at(date, 9, 40)),
        "performer": [(reference(FAMILY_DOCTOR))],
        "valueCodeableConcept": value
    })
}

/// Pregnancy status, and the intention for the next year.
pub(crate) fn pregnancy(writer: &mut ResourceWriter, date: Date) {
    let status = history(
        writer,
        Code(LOINC, "82810-3", "Pregnancy status"),
        date,
        Code(SNOMED, "60001007", "Not pregnant").concept(),
    );
    writer.put(
        "Observation",
        "pregnancy-status",
        &[us_core!("observation-pregnancystatus")],
        date,
        status,
    );
    let intent = history(
        writer,
        Code(
            LOINC,
            "86645-9",
            "Pregnancy intention in the next year - Reported",
        ),
        date,
        Code(
            SNOMED,
            "454381000124105",
            "Not sure of desire to become pregnant",
        )
        .concept(),
    );
    writer.put(
        "Observation",
        "pregnancy-intent",
        &[us_core!("observation-pregnancyintent")],
        date,
        intent,
    );
}

/// Sexual orientation.
pub(crate) fn orientation(writer: &mut ResourceWriter, date: Date) {
    let body = history(
        writer,
        Code(LOINC, "76690-7", "Sexual orientation"),
        date,
        Code(SNOMED, "20430005", "Heterosexual").concept(),
    );
    writer.put(
        "Observation",
        "sexual-orientation",
        &[us_core!("observation-sexual-orientation")],
        date,
        body,
    );
}

/// Occupation and industry since a date.
pub(crate) fn occupation(writer: &mut ResourceWriter, since: Date) {
    const WORK: &str = "http://terminology.hl7.org/CodeSystem/PHOccupationalDataForHealthODH";
    writer.put(
        "Observation",
        "occupation",
        &[us_core!("observation-occupation")],
        since,
        json!({
            "status": "final",
            "category": [(category("social-history"))],
            "code": (Code(LOINC, "11341-5", "History of Occupation").concept()),
            "subject": (writer.subject()),
            "effectivePeriod": {"start": since},
            "performer": [(writer.subject())],
            "valueCodeableConcept": (Code(WORK, "31-1014.00.007136", "Certified Nursing Assistant (CNA) [Nursing Assistants]").concept()),
            "component": [{
                "code": (Code(LOINC, "86188-0", "History of Occupation Industry").concept()),
                "valueCodeableConcept": (Code(WORK, "621610.008495", "Home nursing services").concept())
            }]
        }),
    );
}

/// A simple observation: drinks a day, known to the year only.
pub(crate) fn drinking(writer: &mut ResourceWriter, date: Date) -> String {
    let drinks = Code(
        LOINC,
        "11287-0",
        "Alcoholic drinks per drinking day - Reported",
    );
    let value = quantity(Json::Integer(1), "{drinks}/d");
    simple(writer, "drinking", drinks, date, ("valueQuantity", value))
}

/// Simple observations of how the member lives: how often they drink, where they were born, whether they served.
pub(crate) fn living(writer: &mut ResourceWriter, date: Date) {
    let often = Code(
        LOINC,
        "68518-0",
        "How often do you have a drink containing alcohol",
    );
    let seldom = Code(LOINC, "LA18926-8", "Monthly or less").concept();
    let value = ("valueCodeableConcept", seldom);
    simple(writer, "drinking-frequency", often, date, value);
    let born = Code(LOINC, "21842-0", "Birthplace");
    let value = ("valueString", json!("Fresno, California"));
    simple(writer, "birthplace", born, date, value);
    let served = Code(
        LOINC,
        "93034-7",
        "Discharged from the U.S. Armed Forces [PRAPARE]",
    );
    let value = ("valueBoolean", json!(false));
    simple(writer, "military-service", served, date, value);
}

fn simple(
    writer: &mut ResourceWriter,
    name: &str,
    code: Code,
    date: Date,
    value: (&'static str, Json),
) -> String {
    let members = vec![
        ("status", Json::from("final")),
        ("category", json!([(category("social-history"))])),
        ("code", code.concept()),
        ("subject", writer.subject()),
        ("effectiveDateTime", Json::from(crate::calendar::year(date))),
        ("performer", json!([(reference(FAMILY_DOCTOR))])),
        value,
    ];
    writer.put(
        "Observation",
        name,
        &[us_core!("simple-observation")],
        date,
        Json::object(members),
    )
}
