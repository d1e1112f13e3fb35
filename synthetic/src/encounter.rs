//! Encounter (US Core 6.1.0 Encounter).

use jiff::civil::Date;

use crate::calendar::{after, at};
use crate::codes::{ACT_CODE, CPT, Code, ICD10CM, SNOMED, concepts, reference};
use crate::json::json;
use crate::profile::us_core;
use crate::provider::{
    CLINIC, CLINIC_SITE, FAMILY_DOCTOR, HOSPITAL, HOSPITAL_SITE, PEDIATRICIAN, SURGEON,
};
use crate::scribe::Scribe;

/// Which kind of contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    CheckUp,
    Hospital,
    Emergency,
    Video,
    WellChild,
}

/// Puts down an Encounter that ended `days` after it began; `reason` refers to a Condition.
pub(crate) fn put(
    scribe: &mut Scribe,
    name: &str,
    kind: Kind,
    start: Date,
    days: i64,
    reason: Option<&str>,
) -> String {
    put_as(scribe, name, kind, (start, days), reason, "finished")
}

/// Puts down an Encounter of any status.
pub(crate) fn put_as(
    scribe: &mut Scribe,
    name: &str,
    kind: Kind,
    (start, days): (Date, i64),
    reason: Option<&str>,
    status: &'static str,
) -> String {
    const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    let inpatient = kind == Kind::Hospital;
    let (class, what) = match kind {
        Kind::CheckUp => (
            Code(ACT_CODE, "AMB", "ambulatory"),
            vec![
                Code(SNOMED, "185349003", "Encounter for check up"),
                Code(CPT, "99213", ""),
            ],
        ),
        Kind::WellChild => (
            Code(ACT_CODE, "AMB", "ambulatory"),
            vec![Code(SNOMED, "410620009", "Well child visit")],
        ),
        Kind::Hospital => (
            Code(ACT_CODE, "IMP", "inpatient encounter"),
            vec![Code(SNOMED, "32485007", "Hospital admission")],
        ),
        Kind::Emergency => (
            Code(ACT_CODE, "EMER", "emergency"),
            vec![Code(SNOMED, "50849002", "Emergency room admission")],
        ),
        Kind::Video => (
            Code(ACT_CODE, "VR", "virtual"),
            vec![Code(
                SNOMED,
                "448337001",
                "Telemedicine consultation with patient",
            )],
        ),
    };
    let (doctor, owner, place) = match kind {
        Kind::WellChild => (PEDIATRICIAN, CLINIC, CLINIC_SITE),
        Kind::Hospital | Kind::Emergency => (SURGEON, HOSPITAL, HOSPITAL_SITE),
        Kind::CheckUp | Kind::Video => (FAMILY_DOCTOR, CLINIC, CLINIC_SITE),
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
    scribe.put(
        "Encounter",
        name,
        &[us_core!("encounter")],
        end,
        json!({
            "identifier": [{"system": "https://hospital.example.org/visit", "value": (format!("V-{start}-{name}"))}],
            "status": status,
            "class": (class.coding()),
            "type": [(concepts(&what))],
            "subject": (scribe.subject()),
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
