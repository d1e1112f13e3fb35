//! Records of children: dependents on someone else's coverage, with the measurements of growth.

use crate::calendar::after;
use crate::codes::{Code, ICD10CM, SNOMED};
use crate::condition::{self, Condition, ConditionKind};
use crate::coverage::{self, Span};
use crate::encounter::{self, EncounterKind};
use crate::eob::{Claim, professional};
use crate::immunization::{self, HEPATITIS_B, INFLUENZA, MMR};
use crate::member::Person;
use crate::observation::vital_signs;
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::resource_writer::ResourceWriter;
use crate::{allergy, member};

/// A child of the member who is a proxy.
pub(crate) fn child(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    patient::put(writer, person, Extras::default());
    let parent = member::standard_members()
        .into_iter()
        .find(|parent| parent.proxies_for.contains(&person.patient_id))
        .map(|parent| parent.member_number());
    let medical = coverage::put(
        writer,
        person,
        &Span {
            subscriber: parent,
            ..Span::active(writer.calendar.ago(900))
        },
    );
    for (index, days) in [60, 430].into_iter().enumerate() {
        let date = writer.calendar.ago(days);
        let number = index + 1;
        let name = format!("visit-{number}");
        encounter::put(writer, &name, EncounterKind::WellChild, date, 0, None);
        let height = (780 + 62 * person.age.0) - days / 8;
        let weight = (80 + 30 * person.age.0) - days / 20;
        vital_signs::measure(writer, vital_signs::HEIGHT, number, date, height);
        vital_signs::measure(writer, vital_signs::WEIGHT, number, date, weight);
        let percentile = writer.rng.range(300, 800);
        vital_signs::measure(writer, vital_signs::BMI_FOR_AGE, number, date, percentile);
        let claim = format!("visit-claim-{number}");
        professional::visit(writer, &Claim::paid(&claim, date, &medical, 14_000));
    }
    let date = writer.calendar.ago(250);
    vital_signs::unmeasured(writer, vital_signs::BMI_FOR_AGE, 3, date);
    let date = writer.calendar.ago(60);
    let occurrence = date.to_string();
    immunization::put(
        writer,
        "influenza-1",
        INFLUENZA,
        "completed",
        date,
        occurrence,
    );
    let birth = writer.calendar.born(person.age.0, person.age.1);
    let vaccinated = after(birth, 380);
    let occurrence = vaccinated.to_string();
    immunization::put(writer, "mmr-1", MMR, "completed", vaccinated, occurrence);
    allergy::put(
        writer,
        "peanut",
        allergy::PEANUT,
        "confirmed",
        Some(allergy::HIVES),
        date,
    );
}

/// The first weeks.
pub(crate) fn newborn(writer: &mut ResourceWriter, person: &Person, _: &Options) {
    patient::put(writer, person, Extras::default());
    let birth = writer.calendar.born(person.age.0, person.age.1);
    let medical = coverage::put(
        writer,
        person,
        &Span {
            subscriber: Some("M000000042".to_owned()),
            ..Span::active(birth)
        },
    );
    let stay = encounter::put(writer, "stay-1", EncounterKind::Hospital, birth, 2, None);
    let born = [
        Code(SNOMED, "442311008", "Liveborn born in hospital"),
        Code(
            ICD10CM,
            "Z38.00",
            "Single liveborn infant, delivered vaginally",
        ),
    ];
    condition::put(
        writer,
        &Condition {
            kind: ConditionKind::EncounterDiagnosis,
            encounter: Some(&stay),
            ..Condition::problem("liveborn", &born, birth)
        },
    );
    for (index, days) in [0, 14, 30].into_iter().enumerate() {
        let date = after(birth, days);
        let number = index + 1;
        for (sign, at_birth, a_day) in [
            (vital_signs::WEIGHT, 34, 0),
            (vital_signs::HEIGHT, 505, 1),
            (vital_signs::HEAD, 345, 1),
            (vital_signs::HEAD_PERCENTILE, 480, 2),
            (vital_signs::WEIGHT_FOR_HEIGHT, 420, 3),
        ] {
            vital_signs::measure(writer, sign, number, date, at_birth + a_day * days);
        }
        vital_signs::pulse_oximetry(writer, number, date, Some(98), false);
    }
    let date = after(birth, 35);
    for sign in [
        vital_signs::HEAD,
        vital_signs::HEAD_PERCENTILE,
        vital_signs::WEIGHT_FOR_HEIGHT,
    ] {
        vital_signs::unmeasured(writer, sign, 4, date);
    }
    let occurrence = birth.to_string();
    immunization::put(
        writer,
        "hepatitis-b-1",
        HEPATITIS_B,
        "completed",
        birth,
        occurrence,
    );
    let date = after(birth, 14);
    professional::visit(
        writer,
        &Claim::paid("visit-claim-1", date, &medical, 15_500),
    );
}
