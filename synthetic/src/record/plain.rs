//! Ordinary records: of adults, of those who have none, and the small ones for measuring.

use crate::calendar::at_utc;
use crate::condition::{self, Condition};
use crate::coverage::{self, Span};
use crate::encounter::{self, EncounterKind};
use crate::eob::{Claim, outpatient, pharmacy, professional};
use crate::medication::{self, Drug};
use crate::member::Person;
use crate::observation::laboratory::{self, Finding};
use crate::observation::{social_history, vital_signs};
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::resource_writer::ResourceWriter;
use crate::{allergy, immunization};

/// A Patient and coverage, nothing else.
pub(crate) fn coverage_only(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    patient::put(writer, person, Extras::default());
    coverage::put(writer, person, &Span::active(writer.calendar.ago(400)));
}

/// A few visits, tests and claims.
pub(crate) fn adult(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    patient::put(writer, person, Extras::default());
    let medical = coverage::put(writer, person, &Span::active(writer.calendar.ago(900)));
    let pressure = writer.calendar.ago(800);
    let problem = condition::put(
        writer,
        &Condition::problem("hypertension", &condition::HYPERTENSION, pressure),
    );
    for (index, days) in [15, 210, 600].into_iter().enumerate() {
        let date = writer.calendar.ago(days + writer.rng.range(0, 9));
        let number = index + 1;
        let name = format!("visit-{number}");
        encounter::put(
            writer,
            &name,
            EncounterKind::CheckUp,
            date,
            0,
            Some(&problem),
        );
        vital_signs::visit(writer, number, date);
        let value = writer.rng.range(48, 66);
        laboratory::result(
            writer,
            laboratory::A1C,
            number,
            date,
            &Finding::of(date, value),
        );
        let claim = format!("visit-claim-{number}");
        professional::visit(writer, &Claim::paid(&claim, date, &medical, 16_500));
        let claim = format!("tablets-claim-{number}");
        pharmacy::put(writer, &Claim::paid(&claim, date, &medical, 1840), false);
    }
    let date = writer.calendar.ago(215);
    let effective = at_utc(date, 18);
    social_history::smoking_status(writer, 1, date, effective, social_history::NEVER_SMOKED);
    let drug = Drug::Coded(medication::ATORVASTATIN);
    medication::request(writer, "atorvastatin", drug, "active", date, (None, None));
    allergy::put(writer, "none", allergy::NONE_KNOWN, "confirmed", None, date);
    let occurrence = date.to_string();
    immunization::put(
        writer,
        "influenza-1",
        immunization::INFLUENZA,
        "completed",
        date,
        occurrence,
    );
}

/// The same, under several names.
pub(crate) fn named(writer: &mut ResourceWriter, person: &Person, options: &Options) {
    adult(writer, person, options);
}

/// The same, with no display in any coding, and a claim of a hospital.
pub(crate) fn without_displays(writer: &mut ResourceWriter, person: &Person, options: &Options) {
    writer.leave_out_displays();
    adult(writer, person, options);
    let date = writer.calendar.ago(77);
    let coverage = writer
        .targets()
        .into_iter()
        .find(|target| target.starts_with("Coverage/"))
        .unwrap_or_default();
    outpatient::put(
        writer,
        &Claim::paid("emergency-claim-1", date, &coverage, 95_000),
        true,
    );
}

/// Some sixteen small resources.
pub(crate) fn small(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    writer.leave_out_narratives();
    patient::put(writer, person, Extras::default());
    coverage::put(writer, person, &Span::active(writer.calendar.ago(500)));
    let date = writer.calendar.ago(writer.rng.range(5, 700));
    vital_signs::visit(writer, 1, date);
    for (test, low, high) in [
        (laboratory::A1C, 48, 72),
        (laboratory::GLUCOSE, 800, 1300),
        (laboratory::CHOLESTEROL, 1400, 2400),
    ] {
        let value = writer.rng.range(low, high);
        laboratory::result(writer, test, 1, date, &Finding::of(date, value));
    }
    let effective = date.to_string();
    let status = *writer
        .rng
        .pick(&[social_history::NEVER_SMOKED, social_history::FORMER_SMOKER]);
    social_history::smoking_status(writer, 1, date, effective, status);
    let problem = Condition::problem("hypertension", &condition::HYPERTENSION, date);
    let problem = condition::put(writer, &problem);
    encounter::put(
        writer,
        "visit-1",
        EncounterKind::CheckUp,
        date,
        0,
        Some(&problem),
    );
    let occurrence = date.to_string();
    immunization::put(
        writer,
        "influenza-1",
        immunization::INFLUENZA,
        "completed",
        date,
        occurrence,
    );
}
