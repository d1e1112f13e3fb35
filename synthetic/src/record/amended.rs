//! Records of what turned out wrong: entered in error, cancelled, corrected, voided, deleted.

use crate::condition::{self, Condition};
use crate::coverage::{self, Span};
use crate::document::{self, NOTES};
use crate::encounter::{self, EncounterKind};
use crate::eob::{Claim, professional};
use crate::medication::{self, Drug};
use crate::member::Person;
use crate::observation::laboratory::{self, Finding};
use crate::observation::{social_history, vital_signs};
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::procedure::{self, Links};
use crate::resource_writer::ResourceWriter;
use crate::{allergy, immunization, report};

/// One or more records of each status that takes something back.
pub(crate) fn amended(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    patient::put(writer, person, Extras::default());
    let medical = coverage::put(writer, person, &Span::active(writer.calendar.ago(700)));
    let date = writer.calendar.ago(33);
    let now = date.to_string();
    vital_signs::visit(writer, 1, date);
    for (number, status) in [(2, "entered-in-error"), (3, "amended"), (4, "corrected")] {
        vital_signs::measure_as(
            writer,
            vital_signs::WEIGHT,
            number,
            date,
            status,
            Some(7010),
        );
    }
    vital_signs::measure_as(writer, vital_signs::WEIGHT, 5, date, "cancelled", None);
    for (number, status) in [(1, "entered-in-error"), (2, "corrected"), (3, "final")] {
        let finding = Finding {
            status,
            ..Finding::of(date, 55)
        };
        laboratory::result(writer, laboratory::A1C, number, date, &finding);
    }
    social_history::smoking_status_as(
        writer,
        1,
        date,
        now.clone(),
        "entered-in-error",
        social_history::DAILY_SMOKER,
    );
    social_history::smoking_status(writer, 2, date, now.clone(), social_history::NEVER_SMOKED);
    for (name, clinical, verification) in [
        ("mistaken", None, "entered-in-error"),
        ("refuted", Some("inactive"), "refuted"),
    ] {
        let problem = Condition {
            clinical,
            verification,
            ..Condition::problem(name, &condition::ASTHMA, date)
        };
        condition::put(writer, &problem);
    }
    let contact = (date, 0);
    for (name, status) in [("visit-1", "cancelled"), ("visit-2", "entered-in-error")] {
        encounter::put_as(writer, name, EncounterKind::CheckUp, contact, None, status);
    }
    for (name, status) in [
        ("one", "cancelled"),
        ("two", "entered-in-error"),
        ("three", "on-hold"),
    ] {
        let drug = Drug::Coded(medication::METFORMIN);
        medication::request(writer, name, drug, status, date, (None, None));
    }
    for (name, status) in [
        ("one", "not-done"),
        ("two", "entered-in-error"),
        ("three", "stopped"),
    ] {
        let performed = (date, now.clone());
        procedure::put(
            writer,
            name,
            &procedure::COLONOSCOPY,
            status,
            performed,
            Links::default(),
        );
    }
    let vaccine = immunization::COVID;
    immunization::put(writer, "covid-1", vaccine, "entered-in-error", date, now);
    let peanut = allergy::PEANUT;
    allergy::put(writer, "peanut", peanut, "entered-in-error", None, date);
    report::laboratory(writer, "report-1", report::LIPIDS, "cancelled", date, &[]);
    document::note(writer, NOTES[0], "entered-in-error", date, None, false);
    document::note(writer, NOTES[1], "superseded", date, None, false);
    let first = Claim {
        status: "cancelled",
        related: Some(("replacedby", "claim-2")),
        ..Claim::paid("claim-1", date, &medical, 20_000)
    };
    professional::visit(writer, &first);
    let second = Claim {
        payment: "partiallypaid",
        related: Some(("prior", "claim-1")),
        ..Claim::paid("claim-2", date, &medical, 18_000)
    };
    professional::visit(writer, &second);
    let third = Claim {
        payment: "denied",
        ..Claim::paid("claim-3", date, &medical, 9000)
    };
    professional::visit(writer, &third);
}

/// What is left after some was deleted.
pub(crate) fn deleted(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    patient::put(writer, person, Extras::default());
    let medical = coverage::put(writer, person, &Span::active(writer.calendar.ago(700)));
    let date = writer.calendar.ago(50);
    vital_signs::visit(writer, 1, date);
    professional::visit(writer, &Claim::paid("claim-1", date, &medical, 12_000));
    for (resource_type, name) in [
        ("Observation", "weight-99"),
        ("ExplanationOfBenefit", "claim-99"),
        ("Condition", "asthma-99"),
    ] {
        writer.delete(resource_type, name);
    }
}
