//! Ordinary records: of adults, of those who have none, and the small ones for measuring.

use crate::calendar::at_utc;
use crate::condition::{self, Condition};
use crate::coverage::{self, Span};
use crate::encounter::{self, Kind};
use crate::eob::{Claim, outpatient, pharmacy, professional};
use crate::medication::{self, Drug};
use crate::member::Person;
use crate::observation::laboratory::{self, Finding};
use crate::observation::{social_history, vital_signs};
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::scribe::Scribe;
use crate::{allergy, immunization};

/// A Patient and coverage, nothing else.
pub(crate) fn coverage_only(scribe: &mut Scribe, person: &Person, _: &Options) {
    patient::put(scribe, person, Extras::default());
    coverage::put(scribe, person, &Span::active(scribe.calendar.ago(400)));
}

/// A few visits, tests and claims.
pub(crate) fn adult(scribe: &mut Scribe, person: &Person, _: &Options) {
    patient::put(scribe, person, Extras::default());
    let medical = coverage::put(scribe, person, &Span::active(scribe.calendar.ago(900)));
    let pressure = scribe.calendar.ago(800);
    let problem = condition::put(
        scribe,
        &Condition::problem("hypertension", &condition::HYPERTENSION, pressure),
    );
    for (index, days) in [15, 210, 600].into_iter().enumerate() {
        let date = scribe.calendar.ago(days + scribe.rng.range(0, 9));
        let number = index + 1;
        let name = format!("visit-{number}");
        encounter::put(scribe, &name, Kind::CheckUp, date, 0, Some(&problem));
        vital_signs::visit(scribe, number, date);
        let value = scribe.rng.range(48, 66);
        laboratory::result(
            scribe,
            laboratory::A1C,
            number,
            date,
            &Finding::of(date, value),
        );
        let claim = format!("visit-claim-{number}");
        professional::visit(scribe, &Claim::paid(&claim, date, &medical, 16_500));
        let claim = format!("tablets-claim-{number}");
        pharmacy::put(scribe, &Claim::paid(&claim, date, &medical, 1840), false);
    }
    let date = scribe.calendar.ago(215);
    let effective = at_utc(date, 18);
    social_history::smoking_status(scribe, 1, date, effective, social_history::NEVER_SMOKED);
    let drug = Drug::Coded(medication::ATORVASTATIN);
    medication::request(scribe, "atorvastatin", drug, "active", date, (None, None));
    allergy::put(scribe, "none", allergy::NONE_KNOWN, "confirmed", None, date);
    let occurrence = date.to_string();
    immunization::put(
        scribe,
        "influenza-1",
        immunization::INFLUENZA,
        "completed",
        date,
        occurrence,
    );
}

/// The same, under several names.
pub(crate) fn named(scribe: &mut Scribe, person: &Person, options: &Options) {
    adult(scribe, person, options);
}

/// The same, with no display in any coding, and a claim of a hospital.
pub(crate) fn without_displays(scribe: &mut Scribe, person: &Person, options: &Options) {
    scribe.leave_out_displays();
    adult(scribe, person, options);
    let date = scribe.calendar.ago(77);
    let coverage = scribe
        .targets()
        .into_iter()
        .find(|target| target.starts_with("Coverage/"))
        .unwrap_or_default();
    outpatient::put(
        scribe,
        &Claim::paid("emergency-claim-1", date, &coverage, 95_000),
        true,
    );
}

/// Some sixteen small resources.
pub(crate) fn small(scribe: &mut Scribe, person: &Person, _: &Options) {
    scribe.leave_out_narratives();
    patient::put(scribe, person, Extras::default());
    coverage::put(scribe, person, &Span::active(scribe.calendar.ago(500)));
    let date = scribe.calendar.ago(scribe.rng.range(5, 700));
    vital_signs::visit(scribe, 1, date);
    for (test, low, high) in [
        (laboratory::A1C, 48, 72),
        (laboratory::GLUCOSE, 800, 1300),
        (laboratory::CHOLESTEROL, 1400, 2400),
    ] {
        let value = scribe.rng.range(low, high);
        laboratory::result(scribe, test, 1, date, &Finding::of(date, value));
    }
    let effective = date.to_string();
    let status = *scribe
        .rng
        .pick(&[social_history::NEVER_SMOKED, social_history::FORMER_SMOKER]);
    social_history::smoking_status(scribe, 1, date, effective, status);
    let problem = Condition::problem("hypertension", &condition::HYPERTENSION, date);
    let problem = condition::put(scribe, &problem);
    encounter::put(scribe, "visit-1", Kind::CheckUp, date, 0, Some(&problem));
    let occurrence = date.to_string();
    immunization::put(
        scribe,
        "influenza-1",
        immunization::INFLUENZA,
        "completed",
        date,
        occurrence,
    );
}
