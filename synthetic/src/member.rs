//! The standard members, and the reason each is there.

use crate::options::Options;
use crate::record;
use crate::resource_writer::ResourceWriter;
use crate::rng::Rng;

/// Someone who can sign in to the member portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// What they type at the login page.
    pub username: String,
    /// Their password, which is no secret.
    pub password: String,
    /// The id of their Patient resource.
    pub patient_id: String,
    /// Their name as a page shows it.
    pub display_name: String,
    /// The Patient ids of those whose records they may see besides their own.
    pub proxies_for: Vec<String>,
    /// Why this member exists.
    pub reason: &'static str,
}

/// FHIR's administrative gender, as far as the standard members need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
    Other,
}

/// A member while their record is being written.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) username: String,
    pub(crate) password: String,
    pub(crate) patient_id: String,
    /// What the ids of their resources begin with.
    pub(crate) prefix: String,
    pub(crate) given: Vec<String>,
    pub(crate) family: String,
    pub(crate) gender: Gender,
    /// Age in years, and days since that birthday.
    pub(crate) age: (i64, i64),
    pub(crate) proxies_for: Vec<String>,
    pub(crate) reason: &'static str,
    /// Writes the record.
    pub(crate) record: fn(&mut ResourceWriter, &Person, &Options),
}

impl Person {
    /// A standard member: `role` names the user, the password and the ids.
    fn new(
        role: &str,
        name: (&[&str], &str),
        gender: Gender,
        age: (i64, i64),
        reason: &'static str,
        record: fn(&mut ResourceWriter, &Person, &Options),
    ) -> Self {
        let (given, family) = name;
        Self {
            username: format!("{role}Username"),
            password: format!("{role}Password"),
            patient_id: format!("{role}PatientID"),
            prefix: role.to_ascii_lowercase(),
            given: given.iter().map(|name| (*name).to_owned()).collect(),
            family: family.to_owned(),
            gender,
            age,
            proxies_for: Vec::new(),
            reason,
            record,
        }
    }

    fn proxy_for(mut self, patients: &[&str]) -> Self {
        self.proxies_for = patients.iter().map(|id| (*id).to_owned()).collect();
        self
    }

    /// Given names and family name.
    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.given.join(" "), self.family)
    }

    /// What a payer prints on the member's card.
    pub(crate) fn member_number(&self) -> String {
        format!("M{:09}", crate::rng::hash(&self.patient_id) % 1_000_000_000)
    }

    pub(crate) fn into_member(self) -> Member {
        Member {
            display_name: self.full_name(),
            username: self.username,
            password: self.password,
            patient_id: self.patient_id,
            proxies_for: self.proxies_for,
            reason: self.reason,
        }
    }
}

/// The members that every data set has, the documented one first.
pub(crate) fn standard_members() -> Vec<Person> {
    use Gender::{Female, Male, Other};
    let documented = Person {
        patient_id: "PatientID".to_owned(),
        ..Person::new(
            "Synthetic",
            (&["Alma", "Ruth"], "Rivera"),
            Female,
            (47, 120),
            "documented: has every kind of record",
            record::documented,
        )
    };
    vec![
        documented,
        Person::new(
            "Twin",
            (&["Ada", "Rose"], "Rivers"),
            Female,
            (47, 120),
            "same codes and dates as the documented member, so that only the compartment separates them",
            record::documented,
        ),
        Person::new(
            "Empty",
            (&["Noel"], "Blank"),
            Male,
            (33, 10),
            "none of a kind: coverage, but no claim and no clinical record",
            record::coverage_only,
        ),
        Person::new(
            "Paging",
            (&["Paige"], "Turner"),
            Female,
            (61, 200),
            "hundreds of claims: results of many pages",
            record::many_claims,
        ),
        Person::new(
            "Returning",
            (&["Rhett"], "Turnbull"),
            Male,
            (39, 77),
            "coverage ended and re-enrolled, with a gap between",
            record::re_enrolled,
        ),
        Person::new(
            "Parent",
            (&["Marta"], "Keeper"),
            Female,
            (41, 300),
            "proxy for two members: sees the records of two children",
            record::adult,
        )
        .proxy_for(&["ElderChildPatientID", "YoungerChildPatientID"]),
        Person::new(
            "ElderChild",
            (&["Theo"], "Keeper"),
            Male,
            (13, 45),
            "child whose parent is a proxy, dependent on the parent's coverage",
            record::child,
        ),
        Person::new(
            "YoungerChild",
            (&["Wren"], "Keeper"),
            Female,
            (6, 250),
            "second child of the same proxy",
            record::child,
        ),
        Person::new(
            "Historic",
            (&["Walter"], "Olden"),
            Male,
            (72, 15),
            "data before 2016, ICD-9 codes among them, and none since",
            record::historic,
        ),
        Person::new(
            "Plain",
            (&["Dana"], "Bare"),
            Other,
            (29, 190),
            "missing displays: no coding says what it means",
            record::without_displays,
        ),
        Person::new(
            "Newborn",
            (&["Juniper"], "Sprout"),
            Female,
            (0, 40),
            "newborn: weeks old, with growth measurements",
            record::newborn,
        ),
        Person::new(
            "Deceased",
            (&["Hugh"], "Lastly"),
            Male,
            (83, 30),
            "deceased member: a date of death, and nothing after it",
            record::deceased,
        ),
        Person::new(
            "Accents",
            (&["Zoë", "María-José", "Ngọc"], "O'Brien-Nuñez y Søndergård"),
            Female,
            (36, 5),
            "several names, with accents, an apostrophe and letters outside Latin-1",
            record::named,
        ),
        Person::new(
            "Amended",
            (&["Ernest"], "Corrigan"),
            Male,
            (52, 88),
            "entered-in-error, cancelled, corrected and voided records",
            record::amended,
        ),
        Person::new(
            "Deleted",
            (&["Vanessa"], "Gone"),
            Female,
            (45, 60),
            "records that were deleted since",
            record::deleted,
        ),
    ]
}

const GIVEN: [&str; 16] = [
    "Ana", "Ben", "Cleo", "Dev", "Eli", "Fay", "Gus", "Hana", "Ivo", "Jo", "Kai", "Lea", "Max",
    "Nia", "Omar", "Pia",
];
const FAMILY: [&str; 16] = [
    "Abara", "Bishop", "Castillo", "Dunn", "Ekman", "Fischer", "Garcia", "Haddad", "Ito", "Jensen",
    "Kowalski", "Lopez", "Moreau", "Nguyen", "Okafor", "Patel",
];

/// A small member for measuring; `index` counts from 0.
pub(crate) fn extra(seed: u64, index: u32) -> Person {
    let number = format!("{:05}", index + 1);
    let mut rng = Rng::new(seed, &format!("extra-{number}-person"));
    let gender = *rng.pick(&[Gender::Female, Gender::Male]);
    let name = ([*rng.pick(&GIVEN)], *rng.pick(&FAMILY));
    let age = (rng.range(19, 88), rng.range(1, 364));
    Person {
        prefix: format!("x{number}"),
        ..Person::new(
            &format!("Extra{number}"),
            (&name.0, name.1),
            gender,
            age,
            "extra: one of many, for measuring",
            record::small,
        )
    }
}
