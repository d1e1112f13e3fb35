//! CarePlan, CareTeam, Goal and RelatedPerson (US Core 6.1.0; RelatedPerson also CARIN Blue Button 2.0.0).

use jiff::civil::Date;

use crate::codes::{Code, LOINC, SNOMED, reference};
use crate::json::{Json, json};
use crate::profile::{c4bb, us_core};
use crate::provider::{CARDIOLOGIST, CLINIC, FAMILY_DOCTOR, FAMILY_DOCTOR_ROLE};
use crate::resource_writer::ResourceWriter;

/// Puts down a plan in words, for goals and conditions.
pub(crate) fn plan(
    writer: &mut ResourceWriter,
    start: Date,
    team: &str,
    goal: &str,
    condition: &str,
) -> String {
    writer.put(
        "CarePlan",
        "care-plan",
        &[us_core!("careplan")],
        start,
        json!({
            "text": {
                "status": "additional",
                "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Walk half an hour a day; measure blood sugar weekly.</p></div>"
            },
            "status": "active",
            "intent": "plan",
            "category": [(Code(
                "http://hl7.org/fhir/us/core/CodeSystem/careplan-category",
                "assess-plan",
                "Assessment and Plan of Treatment",
            ).concept())],
            "subject": (writer.subject()),
            "period": {"start": start},
            "careTeam": [(reference(team))],
            "addresses": [(reference(condition))],
            "goal": [(reference(goal))]
        }),
    )
}

/// Puts down the team: doctors, their practice, the member, and someone close.
pub(crate) fn team(writer: &mut ResourceWriter, date: Date, friend: &str) -> String {
    let member = |role: Code, who: Json| json!({"role": [(role.concept())], "member": who});
    let participants = vec![
        member(
            Code(SNOMED, "453231000124104", "Primary care provider"),
            reference(FAMILY_DOCTOR),
        ),
        member(
            Code(SNOMED, "453231000124104", "Primary care provider"),
            reference(FAMILY_DOCTOR_ROLE),
        ),
        member(
            Code(SNOMED, "17561000", "Cardiologist"),
            reference(CARDIOLOGIST),
        ),
        member(
            Code(SNOMED, "224891009", "Healthcare services"),
            reference(CLINIC),
        ),
        member(Code(SNOMED, "116154003", "Patient"), writer.subject()),
        member(Code(SNOMED, "133932002", "Caregiver"), reference(friend)),
    ];
    writer.put(
        "CareTeam",
        "care-team",
        &[us_core!("careteam")],
        date,
        json!({
            "status": "active",
            "subject": (writer.subject()),
            "participant": participants
        }),
    )
}

/// Puts down a goal that is due at a date.
pub(crate) fn goal(writer: &mut ResourceWriter, start: Date, due: Date) -> String {
    const ACHIEVEMENT: &str = "http://terminology.hl7.org/CodeSystem/goal-achievement";
    writer.put(
        "Goal",
        "goal",
        &[us_core!("goal")],
        start,
        json!({
            "lifecycleStatus": "active",
            "achievementStatus": (Code(ACHIEVEMENT, "in-progress", "In Progress").concept()),
            "description": {
                "coding": [(Code(LOINC, "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood").coding())],
                "text": "Hemoglobin A1c under seven percent"
            },
            "subject": (writer.subject()),
            "startDate": start,
            "target": [{"dueDate": due}]
        }),
    )
}

/// Puts down someone who is close to the member.
pub(crate) fn related_person(
    writer: &mut ResourceWriter,
    date: Date,
    relationship: Code,
    (given, family): (&'static str, &'static str),
) -> String {
    writer.put(
        "RelatedPerson",
        "related-person",
        &[us_core!("relatedperson"), c4bb!("RelatedPerson")],
        date,
        json!({
            "active": true,
            "patient": (writer.subject()),
            "relationship": [(relationship.concept())],
            "name": [{"family": family, "given": [given]}],
            "telecom": [{"system": "phone", "value": "+1-559-555-0170", "use": "mobile"}],
            "address": [{
                "line": ["9 Alder Street"],
                "city": "Fresno",
                "state": "CA",
                "postalCode": "93704",
                "country": "US"
            }]
        }),
    )
}
