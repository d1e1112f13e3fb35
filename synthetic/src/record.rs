//! What each member's record holds: the chapters of a life, put together from the kinds of resource.

use crate::calendar::month;
use crate::coverage::{self, Span};
use crate::member::Person;
use crate::observation::{laboratory, screening, social_history, vital_signs};
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::scribe::Scribe;

/// Every kind of record. Its twin takes the same random numbers, so that values agree as well as dates.
pub(crate) fn documented(scribe: &mut Scribe, person: &Person, options: &Options) {
    scribe.imitate(options.seed, "documented");
    let extras = Extras {
        everything: true,
        ..Extras::default()
    };
    patient::put(scribe, person, extras);
    coverage::put(scribe, person, &Span::active(scribe.calendar.ago(1300)));
    for (number, days) in [3, 40, 190, 380, 760, 1500].into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        vital_signs::visit(scribe, number + 1, date);
    }
    let date = scribe.calendar.ago(21);
    vital_signs::pulse_oximetry(scribe, 1, date, 97, true);
    vital_signs::blood_pressure(scribe, 7, date, Some(121), None);
    for (number, days) in [12, 200, 900].into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        let effective = if number == 2 {
            month(date)
        } else {
            date.to_string()
        };
        social_history::smoking_status(
            scribe,
            number + 1,
            date,
            effective,
            social_history::FORMER_SMOKER,
        );
    }
    for (number, days) in [5, 95, 275, 640, 1100].into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        for test in [
            laboratory::A1C,
            laboratory::GLUCOSE,
            laboratory::CHOLESTEROL,
        ] {
            let value = scribe.rng.range(40, 70);
            let finding = laboratory::Finding::of(date, value);
            laboratory::result(scribe, test, number + 1, date, &finding);
        }
    }
    let date = scribe.calendar.ago(100);
    screening::hunger(scribe, date);
}

/// A Patient and coverage, nothing else.
pub(crate) fn coverage_only(scribe: &mut Scribe, person: &Person, _: &Options) {
    patient::put(scribe, person, Extras::default());
    coverage::put(scribe, person, &Span::active(scribe.calendar.ago(400)));
}
macro_rules! later { ($($n:ident),*) => { $(pub(crate) fn $n(s: &mut Scribe, p: &Person, o: &Options) { coverage_only(s, p, o) })* } }
later!(
    many_claims,
    re_enrolled,
    adult,
    child,
    historic,
    without_displays,
    newborn,
    deceased,
    named,
    amended,
    deleted,
    small
);
