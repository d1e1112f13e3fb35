//! Records that are remarkable for their dates: long, broken off, old, or ended.

use jiff::civil::{Date, date};

use crate::codes::Code;
use crate::condition::{self, Condition};
use crate::coverage::{self, Span};
use crate::encounter::{self, EncounterKind};
use crate::eob::{Claim, inpatient, outpatient, pharmacy, professional};
use crate::member::Person;
use crate::observation::laboratory::{self, Finding};
use crate::observation::{social_history, vital_signs};
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::resource_writer::ResourceWriter;

/// How many claims the member with hundreds has.
const MANY: i64 = 320;

/// A claim every five days for years.
pub(crate) fn many_claims(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    patient::put(writer, person, Extras::default());
    let start = writer.calendar.ago(MANY * 5 + 30);
    let medical = coverage::put(writer, person, &Span::active(start));
    for number in 1..=MANY {
        let date = writer.calendar.ago((MANY - number) * 5 + 3);
        let name = format!("claim-{number:03}");
        let cents = writer.rng.range(1200, 31_000);
        let claim = Claim::paid(&name, date, &medical, cents);
        match number % 8 {
            0 => outpatient::put(writer, &claim, true),
            1..=4 => pharmacy::put(writer, &claim, false),
            _ => professional::visit(writer, &claim),
        };
    }
}

/// Coverage that ended, a gap, and coverage again; a claim in each span.
pub(crate) fn re_enrolled(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    patient::put(writer, person, Extras::default());
    let (start, end) = (writer.calendar.ago(1400), writer.calendar.ago(700));
    let former = coverage::put(
        writer,
        person,
        &Span {
            name: "coverage-former",
            status: "cancelled",
            end: Some(end),
            ..Span::active(start)
        },
    );
    let present = coverage::put(writer, person, &Span::active(writer.calendar.ago(260)));
    for (name, days, medical) in [
        ("claim-1", 1300, &former),
        ("claim-2", 800, &former),
        ("claim-3", 200, &present),
        ("claim-4", 20, &present),
    ] {
        let date = writer.calendar.ago(days);
        professional::visit(writer, &Claim::paid(name, date, medical, 13_000));
    }
    let date = writer.calendar.ago(200);
    encounter::put(writer, "visit-1", EncounterKind::CheckUp, date, 0, None);
    vital_signs::visit(writer, 1, date);
}

/// Everything between 2009 and 2015.
pub(crate) fn historic(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    const ICD9: &str = "http://hl7.org/fhir/sid/icd-9-cm";
    patient::put(writer, person, Extras::default());
    let (start, end): (Date, Date) = (date(2009, 1, 1), date(2015, 12, 31));
    let medical = coverage::put(
        writer,
        person,
        &Span {
            status: "cancelled",
            end: Some(end),
            ..Span::active(start)
        },
    );
    let diagnosed = date(2011, 5, 17);
    let diabetes = [Code(
        ICD9,
        "250.00",
        "Diabetes mellitus without mention of complication, type II or unspecified type, not stated as uncontrolled",
    )];
    condition::put(
        writer,
        &Condition::problem("diabetes", &diabetes, diagnosed),
    );
    for (number, day) in [
        (1, date(2012, 2, 29)),
        (2, date(2013, 7, 4)),
        (3, date(2015, 11, 3)),
    ] {
        vital_signs::visit(writer, number, day);
        let value = writer.rng.range(61, 88);
        laboratory::result(
            writer,
            laboratory::A1C,
            number,
            day,
            &Finding::of(day, value),
        );
    }
    let day = date(2014, 3, 9);
    let effective = day.to_string();
    social_history::smoking_status(writer, 1, day, effective, social_history::DAILY_SMOKER);
    // Claims carry ICD-10 codes, which came into use on 1 October 2015.
    for (name, day) in [
        ("claim-1", date(2015, 10, 6)),
        ("claim-2", date(2015, 12, 22)),
    ] {
        professional::visit(writer, &Claim::paid(name, day, &medical, 9500));
    }
}

/// A life that ended two months ago, in hospital.
pub(crate) fn deceased(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    let end = writer.calendar.ago(60);
    patient::put(
        writer,
        person,
        Extras {
            deceased: Some(end),
            ..Extras::default()
        },
    );
    let medical = coverage::put(
        writer,
        person,
        &Span {
            status: "cancelled",
            end: Some(end),
            ..Span::active(writer.calendar.ago(4000))
        },
    );
    let date = writer.calendar.ago(63);
    encounter::put(writer, "stay-1", EncounterKind::Hospital, date, 3, None);
    vital_signs::visit(writer, 1, date);
    inpatient::put(
        writer,
        &Claim::paid("stay-claim-1", date, &medical, 2_841_000),
        true,
    );
}
