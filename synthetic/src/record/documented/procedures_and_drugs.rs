//! Procedures, drugs and vaccinations of the documented member, and the plan of care.

use super::{OPERATION, Problems, VISITS};
use crate::calendar::{month, year};
use crate::codes::{Code, SNOMED};
use crate::encounter::{self, EncounterKind};
use crate::medication::{self, Drug};
use crate::observation::clinical;
use crate::procedure::{self, Links};
use crate::provider::LISINOPRIL;
use crate::report::{self, Department};
use crate::resource_writer::ResourceWriter;
use crate::{allergy, care, device, document, immunization};

pub(super) fn operation(writer: &mut ResourceWriter, problems: &Problems) {
    let date = writer.calendar.ago(OPERATION);
    let ordered = writer.calendar.ago(OPERATION + 45);
    let order = procedure::order(
        writer,
        "knee-order",
        &procedure::KNEE_REPLACEMENT[..1],
        (ordered, date),
        false,
        Some(&problems.knee),
    );
    let stay = encounter::put(
        writer,
        "stay-1",
        EncounterKind::Hospital,
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
        writer,
        "knee-replacement",
        &procedure::KNEE_REPLACEMENT,
        date,
        links,
    );
    device::knee(writer, date);
    for (index, in_binary) in [(1, false), (2, true), (3, false)] {
        let (kind, name) = document::NOTES[index];
        document::note(
            writer,
            (kind, name),
            "current",
            date,
            Some(&stay),
            in_binary,
        );
    }
    let impression = clinical::imaging(writer, "chest-impression", date, true);
    clinical::imaging(writer, "chest-impression-spoiled", date, false);
    clinical::heart_rhythm(writer, date);
    let ejection = clinical::ejection_fraction(writer, date, 62);
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
        report::note(writer, name, department, date, Some(&stay), result);
    }
    let (long_ago, planned) = (writer.calendar.ago(7000), writer.calendar.ago(-40));
    let today = writer.calendar.today();
    procedure::put(
        writer,
        "appendectomy",
        &procedure::APPENDECTOMY,
        "completed",
        (long_ago, year(long_ago)),
        Links::default(),
    );
    procedure::put(
        writer,
        "colonoscopy",
        &procedure::COLONOSCOPY,
        "preparation",
        (today, planned.to_string()),
        Links::default(),
    );
    let asked = writer.calendar.ago(99);
    procedure::order(
        writer,
        "food-order",
        &[Code(
            SNOMED,
            "467771000124109",
            "Assistance with application for food pantry program",
        )],
        (asked, writer.calendar.ago(80)),
        true,
        None,
    );
}

pub(super) fn medicines(writer: &mut ResourceWriter, problems: &Problems) {
    let visit = writer
        .targets()
        .into_iter()
        .find(|target| target.starts_with("Encounter/"));
    let links = (visit.as_deref(), Some(problems.hypertension.as_str()));
    let date = writer.calendar.ago(VISITS[1]);
    let pressure = Drug::Referenced(LISINOPRIL);
    let lisinopril = medication::request(writer, "lisinopril", pressure, "active", date, links);
    let metformin = medication::request(
        writer,
        "metformin",
        Drug::Coded(medication::METFORMIN),
        "active",
        date,
        (None, Some(&problems.diabetes)),
    );
    let earlier = writer.calendar.ago(VISITS[4]);
    let antibiotic = Drug::Coded(medication::AMOXICILLIN);
    medication::request(
        writer,
        "amoxicillin",
        antibiotic,
        "completed",
        earlier,
        (None, None),
    );
    let fat = Drug::Coded(medication::ATORVASTATIN);
    medication::request(
        writer,
        "atorvastatin",
        fat,
        "stopped",
        earlier,
        (None, None),
    );
    medication::reported(writer, "ibuprofen", medication::IBUPROFEN, date);
    let filled = writer.calendar.ago(VISITS[1] - 2);
    medication::dispense(
        writer,
        "lisinopril-1",
        pressure,
        "completed",
        filled,
        &lisinopril,
    );
    let drug = Drug::Coded(medication::METFORMIN);
    medication::dispense(writer, "metformin-1", drug, "completed", filled, &metformin);
}

pub(super) fn prevention(writer: &mut ResourceWriter) {
    use immunization::{COVID, INFLUENZA, TDAP, ZOSTER};
    for (name, vaccine, status, days) in [
        ("influenza-1", INFLUENZA, "completed", 45),
        ("influenza-2", INFLUENZA, "completed", 410),
        ("covid-1", COVID, "completed", 300),
        ("tdap-1", TDAP, "completed", 2600),
        ("zoster-1", ZOSTER, "not-done", 190),
    ] {
        let date = writer.calendar.ago(days);
        let occurrence = if days == 2600 {
            month(date)
        } else {
            date.to_string()
        };
        immunization::put(writer, name, vaccine, status, date, occurrence);
    }
    let date = writer.calendar.ago(1500);
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
        allergy::put(writer, name, substance, verification, reaction, date);
    }
}

pub(super) fn care_planning(writer: &mut ResourceWriter, problems: &Problems) {
    const ROLE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    let (date, due) = (writer.calendar.ago(180), writer.calendar.ago(-180));
    let spouse = Code(ROLE, "HUSB", "husband");
    let friend = care::related_person(writer, date, spouse, ("Gabriel", "Rivera"));
    let team = care::team(writer, date, &friend);
    let goal = care::goal(writer, date, due);
    care::plan(writer, date, &team, &goal, &problems.diabetes);
}
