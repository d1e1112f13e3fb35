//! Encounter (US Core 6.1.0 Encounter).

use jiff::civil::Date;

use crate::calendar::{after, at};
use crate::codes::{ACT_CODE, CPT, Code, ICD10CM, SNOMED, concepts, reference};
use crate::json::json;
use crate::profile::us_core;
use crate::provider::{
    CLINIC, CLINIC_SITE, FAMILY_DOCTOR, HOSPITAL, HOSPITAL_SITE, PEDIATRICIAN, SURGEON,
};
use crate::resource_writer::ResourceWriter;

/// Which kind of contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EncounterKind {
    CheckUp,
    Hospital,
    Emergency,
    Video,
    WellChild,
}

/// Puts down an Encounter that ended `days` after it began; `reason` refers to a Condition.
pub(crate) fn put(
    writer: &mut ResourceWriter,
    name: &str,
    kind: EncounterKind,
    start: Date,
    days: i64,
    reason: Option<&str>,
) -> String {
    put_as(writer, name, kind, (start, days), reason, "finished")
}

/// Puts down an Encounter of any status.
pub(crate) fn put_as(
    writer: &mut ResourceWriter,
    name: &str,
    kind: EncounterKind,
    (start, days): (Date, i64),
    reason: Option<&str>,
    status: &'static str,
) -> String {
    const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    let inpatient = kind == EncounterKind::Hospital;
    let (class, what) = match kind {
        EncounterKind::CheckUp => (
            Code(ACT_CODE, "AMB", "ambulatory"),
            vec![
                Code(SNOMED, "185349003", "Encounter for check up"),
                Code(CPT, "99213", ""),
            ],
        ),
        EncounterKind::WellChild => (
            Code(ACT_CODE, "AMB", "ambulatory"),
            vec![Code(SNOMED, "410620009", "Well child visit")],
        ),
        EncounterKind::Hospital => (
            Code(ACT_CODE, "IMP", "inpatient encounter"),
            vec![Code(SNOMED, "32485007", "Hospital admission")],
        ),
        EncounterKind::Emergency => (
            Code(ACT_CODE, "EMER", "emergency"),
            vec![Code(SNOMED, "50849002", "Emergency room admission")],
        ),
        EncounterKind::Video => (
            Code(ACT_CODE, "VR", "virtual"),
            vec![Code(
                SNOMED,
                "448337001",
                "Telemedicine consultation with patient",
            )],
        ),
    };
    let (doctor, owner, place) = match kind {
        EncounterKind::WellChild => (PEDIATRICIAN, CLINIC, CLINIC_SITE),
        EncounterKind::Hospital | EncounterKind::Emergency => (SURGEON, HOSPITAL, HOSPITAL_SITE),
        EncounterKind::CheckUp | EncounterKind::Video => (FAMILY_DOCTOR, CLINIC, CLINIC_SITE),
    };
    let end = after(start, days);
    let period = json!({"start": (at(start, 9, 0)), "end": (at(end, 11, 30))});
    let hospitalization = inpatient.then(|| {
        json!({"dischargeDisposition": (
            Code("http://www.nubc.org/patient-discharge", "01", "Discharged to home care or self care (routine discharge)").concept()
        )})
    });
    let reason_code = reason
        .is_none()
        .then(|| vec![Code(ICD10CM, "Z00.00", "").concept()]);
    writer.put(
        "Encounter",
        name,
        &[us_core!("encounter")],
        end,
        json!({
            "identifier": [{"system": "https://hospital.example.org/visit", "value": (format!("V-{start}-{name}"))}],
            "status": status,
            "class": (class.coding()),
            "type": [(concepts(&what))],
            "subject": (writer.subject()),
            "participant": [{
                "type": [(Code(PARTICIPATION, "PPRF", "primary performer").concept())],
                "period": (period.clone()),
                "individual": (reference(doctor))
            }],
            "period": period,
            "reasonCode": reason_code,
            "reasonReference": (reason.map(|reason| vec![reference(reason)])),
            "hospitalization": hospitalization,
            "location": [{"location": (reference(place))}],
            "serviceProvider": (reference(owner))
        }),
    )
}
