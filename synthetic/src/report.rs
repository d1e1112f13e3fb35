//! DiagnosticReport (US Core 6.1.0: for laboratory results, and for report and note exchange).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;

use crate::calendar::{at, at_utc};
use crate::codes::{Code, LOINC, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::provider::{CARDIOLOGIST, HOSPITAL, LABORATORY};
use crate::resource_writer::ResourceWriter;

pub(crate) const CHEMISTRY: Code = Code(
    LOINC,
    "24323-8",
    "Comprehensive metabolic 2000 panel - Serum or Plasma",
);
pub(crate) const LIPIDS: Code = Code(
    LOINC,
    "57698-3",
    "Lipid panel with direct LDL - Serum or Plasma",
);

/// Puts down a laboratory report of results.
pub(crate) fn laboratory(
    writer: &mut ResourceWriter,
    name: &str,
    code: Code,
    status: &'static str,
    date: Date,
    results: &[String],
) -> String {
    let results: Vec<Json> = results.iter().map(|result| reference(result)).collect();
    writer.put(
        "DiagnosticReport",
        name,
        &[us_core!("diagnosticreport-lab")],
        date,
        json!({
            "status": status,
            "category": [(Code("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", "Laboratory").concept())],
            "code": (code.concept()),
            "subject": (writer.subject()),
            "effectiveDateTime": (at_utc(date, 7)),
            "issued": (format!("{date}T19:00:00.000Z")),
            "performer": [(reference(LABORATORY))],
            "result": results
        }),
    )
}

/// Which department a note comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Department {
    Radiology,
    Cardiology,
    Pathology,
}

impl Department {
    fn codes(self) -> (Code, Code) {
        match self {
            Self::Radiology => (
                Code(LOINC, "LP29684-5", "Radiology"),
                Code(LOINC, "36643-5", "XR Chest 2 Views"),
            ),
            Self::Cardiology => (
                Code(LOINC, "LP29708-2", "Cardiology"),
                Code(LOINC, "34552-0", "Cardiac 2D echo panel"),
            ),
            Self::Pathology => (
                Code(LOINC, "LP7839-6", "Pathology"),
                Code(LOINC, "11526-1", "Pathology study"),
            ),
        }
    }
}

/// Puts down a report in words, with an image where it is of radiology.
pub(crate) fn note(
    writer: &mut ResourceWriter,
    name: &str,
    department: Department,
    date: Date,
    encounter: Option<&str>,
    result: Option<&str>,
) -> String {
    let (category, code) = department.codes();
    let media = matches!(department, Department::Radiology).then(|| {
        let media = image(writer, &format!("{name}-image"), date);
        vec![json!({"link": (reference(&media))})]
    });
    writer.put(
        "DiagnosticReport",
        name,
        &[us_core!("diagnosticreport-note")],
        date,
        json!({
            "status": "final",
            "category": [(category.concept())],
            "code": (code.concept()),
            "subject": (writer.subject()),
            "encounter": (encounter.map(reference)),
            "effectiveDateTime": (at(date, 13, 0)),
            "issued": (format!("{date}T22:15:00.000Z")),
            "performer": [(reference(HOSPITAL)), (reference(CARDIOLOGIST))],
            "result": (result.map(|result| vec![reference(result)])),
            "media": media,
            "conclusion": "Nothing out of the ordinary.",
            "presentedForm": [{
                "contentType": "text/plain",
                "data": (STANDARD.encode("Study read. Nothing out of the ordinary.")),
                "title": "Report"
            }]
        }),
    )
}

fn image(writer: &mut ResourceWriter, name: &str, date: Date) -> String {
    // One black pixel: the smallest portable bitmap.
    let pixel = STANDARD.encode("P1 1 1 1\n");
    writer.put(
        "Media",
        name,
        &["http://hl7.org/fhir/StructureDefinition/Media"],
        date,
        json!({
            "status": "completed",
            "subject": (writer.subject()),
            "createdDateTime": (at(date, 13, 0)),
            "content": {"contentType": "image/x-portable-bitmap", "data": pixel}
        }),
    )
}
