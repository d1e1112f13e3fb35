//! The record of the documented member: every kind of resource, over years, each element that a profile wants
//! supported at least once.

mod claims;
mod procedures_and_drugs;
mod visits_and_observations;

use crate::calendar::{month, year};
use crate::condition::{self, Condition, ConditionKind};
use crate::member::Person;
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::provenance;
use crate::resource_writer::ResourceWriter;

/// Days ago of the check-ups.
const VISITS: [i64; 6] = [3, 40, 190, 380, 760, 1500];
/// Days ago of the operation.
const OPERATION: i64 = 420;

/// Every kind of record. Its twin takes the same random numbers, so that values agree as well as dates.
pub(crate) fn documented(writer: &mut ResourceWriter, person: &Person, options: &Options) {
    writer.imitate(options.seed, "documented");
    let extras = Extras {
        everything: true,
        ..Extras::default()
    };
    patient::put(writer, person, extras);
    writer.delete("Observation", "weight-99");
    let problems = problems(writer);
    visits_and_observations::visits(writer, &problems);
    visits_and_observations::tests(writer);
    visits_and_observations::history(writer);
    procedures_and_drugs::operation(writer, &problems);
    procedures_and_drugs::medicines(writer, &problems);
    procedures_and_drugs::prevention(writer);
    procedures_and_drugs::care_planning(writer, &problems);
    claims::put_all(writer, person);
    let date = writer.calendar.ago(2);
    let targets: Vec<String> = writer
        .targets()
        .into_iter()
        .filter(|target| !target.starts_with("Binary/"))
        .collect();
    provenance::put(writer, "provenance", date, &targets);
}

struct Problems {
    diabetes: String,
    hypertension: String,
    knee: String,
}

fn problems(writer: &mut ResourceWriter) -> Problems {
    let since = |days| writer.calendar.ago(days);
    let (diabetes, hypertension, knee) = (since(1510), since(2300), since(900));
    let (short, screened) = (since(200), since(100));
    let diabetes = condition::put(
        writer,
        &Condition::problem("diabetes", &condition::DIABETES, diabetes),
    );
    let hypertension = condition::put(
        writer,
        &Condition {
            onset: year(hypertension),
            ..Condition::problem("hypertension", &condition::HYPERTENSION, hypertension)
        },
    );
    let knee = condition::put(
        writer,
        &Condition {
            clinical: Some("resolved"),
            onset: month(knee),
            abatement: Some(writer.calendar.ago(OPERATION - 60).to_string()),
            ..Condition::problem("knee-arthritis", &condition::KNEE_ARTHRITIS, knee)
        },
    );
    condition::put(
        writer,
        &Condition {
            kind: ConditionKind::HealthConcern,
            clinical: Some("inactive"),
            verification: "provisional",
            ..Condition::problem("asthma", &condition::ASTHMA, short)
        },
    );
    condition::put(
        writer,
        &Condition {
            kind: ConditionKind::SocialNeed,
            ..Condition::problem("food-insecurity", &condition::FOOD_INSECURITY, screened)
        },
    );
    Problems {
        diabetes,
        hypertension,
        knee,
    }
}
