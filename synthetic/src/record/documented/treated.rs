//! What was done: an operation, medicines, vaccinations, and the plan of care.

use super::{OPERATION, Problems, VISITS};
use crate::calendar::{month, year};
use crate::codes::{Code, SNOMED};
use crate::encounter::{self, Kind as Contact};
use crate::medication::{self, Drug};
use crate::observation::clinical;
use crate::procedure::{self, Links};
use crate::provider::LISINOPRIL;
use crate::report::{self, Department};
use crate::scribe::Scribe;
use crate::{allergy, care, device, document, immunization};

pub(super) fn operation(scribe: &mut Scribe, problems: &Problems) {
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
    let impression = clinical::imaging(scribe, "chest-impression", date, true);
    clinical::imaging(scribe, "chest-impression-spoiled", date, false);
    clinical::heart_rhythm(scribe, date);
    let ejection = clinical::ejection_fraction(scribe, date, 62);
    for (name, department, result) in [
        (
            "chest-report",
            Department::Radiology,
            Some(impression.as_str()),
        ),
        (
            "heart-report",
            Department::Cardiology,
            Some(ejection.as_str()),
        ),
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

pub(super) fn medicines(scribe: &mut Scribe, problems: &Problems) {
    let visit = scribe
        .targets()
        .into_iter()
        .find(|target| target.starts_with("Encounter/"));
    let links = (visit.as_deref(), Some(problems.hypertension.as_str()));
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

pub(super) fn prevention(scribe: &mut Scribe) {
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

pub(super) fn care_planning(scribe: &mut Scribe, problems: &Problems) {
    const ROLE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    let (date, due) = (scribe.calendar.ago(180), scribe.calendar.ago(-180));
    let spouse = Code(ROLE, "HUSB", "husband");
    let friend = care::related_person(scribe, date, spouse, ("Gabriel", "Rivera"));
    let team = care::team(scribe, date, &friend);
    let goal = care::goal(scribe, date, due);
    care::plan(scribe, date, &team, &goal, &problems.diabetes);
}
