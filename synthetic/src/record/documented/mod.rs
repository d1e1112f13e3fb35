//! The record of the documented member: every kind of resource, over years, each element that a profile wants
//! supported at least once.

mod claims;
mod measured;
mod treated;

use crate::calendar::{month, year};
use crate::condition::{self, Condition, Kind};
use crate::member::Person;
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::provenance;
use crate::scribe::Scribe;

/// Days ago of the check-ups.
const VISITS: [i64; 6] = [3, 40, 190, 380, 760, 1500];
/// Days ago of the operation.
const OPERATION: i64 = 420;

/// Every kind of record. Its twin takes the same random numbers, so that values agree as well as dates.
pub(crate) fn documented(scribe: &mut Scribe, person: &Person, options: &Options) {
    scribe.imitate(options.seed, "documented");
    let extras = Extras {
        everything: true,
        ..Extras::default()
    };
    patient::put(scribe, person, extras);
    scribe.delete("Observation", "weight-99");
    let problems = problems(scribe);
    measured::visits(scribe, &problems);
    measured::tests(scribe);
    measured::history(scribe);
    treated::operation(scribe, &problems);
    treated::medicines(scribe, &problems);
    treated::prevention(scribe);
    treated::care_planning(scribe, &problems);
    claims::put_all(scribe, person);
    let date = scribe.calendar.ago(2);
    let targets: Vec<String> = scribe
        .targets()
        .into_iter()
        .filter(|target| !target.starts_with("Binary/"))
        .collect();
    provenance::put(scribe, "provenance", date, &targets);
}

struct Problems {
    diabetes: String,
    hypertension: String,
    knee: String,
}

fn problems(scribe: &mut Scribe) -> Problems {
    let since = |days| scribe.calendar.ago(days);
    let (diabetes, hypertension, knee) = (since(1510), since(2300), since(900));
    let (short, screened) = (since(200), since(100));
    let diabetes = condition::put(
        scribe,
        &Condition::problem("diabetes", &condition::DIABETES, diabetes),
    );
    let hypertension = condition::put(
        scribe,
        &Condition {
            onset: year(hypertension),
            ..Condition::problem("hypertension", &condition::HYPERTENSION, hypertension)
        },
    );
    let knee = condition::put(
        scribe,
        &Condition {
            clinical: Some("resolved"),
            onset: month(knee),
            abatement: Some(scribe.calendar.ago(OPERATION - 60).to_string()),
            ..Condition::problem("knee-arthritis", &condition::KNEE_ARTHRITIS, knee)
        },
    );
    condition::put(
        scribe,
        &Condition {
            kind: Kind::HealthConcern,
            clinical: Some("inactive"),
            verification: "provisional",
            ..Condition::problem("asthma", &condition::ASTHMA, short)
        },
    );
    condition::put(
        scribe,
        &Condition {
            kind: Kind::SocialNeed,
            ..Condition::problem("food-insecurity", &condition::FOOD_INSECURITY, screened)
        },
    );
    Problems {
        diabetes,
        hypertension,
        knee,
    }
}
