//! Scopes and times in words that a member understands: what the consent page and the list of apps say.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::access::{Permission, ResourceScope};
use crate::oauth::lasts;
use crate::state::AppState;
use crate::store::RegisteredApp;

/// A scope as a member reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScopeText {
    /// The scope itself: the value of its checkbox.
    pub(super) scope: String,
    /// What it is about.
    pub(super) title: String,
    /// What the app may then do.
    pub(super) detail: String,
}

/// The text of a scope.
pub(super) fn of(scope: &str) -> ScopeText {
    let (title, detail) = match scope {
        "openid" => (
            "Sign-in".into(),
            "Know that it is you, by an identifier of this health plan".into(),
        ),
        "fhirUser" => (
            "Who you are".into(),
            "Know which record in this health plan is yours".into(),
        ),
        "profile" => (
            "Your name".into(),
            "See your name as this health plan has it".into(),
        ),
        "launch/patient" => (
            "Whose record it is".into(),
            "Know which person's record you share".into(),
        ),
        "offline_access" => (
            "Access while you are away".into(),
            "Keep the access until it ends or you take it back".into(),
        ),
        "online_access" => (
            "Access while you use the app".into(),
            "Renew the access for a short time after you left".into(),
        ),
        _ => ResourceScope::parse(scope).map_or_else(
            || {
                (
                    scope.to_owned(),
                    "A permission that this page has no words for".into(),
                )
            },
            |scope| resource(&scope),
        ),
    };
    ScopeText {
        scope: scope.to_owned(),
        title,
        detail,
    }
}

fn resource(scope: &ResourceScope) -> (String, String) {
    let title = scope
        .resource_type
        .as_deref()
        .map_or("All your health records", type_text);
    let verbs = match (
        scope.permissions.has(Permission::Read),
        scope.permissions.has(Permission::Search),
    ) {
        (true, true) => "Read and search",
        (true, false) => "Read single entries",
        _ => "Search",
    };
    let detail = match &scope.query {
        Some(query) => format!("{verbs}, but only where {}", filter(query)),
        None => format!("{verbs}; the app cannot change anything"),
    };
    (title.to_owned(), detail)
}

/// `category=http://..|laboratory` as `category is laboratory`.
fn filter(query: &str) -> String {
    let parts = query.split('&').filter_map(|pair| pair.split_once('='));
    let parts = parts.map(|(name, value)| {
        let code = value.rsplit(['|', '/']).next().unwrap_or(value);
        format!("{name} is {}", code.replace('-', " "))
    });
    parts.collect::<Vec<_>>().join(" and ")
}

fn type_text(resource_type: &str) -> &str {
    match resource_type {
        "AllergyIntolerance" => "Allergies and intolerances",
        "CarePlan" => "Care plans",
        "CareTeam" => "Care teams",
        "Condition" => "Conditions and diagnoses",
        "Coverage" => "Insurance coverage",
        "Binary" => "Files of your documents",
        "Device" => "Implanted devices",
        "DiagnosticReport" => "Diagnostic reports",
        "DocumentReference" => "Clinical documents",
        "Encounter" => "Visits and hospital stays",
        "Endpoint" => "Electronic addresses of providers",
        "ExplanationOfBenefit" => "Claims and what was paid for them",
        "Goal" => "Health goals",
        "HealthcareService" => "Services of providers",
        "Immunization" => "Immunizations",
        "InsurancePlan" => "Insurance plans",
        "Location" => "Places of care",
        "Media" => "Images and recordings",
        "Medication" => "Medications",
        "MedicationDispense" => "Medications that you were given",
        "MedicationRequest" => "Prescriptions",
        "Observation" => "Vital signs, laboratory results and other observations",
        "Organization" => "Organizations that cared for you",
        "OrganizationAffiliation" => "How organizations work together",
        "Patient" => "Name, birth date, address and other personal details",
        "Practitioner" => "Doctors and other practitioners who cared for you",
        "PractitionerRole" => "Roles of your practitioners",
        "Procedure" => "Procedures",
        "Provenance" => "Where your records come from",
        "Questionnaire" => "Questionnaires",
        "QuestionnaireResponse" => "Your answers to questionnaires",
        "RelatedPerson" => "People who are related to you",
        "ServiceRequest" => "Tests and treatments that were ordered for you",
        "Specimen" => "Samples that were taken from you",
        other => other,
    }
}

/// How long an app keeps the access that it asks for.
pub(super) fn duration(state: &AppState, app: &RegisteredApp, scopes: &[String]) -> String {
    let has = |name: &str| scopes.iter().any(|scope| scope == name);
    let short = span(lasts(state, app, ""));
    let long = span(lasts(state, app, &scopes.join(" ")));
    if has("offline_access") {
        format!(
            "{long}, or until you take it back; {short} if you withhold \u{201c}access while you are away\u{201d}"
        )
    } else if has("online_access") {
        format!("{long}, while you use the app")
    } else {
        long
    }
}

fn span(seconds: u32) -> String {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let whole = units
        .into_iter()
        .find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit));
    let (count, unit) = whole.map_or((seconds, "second"), |(unit, name)| (seconds / unit, name));
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// A day as a page shows it, in UTC.
pub(super) fn day(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC)
        .strftime("%B %-d, %Y")
        .to_string()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::dialect::Dialect;

    #[test]
    fn every_resource_type_of_a_dialect_has_words_for_members() {
        for name in Dialect::names() {
            let dialect = Dialect::named(name).unwrap();
            let types = [&dialect.patient_access, &dialect.directory]
                .into_iter()
                .flat_map(|api| &api.resource_types);
            let without: Vec<&String> = types.filter(|name| type_text(name) == *name).collect();
            assert!(without.is_empty(), "{name}: {without:?}");
        }
    }

    #[rstest]
    #[case(
        "patient/*.rs",
        "All your health records",
        "Read and search; the app cannot change anything"
    )]
    #[case(
        "patient/Goal.r",
        "Health goals",
        "Read single entries; the app cannot change anything"
    )]
    #[case(
        "patient/Observation.rs?category=http://x/category|vital-signs",
        "Vital signs, laboratory results and other observations",
        "Read and search, but only where category is vital signs"
    )]
    #[case(
        "openid",
        "Sign-in",
        "Know that it is you, by an identifier of this health plan"
    )]
    fn scopes_in_words(#[case] scope: &str, #[case] title: &str, #[case] detail: &str) {
        let text = of(scope);
        assert_eq!((text.title.as_str(), text.detail.as_str()), (title, detail));
        assert_eq!(text.scope, scope);
    }

    #[rstest]
    #[case(1, "1 second")]
    #[case(3600, "1 hour")]
    #[case(5400, "90 minutes")]
    #[case(7_776_000, "90 days")]
    fn spans(#[case] seconds: u32, #[case] words: &str) {
        assert_eq!(span(seconds), words);
    }
}
