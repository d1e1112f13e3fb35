//! The record of the documented member: every kind of resource, over years, each element that a profile wants
//! supported at least once.

use crate::calendar::{at_utc, month, year};
use crate::codes::{Code, SNOMED};
use crate::condition::{self, Condition, Kind};
use crate::coverage::{self, Span};
use crate::encounter::{self, Kind as Contact};
use crate::eob::{Claim, inpatient, oral, outpatient, pharmacy, professional};
use crate::medication::{self, Drug};
use crate::member::Person;
use crate::observation::laboratory::{self, Finding};
use crate::observation::{When, screening, social_history, vital_signs};
use crate::options::Options;
use crate::patient::{self, Extras};
use crate::procedure::{self, Links};
use crate::provider::LISINOPRIL;
use crate::report::{self, Department};
use crate::scribe::Scribe;
use crate::{allergy, care, device, document, immunization, provenance};

/// Days ago of the check-ups.
const VISITS: [i64; 6] = [3, 40, 190, 380, 760, 1500];
/// Days ago of the blood tests.
const TESTS: [i64; 5] = [5, 95, 275, 640, 1100];
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
    visits(scribe, &problems);
    tests(scribe);
    history(scribe);
    operation(scribe, &problems);
    medicines(scribe, &problems);
    prevention(scribe);
    care_planning(scribe, &problems);
    claims(scribe, person);
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

fn visits(scribe: &mut Scribe, problems: &Problems) {
    for (index, days) in VISITS.into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        let name = format!("visit-{}", index + 1);
        let reason = index
            .is_multiple_of(2)
            .then_some(problems.diabetes.as_str());
        let visit = encounter::put(scribe, &name, Contact::CheckUp, date, 0, reason);
        vital_signs::visit(scribe, index + 1, date);
        if index == 1 {
            let sinusitis = Condition {
                kind: Kind::EncounterDiagnosis,
                clinical: Some("resolved"),
                abatement: Some(crate::calendar::after(date, 12).to_string()),
                encounter: Some(&visit),
                ..Condition::problem("sinusitis", &condition::SINUSITIS, date)
            };
            condition::put(scribe, &sinusitis);
            let (kind, name) = document::NOTES[4];
            document::note(scribe, (kind, name), "current", date, Some(&visit), false);
        }
        if index == 3 {
            let (kind, name) = document::NOTES[0];
            document::note(scribe, (kind, name), "current", date, Some(&visit), true);
        }
    }
    let date = scribe.calendar.ago(21);
    encounter::put(scribe, "video-1", Contact::Video, date, 0, None);
    vital_signs::pulse_oximetry(scribe, 1, date, Some(97), true);
    vital_signs::blood_pressure(scribe, 7, date, Some(121), None);
    vital_signs::measure_as(
        scribe,
        vital_signs::HEART_RATE,
        7,
        date,
        "amended",
        Some(660),
    );
    let date = scribe.calendar.ago(230);
    vital_signs::nothing(scribe, 8, date);
    encounter::put(scribe, "emergency-1", Contact::Emergency, date, 0, None);
}

fn tests(scribe: &mut Scribe) {
    use laboratory::{A1C, CHOLESTEROL, CREATININE, GLUCOSE, HDL, HEMOGLOBIN, POTASSIUM};
    for (index, days) in TESTS.into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        let number = index + 1;
        let specimen = laboratory::specimen(scribe, number, date);
        let mut results = Vec::new();
        for (test, low, high) in [(A1C, 58, 81), (GLUCOSE, 900, 1600), (CREATININE, 7, 13)] {
            let value = scribe.rng.range(low, high);
            let finding = Finding {
                specimen: Some(specimen.clone()),
                ..Finding::of(date, value)
            };
            results.push(laboratory::result(scribe, test, number, date, &finding));
        }
        report::laboratory(
            scribe,
            &format!("chemistry-{number}"),
            report::CHEMISTRY,
            "final",
            date,
            &results,
        );
        let lipids: Vec<String> = [(CHOLESTEROL, 1500, 2400), (HDL, 350, 650)]
            .into_iter()
            .map(|(test, low, high)| {
                let value = scribe.rng.range(low, high);
                laboratory::result(scribe, test, number, date, &Finding::of(date, value))
            })
            .collect();
        report::laboratory(
            scribe,
            &format!("lipids-{number}"),
            report::LIPIDS,
            if index == 0 { "preliminary" } else { "final" },
            date,
            &lipids,
        );
    }
    // Results of other statuses, and dated in each way that FHIR has.
    let day = |days| scribe.calendar.ago(days);
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
        laboratory::result(scribe, HEMOGLOBIN, index + 1, dates[index], &finding);
    }
    laboratory::result(scribe, POTASSIUM, 1, dates[1], &Finding::of(dates[1], 44));
    laboratory::virus(scribe, 1, dates[1], false);
    laboratory::virus(scribe, 2, dates[3], true);
}

fn history(scribe: &mut Scribe) {
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
        let date = scribe.calendar.ago(days);
        let effective = match index {
            2 => month(date),
            3 => year(date),
            1 => at_utc(date, 17),
            _ => date.to_string(),
        };
        social_history::smoking_status(scribe, index + 1, date, effective, value);
    }
    let date = scribe.calendar.ago(100);
    screening::hunger(scribe, date);
    screening::declined(scribe, date);
    social_history::pregnancy(scribe, date);
    social_history::orientation(scribe, date);
    social_history::drinking(scribe, date);
    let since = scribe.calendar.ago(3000);
    social_history::occupation(scribe, since);
}

fn operation(scribe: &mut Scribe, problems: &Problems) {
    let date = scribe.calendar.ago(OPERATION);
    let ordered = scribe.calendar.ago(OPERATION + 45);
    let order = procedure::order(
        scribe,
        "knee-order",
        &procedure::KNEE_REPLACEMENT[..1],
        (ordered, date),
        false,
        Some(&problems.knee),
    );
    let stay = encounter::put(
        scribe,
        "stay-1",
        Contact::Hospital,
        date,
        3,
        Some(&problems.knee),
    );
    let links = Links {
        encounter: Some(&stay),
        order: Some(&order),
        reason: Some(&problems.knee),
    };
    procedure::operation(
        scribe,
        "knee-replacement",
        &procedure::KNEE_REPLACEMENT,
        date,
        links,
    );
    device::knee(scribe, date);
    for (index, in_binary) in [(1, false), (2, true), (3, false)] {
        let (kind, name) = document::NOTES[index];
        document::note(
            scribe,
            (kind, name),
            "current",
            date,
            Some(&stay),
            in_binary,
        );
    }
    let impression = laboratory::imaging(scribe, "chest-impression", date, true);
    laboratory::imaging(scribe, "chest-impression-spoiled", date, false);
    for (name, department, result) in [
        (
            "chest-report",
            Department::Radiology,
            Some(impression.as_str()),
        ),
        ("heart-report", Department::Cardiology, None),
        ("pathology-report", Department::Pathology, None),
    ] {
        report::note(scribe, name, department, date, Some(&stay), result);
    }
    let (long_ago, planned) = (scribe.calendar.ago(7000), scribe.calendar.ago(-40));
    let today = scribe.calendar.today();
    procedure::put(
        scribe,
        "appendectomy",
        &procedure::APPENDECTOMY,
        "completed",
        (long_ago, year(long_ago)),
        Links::default(),
    );
    procedure::put(
        scribe,
        "colonoscopy",
        &procedure::COLONOSCOPY,
        "preparation",
        (today, planned.to_string()),
        Links::default(),
    );
    let asked = scribe.calendar.ago(99);
    procedure::order(
        scribe,
        "food-order",
        &[Code(
            SNOMED,
            "467771000124109",
            "Assistance with application for food pantry program",
        )],
        (asked, scribe.calendar.ago(80)),
        true,
        None,
    );
}

fn medicines(scribe: &mut Scribe, problems: &Problems) {
    let visit = "Encounter/".to_owned()
        + scribe
            .targets()
            .iter()
            .find_map(|target| target.strip_prefix("Encounter/"))
            .unwrap_or_default();
    let links = (Some(visit.as_str()), Some(problems.hypertension.as_str()));
    let date = scribe.calendar.ago(VISITS[1]);
    let pressure = Drug::Referenced(LISINOPRIL);
    let lisinopril = medication::request(scribe, "lisinopril", pressure, "active", date, links);
    let metformin = medication::request(
        scribe,
        "metformin",
        Drug::Coded(medication::METFORMIN),
        "active",
        date,
        (None, Some(&problems.diabetes)),
    );
    let earlier = scribe.calendar.ago(VISITS[4]);
    let antibiotic = Drug::Coded(medication::AMOXICILLIN);
    medication::request(
        scribe,
        "amoxicillin",
        antibiotic,
        "completed",
        earlier,
        (None, None),
    );
    let fat = Drug::Coded(medication::ATORVASTATIN);
    medication::request(
        scribe,
        "atorvastatin",
        fat,
        "stopped",
        earlier,
        (None, None),
    );
    medication::reported(scribe, "ibuprofen", medication::IBUPROFEN, date);
    let filled = scribe.calendar.ago(VISITS[1] - 2);
    medication::dispense(
        scribe,
        "lisinopril-1",
        pressure,
        "completed",
        filled,
        &lisinopril,
    );
    let drug = Drug::Coded(medication::METFORMIN);
    medication::dispense(scribe, "metformin-1", drug, "completed", filled, &metformin);
}

fn prevention(scribe: &mut Scribe) {
    use immunization::{COVID, INFLUENZA, TDAP, ZOSTER};
    for (name, vaccine, status, days) in [
        ("influenza-1", INFLUENZA, "completed", 45),
        ("influenza-2", INFLUENZA, "completed", 410),
        ("covid-1", COVID, "completed", 300),
        ("tdap-1", TDAP, "completed", 2600),
        ("zoster-1", ZOSTER, "not-done", 190),
    ] {
        let date = scribe.calendar.ago(days);
        let occurrence = if days == 2600 {
            month(date)
        } else {
            date.to_string()
        };
        immunization::put(scribe, name, vaccine, status, date, occurrence);
    }
    let date = scribe.calendar.ago(1500);
    for (name, substance, verification, reaction) in [
        (
            "sulfonamide",
            allergy::SULFONAMIDE,
            "confirmed",
            Some(allergy::RASH),
        ),
        (
            "peanut",
            allergy::PEANUT,
            "unconfirmed",
            Some(allergy::HIVES),
        ),
        ("unknown", allergy::UNKNOWN, "unconfirmed", None),
    ] {
        allergy::put(scribe, name, substance, verification, reaction, date);
    }
}

fn care_planning(scribe: &mut Scribe, problems: &Problems) {
    const ROLE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    let (date, due) = (scribe.calendar.ago(180), scribe.calendar.ago(-180));
    let spouse = Code(ROLE, "HUSB", "husband");
    let friend = care::related_person(scribe, date, spouse, ("Gabriel", "Rivera"));
    let team = care::team(scribe, date, &friend);
    let goal = care::goal(scribe, date, due);
    care::plan(scribe, date, &team, &goal, &problems.diabetes);
}

fn claims(scribe: &mut Scribe, person: &Person) {
    let start = scribe.calendar.ago(1800);
    let medical = coverage::put(scribe, person, &Span::active(start));
    let dental = coverage::put(
        scribe,
        person,
        &Span {
            name: "dental-coverage",
            dental: true,
            ..Span::active(scribe.calendar.ago(1000))
        },
    );
    for (index, days) in VISITS.into_iter().enumerate() {
        let date = scribe.calendar.ago(days);
        let name = format!("visit-claim-{}", index + 1);
        professional::visit(scribe, &Claim::paid(&name, date, &medical, 18_200));
    }
    let date = scribe.calendar.ago(OPERATION);
    professional::ambulance(scribe, &Claim::paid("ride-claim-1", date, &medical, 89_000));
    // Of each kind one claim was corrected: the first version is voided and points to the second.
    let stay = Claim::paid("stay-claim-1", date, &medical, 4_135_000);
    corrected(scribe, &stay, |scribe, claim| {
        inpatient::put(scribe, claim, true)
    });
    let earlier = scribe.calendar.ago(OPERATION + 900);
    let stay = Claim::paid("stay-claim-2", earlier, &medical, 1_207_540);
    inpatient::put(scribe, &stay, false);
    let emergency = scribe.calendar.ago(230);
    let room = Claim {
        payment: "partiallypaid",
        ..Claim::paid("emergency-claim-1", emergency, &medical, 182_000)
    };
    corrected(scribe, &room, |scribe, claim| {
        outpatient::put(scribe, claim, true)
    });
    let earlier = scribe.calendar.ago(520);
    let room = Claim::paid("emergency-claim-2", earlier, &medical, 61_000);
    outpatient::put(scribe, &room, false);
    for index in 0..6 {
        let date = scribe.calendar.ago(10 + 30 * index);
        let name = format!("tablets-claim-{}", index + 1);
        let payment = if index == 3 { "denied" } else { "paid" };
        let claim = Claim {
            payment,
            ..Claim::paid(&name, date, &medical, 2415)
        };
        pharmacy::put(scribe, &claim, index == 5);
    }
    let date = scribe.calendar.ago(205);
    let tablets = Claim::paid("tablets-claim-7", date, &medical, 3170);
    corrected(scribe, &tablets, |scribe, claim| {
        pharmacy::put(scribe, claim, false)
    });
    let date = scribe.calendar.ago(150);
    let filling = Claim::paid("filling-claim-1", date, &dental, 26_000);
    corrected(scribe, &filling, oral::put);
    let date = scribe.calendar.ago(290);
    let visit = Claim::paid("visit-claim-7", date, &medical, 9900);
    corrected(scribe, &visit, professional::visit);
}

/// Puts down a claim and the voided version that it replaced.
fn corrected(
    scribe: &mut Scribe,
    claim: &Claim<'_>,
    put: impl Fn(&mut Scribe, &Claim<'_>) -> String,
) {
    let former = format!("{}-voided", claim.name);
    let voided = Claim {
        name: &former,
        status: "cancelled",
        payment: "denied",
        related: Some(("replacedby", claim.name)),
        ..claim.clone()
    };
    put(scribe, &voided);
    let replacement = Claim {
        related: Some(("prior", &former)),
        ..claim.clone()
    };
    put(scribe, &replacement);
}
