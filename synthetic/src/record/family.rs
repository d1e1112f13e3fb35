//! Records of children: dependents on someone else's coverage, with the measurements of growth.

use crate::calendar::after;
use crate::codes::{Code, ICD10CM, SNOMED};
use crate::condition::{self, Condition, Kind};
use crate::coverage::{self, Span};
use crate::encounter::{self, Kind as Contact};
use crate::eob::{Claim, professional};
use crate::immunization::{self, HEPATITIS_B, INFLUENZA, MMR};
use crate::member::Person;
use crate::observation::vital_signs;
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::scribe::Scribe;
use crate::{allergy, member};

/// A child of the member who is a proxy.
pub(crate) fn child(scribe: &mut Scribe, person: &Person, _: &Options) {
    patient::put(scribe, person, Extras::default());
    let parent = member::cast()
        .into_iter()
        .find(|parent| parent.proxies_for.contains(&person.patient_id))
        .map(|parent| parent.member_number());
    let medical = coverage::put(
        scribe,
        person,
        &Span {
            subscriber: parent,
            ..Span::active(scribe.calendar.ago(900))
        },
    );
    for (index, days) in [60, 430].into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        let number = index + 1;
        let name = format!("visit-{number}");
        encounter::put(scribe, &name, Contact::WellChild, date, 0, None);
        let height = (780 + 62 * person.age.0) - days / 8;
        let weight = (80 + 30 * person.age.0) - days / 20;
        vital_signs::measure(scribe, vital_signs::HEIGHT, number, date, height);
        vital_signs::measure(scribe, vital_signs::WEIGHT, number, date, weight);
        let percentile = scribe.rng.range(300, 800);
        vital_signs::measure(scribe, vital_signs::BMI_FOR_AGE, number, date, percentile);
        let claim = format!("visit-claim-{number}");
        professional::visit(scribe, &Claim::paid(&claim, date, &medical, 14_000));
    }
    let date = scribe.calendar.ago(250);
    vital_signs::unmeasured(scribe, vital_signs::BMI_FOR_AGE, 3, date);
    let date = scribe.calendar.ago(60);
    let occurrence = date.to_string();
    immunization::put(
        scribe,
        "influenza-1",
        INFLUENZA,
        "completed",
        date,
        occurrence,
    );
    let birth = scribe.calendar.born(person.age.0, person.age.1);
    let vaccinated = after(birth, 380);
    let occurrence = vaccinated.to_string();
    immunization::put(scribe, "mmr-1", MMR, "completed", vaccinated, occurrence);
    allergy::put(
        scribe,
        "peanut",
        allergy::PEANUT,
        "confirmed",
        Some(allergy::HIVES),
        date,
    );
}

/// The first weeks.
pub(crate) fn newborn(scribe: &mut Scribe, person: &Person, _: &Options) {
    patient::put(scribe, person, Extras::default());
    let birth = scribe.calendar.born(person.age.0, person.age.1);
    let medical = coverage::put(
        scribe,
        person,
        &Span {
            subscriber: Some("M000000042".to_owned()),
            ..Span::active(birth)
        },
    );
    let stay = encounter::put(scribe, "stay-1", Contact::Hospital, birth, 2, None);
    let born = [
        Code(SNOMED, "442311008", "Liveborn born in hospital"),
        Code(
            ICD10CM,
            "Z38.00",
            "Single liveborn infant, delivered vaginally",
        ),
    ];
    condition::put(
        scribe,
        &Condition {
            kind: Kind::EncounterDiagnosis,
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
            vital_signs::measure(scribe, sign, number, date, at_birth + a_day * days);
        }
        vital_signs::pulse_oximetry(scribe, number, date, Some(98), false);
    }
    let date = after(birth, 35);
    for sign in [
        vital_signs::HEAD,
        vital_signs::HEAD_PERCENTILE,
        vital_signs::WEIGHT_FOR_HEIGHT,
    ] {
        vital_signs::unmeasured(scribe, sign, 4, date);
    }
    let occurrence = birth.to_string();
    immunization::put(
        scribe,
        "hepatitis-b-1",
        HEPATITIS_B,
        "completed",
        birth,
        occurrence,
    );
    let date = after(birth, 14);
    professional::visit(
        scribe,
        &Claim::paid("visit-claim-1", date, &medical, 15_500),
    );
}
