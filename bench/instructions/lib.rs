//! What the counted paths work on: synthetic resources of US Core 6.1.0 and CARIN Blue Button 2.0.0.

use payerlab_profiles::json::Document;

/// A Patient, an Observation and an ExplanationOfBenefit.
pub const TEXTS: [&str; 3] = [
    include_str!("../../fuzz/seeds/json/member-Patient.json"),
    include_str!("../../fuzz/seeds/json/member-Observation.json"),
    include_str!("../../fuzz/seeds/json/member-ExplanationOfBenefit.json"),
];

/// Expressions of the kinds that invariants and search parameters use, for a Patient.
pub const EXPRESSIONS: [&str; 6] = [
    "name.where(use = 'official').given.first() & ' ' & name.family.first()",
    "identifier.where(system.startsWith('http') and value.exists()).count() > 0",
    "descendants().where(hasValue()).count()",
    "telecom.all(system.exists() implies value.matches('^[^ ]+$') or value.exists())",
    "(birthDate <= @2020-01-01) and (birthDate + 18 years < @2030)",
    "name.select(given | family).distinct().join(',').upper().length()",
];

/// Searches by token, date, reference and quantity, for Observations.
pub const SEARCHES: [[(&str, &str); 2]; 4] = [
    [("category", "vital-signs"), ("status", "final,amended")],
    [("date", "ge2000-01-01"), ("date", "lt2100")],
    [
        ("patient", "Patient/PatientID"),
        ("code:not", "http://loinc.org|8480-6"),
    ],
    [("value-quantity", "gt1"), ("_lastUpdated", "ge2000")],
];

/// The texts, parsed.
pub fn documents() -> [Document; 3] {
    TEXTS.map(|text| Document::parse(text.to_owned()).expect("the seed is JSON"))
}
