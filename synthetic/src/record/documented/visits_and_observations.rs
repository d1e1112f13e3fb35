//! Visits of the documented member, and their observations: vital signs, laboratory, screening, social history.

use super::{Problems, VISITS};
use crate::calendar::{after, at_utc, month, year};
use crate::condition::{self, Condition, ConditionKind};
use crate::encounter::{self, EncounterKind};
use crate::observation::laboratory::{self, Finding};
use crate::observation::{When, screening, social_history, vital_signs};
use crate::resource_writer::ResourceWriter;
use crate::{document, report};

/// Days ago of the blood tests.
const TESTS: [i64; 5] = [5, 95, 275, 640, 1100];

pub(super) fn visits(writer: &mut ResourceWriter, problems: &Problems) {
    for (index, days) in VISITS.into_iter().enumerate() {
        let date = writer.calendar.ago(days);
        let name = format!("visit-{}", index + 1);
        let reason = index
            .is_multiple_of(2)
            .then_some(problems.diabetes.as_str());
        let visit = encounter::put(writer, &name, EncounterKind::CheckUp, date, 0, reason);
        vital_signs::visit(writer, index + 1, date);
        if index == 1 {
            let sinusitis = Condition {
                kind: ConditionKind::EncounterDiagnosis,
                clinical: Some("resolved"),
                abatement: Some(after(date, 12).to_string()),
                encounter: Some(&visit),
                ..Condition::problem("sinusitis", &condition::SINUSITIS, date)
            };
            condition::put(writer, &sinusitis);
            let (kind, name) = document::NOTES[4];
            document::note(writer, (kind, name), "current", date, Some(&visit), false);
        }
        if index == 3 {
            let (kind, name) = document::NOTES[0];
            document::note(writer, (kind, name), "current", date, Some(&visit), true);
        }
    }
    let date = writer.calendar.ago(21);
    encounter::put(writer, "video-1", EncounterKind::Video, date, 0, None);
    vital_signs::pulse_oximetry(writer, 1, date, Some(97), true);
    vital_signs::blood_pressure(writer, 7, date, Some(121), None);
    vital_signs::measure_as(
        writer,
        vital_signs::HEART_RATE,
        7,
        date,
        "amended",
        Some(660),
    );
    let date = writer.calendar.ago(230);
    vital_signs::nothing(writer, 8, date);
    encounter::put(
        writer,
        "emergency-1",
        EncounterKind::Emergency,
        date,
        0,
        None,
    );
}

pub(super) fn tests(writer: &mut ResourceWriter) {
    use laboratory::{A1C, CHOLESTEROL, CREATININE, GLUCOSE, HDL, HEMOGLOBIN, POTASSIUM};
    for (index, days) in TESTS.into_iter().enumerate() {
        let date = writer.calendar.ago(days);
        let number = index + 1;
        let specimen = laboratory::specimen(writer, number, date);
        let mut results = Vec::new();
        for (test, low, high) in [(A1C, 58, 81), (GLUCOSE, 900, 1600), (CREATININE, 7, 13)] {
            let value = writer.rng.range(low, high);
            let finding = Finding {
                specimen: Some(specimen.clone()),
                ..Finding::of(date, value)
            };
            results.push(laboratory::result(writer, test, number, date, &finding));
        }
        report::laboratory(
            writer,
            &format!("chemistry-{number}"),
            report::CHEMISTRY,
            "final",
            date,
            &results,
        );
        let lipids: Vec<String> = [(CHOLESTEROL, 1500, 2400), (HDL, 350, 650)]
            .into_iter()
            .map(|(test, low, high)| {
                let value = writer.rng.range(low, high);
                laboratory::result(writer, test, number, date, &Finding::of(date, value))
            })
            .collect();
        report::laboratory(
            writer,
            &format!("lipids-{number}"),
            report::LIPIDS,
            if index == 0 { "preliminary" } else { "final" },
            date,
            &lipids,
        );
    }
    // Results of other statuses, and dated in each way that FHIR has.
    let day = |days| writer.calendar.ago(days);
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
        laboratory::result(writer, HEMOGLOBIN, index + 1, dates[index], &finding);
    }
    laboratory::result(writer, POTASSIUM, 1, dates[1], &Finding::of(dates[1], 44));
    laboratory::virus(writer, 1, dates[1], false);
    laboratory::virus(writer, 2, dates[3], true);
    laboratory::culture(writer, 1, dates[1]);
}

pub(super) fn history(writer: &mut ResourceWriter) {
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
        let date = writer.calendar.ago(days);
        let effective = match index {
            2 => month(date),
            3 => year(date),
            1 => at_utc(date, 17),
            _ => date.to_string(),
        };
        social_history::smoking_status(writer, index + 1, date, effective, value);
    }
    let date = writer.calendar.ago(100);
    screening::hunger(writer, date);
    screening::home(writer, date);
    screening::declined(writer, date);
    social_history::pregnancy(writer, date);
    social_history::orientation(writer, date);
    social_history::drinking(writer, date);
    social_history::living(writer, date);
    let since = writer.calendar.ago(3000);
    social_history::occupation(writer, since);
}
