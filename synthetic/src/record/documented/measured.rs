//! What was measured: check-ups with their vital signs, blood tests, and what was asked.

use super::{Problems, VISITS};
use crate::calendar::{after, at_utc, month, year};
use crate::condition::{self, Condition, Kind};
use crate::document;
use crate::encounter::{self, Kind as Contact};
use crate::observation::laboratory::{self, Finding};
use crate::observation::{When, screening, social_history, vital_signs};
use crate::report;
use crate::scribe::Scribe;

/// Days ago of the blood tests.
const TESTS: [i64; 5] = [5, 95, 275, 640, 1100];

pub(super) fn visits(scribe: &mut Scribe, problems: &Problems) {
    for (index, days) in VISITS.into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        let name = format!("visit-{}", index + 1);
        let reason = index
            .is_multiple_of(2)
            .then_some(problems.diabetes.as_str());
        let visit = encounter::put(scribe, &name, Contact::CheckUp, date, 0, reason);
        vital_signs::visit(scribe, index + 1, date);
        if index == 1 {
            let sinusitis = Condition {
                kind: Kind::EncounterDiagnosis,
                clinical: Some("resolved"),
                abatement: Some(after(date, 12).to_string()),
                encounter: Some(&visit),
                ..Condition::problem("sinusitis", &condition::SINUSITIS, date)
            };
            condition::put(scribe, &sinusitis);
            let (kind, name) = document::NOTES[4];
            document::note(scribe, (kind, name), "current", date, Some(&visit), false);
        }
        if index == 3 {
            let (kind, name) = document::NOTES[0];
            document::note(scribe, (kind, name), "current", date, Some(&visit), true);
        }
    }
    let date = scribe.calendar.ago(21);
    encounter::put(scribe, "video-1", Contact::Video, date, 0, None);
    vital_signs::pulse_oximetry(scribe, 1, date, Some(97), true);
    vital_signs::blood_pressure(scribe, 7, date, Some(121), None);
    vital_signs::measure_as(
        scribe,
        vital_signs::HEART_RATE,
        7,
        date,
        "amended",
        Some(660),
    );
    let date = scribe.calendar.ago(230);
    vital_signs::nothing(scribe, 8, date);
    encounter::put(scribe, "emergency-1", Contact::Emergency, date, 0, None);
}

pub(super) fn tests(scribe: &mut Scribe) {
    use laboratory::{A1C, CHOLESTEROL, CREATININE, GLUCOSE, HDL, HEMOGLOBIN, POTASSIUM};
    for (index, days) in TESTS.into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        let number = index + 1;
        let specimen = laboratory::specimen(scribe, number, date);
        let mut results = Vec::new();
        for (test, low, high) in [(A1C, 58, 81), (GLUCOSE, 900, 1600), (CREATININE, 7, 13)] {
            let value = scribe.rng.range(low, high);
            let finding = Finding {
                specimen: Some(specimen.clone()),
                ..Finding::of(date, value)
            };
            results.push(laboratory::result(scribe, test, number, date, &finding));
        }
        report::laboratory(
            scribe,
            &format!("chemistry-{number}"),
            report::CHEMISTRY,
            "final",
            date,
            &results,
        );
        let lipids: Vec<String> = [(CHOLESTEROL, 1500, 2400), (HDL, 350, 650)]
            .into_iter()
            .map(|(test, low, high)| {
                let value = scribe.rng.range(low, high);
                laboratory::result(scribe, test, number, date, &Finding::of(date, value))
            })
            .collect();
        report::laboratory(
            scribe,
            &format!("lipids-{number}"),
            report::LIPIDS,
            if index == 0 { "preliminary" } else { "final" },
            date,
            &lipids,
        );
    }
    // Results of other statuses, and dated in each way that FHIR has.
    let day = |days| scribe.calendar.ago(days);
    let dates = [day(1), day(30), day(31), day(333), day(334), day(335)];
    let findings = [
        (
            "preliminary",
            When::DateTime(at_utc(dates[0], 6)),
            Some(142),
        ),
        ("corrected", When::DateTime(dates[1].to_string()), Some(138)),
        (
            "amended",
            When::Period(dates[2].to_string(), dates[1].to_string()),
            Some(131),
        ),
        (
            "final",
            When::Instant(format!("{}T06:30:15.250Z", dates[3])),
            Some(126),
        ),
        (
            "final",
            When::Period(month(dates[4]), month(dates[3])),
            Some(118),
        ),
        ("cancelled", When::DateTime(at_utc(dates[5], 7)), None),
    ];
    for (index, (status, when, tenths)) in findings.into_iter().enumerate() {
        let finding = Finding {
            status,
            when,
            specimen: None,
            tenths,
        };
        laboratory::result(scribe, HEMOGLOBIN, index + 1, dates[index], &finding);
    }
    laboratory::result(scribe, POTASSIUM, 1, dates[1], &Finding::of(dates[1], 44));
    laboratory::virus(scribe, 1, dates[1], false);
    laboratory::virus(scribe, 2, dates[3], true);
    laboratory::culture(scribe, 1, dates[1]);
}

pub(super) fn history(scribe: &mut Scribe) {
    use social_history::{DAILY_SMOKER, FORMER_SMOKER};
    for (index, (days, value)) in [
        (12, FORMER_SMOKER),
        (200, FORMER_SMOKER),
        (900, DAILY_SMOKER),
        (1400, DAILY_SMOKER),
    ]
    .into_iter()
    .enumerate()
    {
        let date = scribe.calendar.ago(days);
        let effective = match index {
            2 => month(date),
            3 => year(date),
            1 => at_utc(date, 17),
            _ => date.to_string(),
        };
        social_history::smoking_status(scribe, index + 1, date, effective, value);
    }
    let date = scribe.calendar.ago(100);
    screening::hunger(scribe, date);
    screening::home(scribe, date);
    screening::declined(scribe, date);
    social_history::pregnancy(scribe, date);
    social_history::orientation(scribe, date);
    social_history::drinking(scribe, date);
    social_history::living(scribe, date);
    let since = scribe.calendar.ago(3000);
    social_history::occupation(scribe, since);
}
