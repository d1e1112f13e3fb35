//! Vital signs (US Core 6.1.0: blood pressure, heart rate, respiratory rate, body temperature, height, weight, BMI,
//! pulse oximetry, head circumference, and the three pediatric percentiles).

use jiff::civil::Date;

use super::{When, category};
use crate::calendar::at;
use crate::codes::{ABSENT, Code, LOINC, concepts, quantity, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::FAMILY_DOCTOR;
use crate::resource_writer::ResourceWriter;

/// A measurement with one number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sign {
    profile: &'static str,
    code: &'static str,
    display: &'static str,
    unit: &'static str,
    /// The end of the resource's id.
    name: &'static str,
}

const fn sign(
    profile: &'static str,
    code: &'static str,
    display: &'static str,
    unit: &'static str,
    name: &'static str,
) -> Sign {
    Sign {
        profile,
        code,
        display,
        unit,
        name,
    }
}

pub(crate) const HEART_RATE: Sign = sign(
    us_core!("heart-rate"),
    "8867-4",
    "Heart rate",
    "/min",
    "heart-rate",
);
pub(crate) const RESPIRATORY_RATE: Sign = sign(
    us_core!("respiratory-rate"),
    "9279-1",
    "Respiratory rate",
    "/min",
    "respiratory-rate",
);
pub(crate) const TEMPERATURE: Sign = sign(
    us_core!("body-temperature"),
    "8310-5",
    "Body temperature",
    "Cel",
    "temperature",
);
pub(crate) const HEIGHT: Sign = sign(
    us_core!("body-height"),
    "8302-2",
    "Body height",
    "cm",
    "height",
);
pub(crate) const WEIGHT: Sign = sign(
    us_core!("body-weight"),
    "29463-7",
    "Body weight",
    "kg",
    "weight",
);
pub(crate) const BMI: Sign = sign(
    us_core!("bmi"),
    "39156-5",
    "Body mass index (BMI) [Ratio]",
    "kg/m2",
    "bmi",
);
pub(crate) const HEAD: Sign = sign(
    us_core!("head-circumference"),
    "9843-4",
    "Head Occipital-frontal circumference",
    "cm",
    "head",
);
pub(crate) const HEAD_PERCENTILE: Sign = sign(
    "http://hl7.org/fhir/us/core/StructureDefinition/head-occipital-frontal-circumference-percentile",
    "8289-1",
    "Head Occipital-frontal circumference Percentile",
    "%",
    "head-percentile",
);
pub(crate) const BMI_FOR_AGE: Sign = sign(
    "http://hl7.org/fhir/us/core/StructureDefinition/pediatric-bmi-for-age",
    "59576-9",
    "Body mass index (BMI) [Percentile] Per age and sex",
    "%",
    "bmi-for-age",
);
pub(crate) const WEIGHT_FOR_HEIGHT: Sign = sign(
    "http://hl7.org/fhir/us/core/StructureDefinition/pediatric-weight-for-height",
    "77606-2",
    "Weight-for-length Per age and sex",
    "%",
    "weight-for-height",
);

/// What all vital signs share, up to the value.
fn head(
    writer: &ResourceWriter,
    status: &'static str,
    code: Json,
    when: &When,
) -> Vec<(&'static str, Json)> {
    let mut members = vec![
        ("status", Json::from(status)),
        ("category", json!([(category("vital-signs"))])),
        ("code", code),
        ("subject", writer.subject()),
    ];
    when.add_to(&mut members);
    members.push(("performer", json!([(reference(FAMILY_DOCTOR))])));
    members
}

fn morning(date: Date) -> When {
    When::DateTime(at(date, 9, 15))
}

/// A measurement in tenths of its unit.
pub(crate) fn measure(
    writer: &mut ResourceWriter,
    sign: Sign,
    number: usize,
    date: Date,
    tenths: i64,
) -> String {
    measure_as(writer, sign, number, date, "final", Some(tenths))
}

/// A measurement of any status; without a value it says that the value is unknown.
pub(crate) fn measure_as(
    writer: &mut ResourceWriter,
    sign: Sign,
    number: usize,
    date: Date,
    status: &'static str,
    tenths: Option<i64>,
) -> String {
    let code = Code(LOINC, sign.code, sign.display).concept();
    let mut members = head(writer, status, code, &morning(date));
    match tenths {
        Some(tenths) => members.push(("valueQuantity", quantity(Json::tenths(tenths), sign.unit))),
        None => members.push(("dataAbsentReason", unknown())),
    }
    let name = format!("{}-{number}", sign.name);
    writer.put(
        "Observation",
        &name,
        &[us_core!("vital-signs"), sign.profile],
        date,
        Json::object(members),
    )
}

fn unknown() -> Json {
    Code(ABSENT, "unknown", "Unknown").concept()
}

fn component(code: Code, value: Option<Json>) -> Json {
    let absent = value.is_none().then(unknown);
    json!({"code": (code.concept()), "valueQuantity": value, "dataAbsentReason": absent})
}

/// Blood pressure in mmHg; a side that is missing says so with a data-absent-reason.
pub(crate) fn blood_pressure(
    writer: &mut ResourceWriter,
    number: usize,
    date: Date,
    systolic: Option<i64>,
    diastolic: Option<i64>,
) -> String {
    let code = Code(
        LOINC,
        "85354-9",
        "Blood pressure panel with all children optional",
    )
    .concept();
    let mut members = head(writer, "final", code, &morning(date));
    if systolic.is_none() && diastolic.is_none() {
        members.push(("dataAbsentReason", unknown()));
    }
    let pressure = |value: i64| quantity(Json::Integer(value), "mm[Hg]");
    members.push((
        "component",
        json!([
            (component(
                Code(LOINC, "8480-6", "Systolic blood pressure"),
                systolic.map(pressure)
            )),
            (component(
                Code(LOINC, "8462-4", "Diastolic blood pressure"),
                diastolic.map(pressure)
            ))
        ]),
    ));
    writer.put(
        "Observation",
        &format!("blood-pressure-{number}"),
        &[us_core!("vital-signs"), us_core!("blood-pressure")],
        date,
        Json::object(members),
    )
}

/// Oxygen saturation in percent, with the oxygen given where there was some.
pub(crate) fn pulse_oximetry(
    writer: &mut ResourceWriter,
    number: usize,
    date: Date,
    percent: Option<i64>,
    oxygen: bool,
) -> String {
    let code = concepts(&[
        Code(
            LOINC,
            "59408-5",
            "Oxygen saturation in Arterial blood by Pulse oximetry",
        ),
        Code(LOINC, "2708-6", "Oxygen saturation in Arterial blood"),
    ]);
    let mut members = head(writer, "final", code, &morning(date));
    match percent {
        Some(percent) => members.push(("valueQuantity", quantity(Json::Integer(percent), "%"))),
        None => members.push(("dataAbsentReason", unknown())),
    }
    if oxygen {
        let given = |value: i64, unit| percent.map(|_| quantity(Json::Integer(value), unit));
        members.push((
            "component",
            json!([
                (component(
                    Code(LOINC, "3151-8", "Inhaled oxygen flow rate"),
                    given(2, "L/min")
                )),
                (component(
                    Code(LOINC, "3150-0", "Inhaled oxygen concentration"),
                    given(28, "%")
                ))
            ]),
        ));
    }
    writer.put(
        "Observation",
        &format!("pulse-oximetry-{number}"),
        &[us_core!("vital-signs"), us_core!("pulse-oximetry")],
        date,
        Json::object(members),
    )
}

/// A visit at which nothing could be measured: each sign says that its value is unknown.
pub(crate) fn nothing(writer: &mut ResourceWriter, number: usize, date: Date) {
    blood_pressure(writer, number, date, None, None);
    pulse_oximetry(writer, number, date, None, true);
    for sign in [
        HEART_RATE,
        RESPIRATORY_RATE,
        TEMPERATURE,
        HEIGHT,
        WEIGHT,
        BMI,
    ] {
        unmeasured(writer, sign, number, date);
    }
}

/// A sign that could not be measured, which says that its value is unknown.
pub(crate) fn unmeasured(
    writer: &mut ResourceWriter,
    sign: Sign,
    number: usize,
    date: Date,
) -> String {
    measure_as(writer, sign, number, date, "final", None)
}

/// The signs that an adult's visit takes: blood pressure, pulse, breath, temperature, height, weight and BMI.
pub(crate) fn visit(writer: &mut ResourceWriter, number: usize, date: Date) -> Vec<String> {
    let height = 1655;
    let weight = writer.rng.range(640, 760);
    let bmi = (weight * 100_000 / (height * height / 100)) / 10;
    let systolic = writer.rng.range(112, 139);
    let diastolic = writer.rng.range(68, 89);
    let pulse = writer.rng.range(58, 92) * 10;
    let breath = writer.rng.range(12, 19) * 10;
    let temperature = writer.rng.range(363, 374);
    vec![
        blood_pressure(writer, number, date, Some(systolic), Some(diastolic)),
        measure(writer, HEART_RATE, number, date, pulse),
        measure(writer, RESPIRATORY_RATE, number, date, breath),
        measure(writer, TEMPERATURE, number, date, temperature),
        measure(writer, HEIGHT, number, date, height),
        measure(writer, WEIGHT, number, date, weight),
        measure(writer, BMI, number, date, bmi),
    ]
}
