//! Condition (US Core 6.1.0: Problems and Health Concerns, Encounter Diagnosis).

use jiff::civil::Date;

use crate::codes::{Code, ICD10CM, SNOMED, concepts, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::resource_writer::ResourceWriter;

/// Which of the two profiles, and which category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConditionKind {
    ProblemListItem,
    HealthConcern,
    /// A health concern found by screening for social needs.
    SocialNeed,
    EncounterDiagnosis,
}

/// One condition.
#[derive(Debug, Clone)]
pub(crate) struct Condition<'a> {
    /// The end of the resource's id.
    pub(crate) name: &'a str,
    pub(crate) kind: ConditionKind,
    pub(crate) codes: &'a [Code],
    /// None for what was entered in error.
    pub(crate) clinical: Option<&'static str>,
    pub(crate) verification: &'static str,
    /// A dateTime of any precision.
    pub(crate) onset: String,
    pub(crate) abatement: Option<String>,
    pub(crate) recorded: Date,
    pub(crate) encounter: Option<&'a str>,
}

pub(crate) const DIABETES: [Code; 2] = [
    Code(SNOMED, "44054006", "Diabetes mellitus type 2"),
    Code(
        ICD10CM,
        "E11.9",
        "Type 2 diabetes mellitus without complications",
    ),
];
pub(crate) const HYPERTENSION: [Code; 2] = [
    Code(SNOMED, "38341003", "Hypertensive disorder"),
    Code(ICD10CM, "I10", "Essential (primary) hypertension"),
];
pub(crate) const KNEE_ARTHRITIS: [Code; 2] = [
    Code(SNOMED, "239873007", "Osteoarthritis of knee"),
    Code(
        ICD10CM,
        "M17.11",
        "Unilateral primary osteoarthritis, right knee",
    ),
];
pub(crate) const FOOD_INSECURITY: [Code; 2] = [
    Code(SNOMED, "733423003", "Food insecurity"),
    Code(ICD10CM, "Z59.41", "Food insecurity"),
];
pub(crate) const SINUSITIS: [Code; 1] = [Code(SNOMED, "444814009", "Viral sinusitis")];
pub(crate) const ASTHMA: [Code; 1] = [Code(SNOMED, "195967001", "Asthma")];

impl<'a> Condition<'a> {
    /// An active, confirmed problem since a date.
    pub(crate) fn problem(name: &'a str, codes: &'a [Code], onset: Date) -> Self {
        Self {
            name,
            kind: ConditionKind::ProblemListItem,
            codes,
            clinical: Some("active"),
            verification: "confirmed",
            onset: onset.to_string(),
            abatement: None,
            recorded: onset,
            encounter: None,
        }
    }
}

/// Puts down a Condition and returns its reference.
pub(crate) fn put(writer: &mut ResourceWriter, condition: &Condition<'_>) -> String {
    const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
    const CONCERN: Code = Code(
        "http://hl7.org/fhir/us/core/CodeSystem/condition-category",
        "health-concern",
        "Health Concern",
    );
    const SDOH: Code = Code(
        "http://hl7.org/fhir/us/core/CodeSystem/us-core-category",
        "sdoh",
        "SDOH",
    );
    let category = match condition.kind {
        ConditionKind::ProblemListItem => {
            json!([(Code(CATEGORY, "problem-list-item", "Problem List Item").concept())])
        }
        ConditionKind::HealthConcern => json!([(CONCERN.concept())]),
        ConditionKind::SocialNeed => json!([(CONCERN.concept()), (SDOH.concept())]),
        ConditionKind::EncounterDiagnosis => {
            json!([(Code(CATEGORY, "encounter-diagnosis", "Encounter Diagnosis").concept())])
        }
    };
    let profile = match condition.kind {
        ConditionKind::EncounterDiagnosis => us_core!("condition-encounter-diagnosis"),
        _ => us_core!("condition-problems-health-concerns"),
    };
    let clinical = condition
        .clinical
        .map(|code| Code(CLINICAL, code, "").concept());
    writer.put(
        "Condition",
        condition.name,
        &[profile],
        condition.recorded,
        json!({
            "extension": [{
                "url": "http://hl7.org/fhir/StructureDefinition/condition-assertedDate",
                "valueDateTime": (condition.recorded)
            }],
            "clinicalStatus": clinical,
            "verificationStatus": (Code(VERIFICATION, condition.verification, "").concept()),
            "category": category,
            "code": (concepts(condition.codes)),
            "subject": (writer.subject()),
            "encounter": (condition.encounter.map(reference)),
            "onsetDateTime": (&condition.onset),
            "abatementDateTime": (condition.abatement.as_ref().map(Json::from)),
            "recordedDate": (condition.recorded)
        }),
    )
}
