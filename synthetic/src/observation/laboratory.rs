//! Laboratory results (US Core 6.1.0 Laboratory Result Observation).

use jiff::civil::Date;

use super::{When, category};
use crate::calendar::at_utc;
use crate::codes::{ABSENT, Code, LOINC, SNOMED, quantity, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::LABORATORY;
use crate::resource_writer::ResourceWriter;

/// A test with a number for its result.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Test {
    /// The end of the resource's id.
    pub(crate) name: &'static str,
    code: &'static str,
    display: &'static str,
    unit: &'static str,
    /// The reference range, in tenths of the unit.
    low: i64,
    high: i64,
}

const fn test(
    name: &'static str,
    code: &'static str,
    display: &'static str,
    unit: &'static str,
    range: (i64, i64),
) -> Test {
    Test {
        name,
        code,
        display,
        unit,
        low: range.0,
        high: range.1,
    }
}

pub(crate) const A1C: Test = test(
    "a1c",
    "4548-4",
    "Hemoglobin A1c/Hemoglobin.total in Blood",
    "%",
    (40, 57),
);
pub(crate) const GLUCOSE: Test = test(
    "glucose",
    "2345-7",
    "Glucose [Mass/volume] in Serum or Plasma",
    "mg/dL",
    (700, 990),
);
pub(crate) const CHOLESTEROL: Test = test(
    "cholesterol",
    "2093-3",
    "Cholesterol [Mass/volume] in Serum or Plasma",
    "mg/dL",
    (1250, 2000),
);
pub(crate) const HDL: Test = test(
    "hdl",
    "2085-9",
    "Cholesterol in HDL [Mass/volume] in Serum or Plasma",
    "mg/dL",
    (400, 600),
);
pub(crate) const HEMOGLOBIN: Test = test(
    "hemoglobin",
    "718-7",
    "Hemoglobin [Mass/volume] in Blood",
    "g/dL",
    (120, 160),
);
pub(crate) const CREATININE: Test = test(
    "creatinine",
    "2160-0",
    "Creatinine [Mass/volume] in Serum or Plasma",
    "mg/dL",
    (6, 12),
);
pub(crate) const POTASSIUM: Test = test(
    "potassium",
    "2823-3",
    "Potassium [Moles/volume] in Serum or Plasma",
    "mmol/L",
    (35, 51),
);

/// What a result is, besides its test.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) status: &'static str,
    pub(crate) when: When,
    pub(crate) specimen: Option<String>,
    /// In tenths of the unit; none says why it is missing.
    pub(crate) tenths: Option<i64>,
}

impl Finding {
    /// A final result drawn at seven in the morning, UTC.
    pub(crate) fn of(date: Date, tenths: i64) -> Self {
        Self {
            status: "final",
            when: When::DateTime(at_utc(date, 7)),
            specimen: None,
            tenths: Some(tenths),
        }
    }
}

fn head(
    writer: &ResourceWriter,
    status: &'static str,
    code: Json,
    when: &When,
) -> Vec<(&'static str, Json)> {
    let mut members = vec![
        ("status", Json::from(status)),
        ("category", json!([(category("laboratory"))])),
        ("code", code),
        ("subject", writer.subject()),
    ];
    when.add_to(&mut members);
    members
}

/// A numeric result.
pub(crate) fn result(
    writer: &mut ResourceWriter,
    test: Test,
    number: usize,
    date: Date,
    finding: &Finding,
) -> String {
    let code = Code(LOINC, test.code, test.display).concept();
    let mut members = head(writer, finding.status, code, &finding.when);
    if finding.status != "registered" {
        members.push(("issued", Json::from(format!("{date}T18:30:00.000Z"))));
    }
    members.push(("performer", json!([(reference(LABORATORY))])));
    match finding.tenths {
        Some(tenths) => {
            members.push(("valueQuantity", quantity(Json::tenths(tenths), test.unit)));
            members.push(("interpretation", json!([(interpretation(tenths, test))])));
        }
        None => members.push((
            "dataAbsentReason",
            Code(ABSENT, "not-performed", "Not Performed").concept(),
        )),
    }
    if let Some(specimen) = &finding.specimen {
        members.push(("specimen", reference(specimen)));
    }
    members.push((
        "referenceRange",
        json!([{
            "low": (quantity(Json::tenths(test.low), test.unit)),
            "high": (quantity(Json::tenths(test.high), test.unit))
        }]),
    ));
    writer.put(
        "Observation",
        &format!("{}-{number}", test.name),
        &[us_core!("observation-lab")],
        date,
        Json::object(members),
    )
}

fn interpretation(tenths: i64, test: Test) -> Json {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    if tenths < test.low {
        Code(SYSTEM, "L", "Low").concept()
    } else if tenths > test.high {
        Code(SYSTEM, "H", "High").concept()
    } else {
        Code(SYSTEM, "N", "Normal").concept()
    }
}

/// A result that is a code: a respiratory virus found or not.
pub(crate) fn virus(writer: &mut ResourceWriter, number: usize, date: Date, found: bool) -> String {
    let code = Code(
        LOINC,
        "94500-6",
        "SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory system specimen by NAA with probe detection",
    )
    .concept();
    let when = When::DateTime(date.to_string());
    let mut members = head(writer, "final", code, &when);
    members.push(("performer", json!([(reference(LABORATORY))])));
    let value = if found {
        Code(SNOMED, "260373001", "Detected")
    } else {
        Code(SNOMED, "260415000", "Not detected")
    };
    members.push(("valueCodeableConcept", value.concept()));
    writer.put(
        "Observation",
        &format!("virus-{number}"),
        &[us_core!("observation-lab")],
        date,
        Json::object(members),
    )
}

/// A result in words: what a culture of urine grew.
pub(crate) fn culture(writer: &mut ResourceWriter, number: usize, date: Date) -> String {
    let code = Code(LOINC, "630-4", "Bacteria identified in Urine by Culture").concept();
    let when = When::DateTime(date.to_string());
    let mut members = head(writer, "final", code, &when);
    members.push(("performer", json!([(reference(LABORATORY))])));
    members.push(("valueString", json!("No growth after 48 hours.")));
    writer.put(
        "Observation",
        &format!("culture-{number}"),
        &[us_core!("observation-lab")],
        date,
        Json::object(members),
    )
}

/// Puts down the serum that results come from.
pub(crate) fn specimen(writer: &mut ResourceWriter, number: usize, date: Date) -> String {
    writer.put(
        "Specimen",
        &format!("specimen-{number}"),
        &[us_core!("specimen")],
        date,
        json!({
            "identifier": [{"system": "https://laboratory.example.org/specimen", "value": (format!("S-{date}-{number}"))}],
            "status": "available",
            "type": (Code(SNOMED, "119364003", "Serum specimen").concept()),
            "subject": (writer.subject()),
            "collection": {"collectedDateTime": (at_utc(date, 7))}
        }),
    )
}
