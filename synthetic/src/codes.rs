//! Code systems and the small FHIR datatypes that are made of them (FHIR R4 "Datatypes").

use crate::json::{Json, json};

pub(crate) const LOINC: &str = "http://loinc.org";
pub(crate) const SNOMED: &str = "http://snomed.info/sct";
pub(crate) const ICD10CM: &str = "http://hl7.org/fhir/sid/icd-10-cm";
pub(crate) const ICD10PCS: &str = "http://www.cms.gov/Medicare/Coding/ICD10";
pub(crate) const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
pub(crate) const NDC: &str = "http://hl7.org/fhir/sid/ndc";
pub(crate) const CVX: &str = "http://hl7.org/fhir/sid/cvx";
pub(crate) const CPT: &str = "http://www.ama-assn.org/go/cpt";
pub(crate) const UCUM: &str = "http://unitsofmeasure.org";
pub(crate) const NUCC: &str = "http://nucc.org/provider-taxonomy";
pub(crate) const IDENTIFIER_TYPE: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";
pub(crate) const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
pub(crate) const NULL_FLAVOR: &str = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
pub(crate) const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
pub(crate) const ABSENT: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
pub(crate) const NPI_SYSTEM: &str = "http://hl7.org/fhir/sid/us-npi";
pub(crate) const TAX_SYSTEM: &str = "urn:oid:2.16.840.1.113883.4.4";

/// A code with its system and the display that the system gives it; an empty display is left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code(
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) &'static str,
);

impl Code {
    /// A Coding.
    pub(crate) fn coding(self) -> Json {
        let Self(system, code, display) = self;
        let display = (!display.is_empty()).then_some(display);
        json!({"system": system, "code": code, "display": display})
    }

    /// A CodeableConcept of this one coding.
    pub(crate) fn concept(self) -> Json {
        json!({"coding": [(self.coding())]})
    }

    /// A CodeableConcept with the text that a user saw.
    pub(crate) fn concept_as(self, text: &'static str) -> Json {
        json!({"coding": [(self.coding())], "text": text})
    }
}

/// A CodeableConcept of several codings.
pub(crate) fn concepts(codes: &[Code]) -> Json {
    json!({"coding": (codes.iter().map(|code| code.coding()).collect::<Vec<_>>())})
}

/// A Reference by `Type/id`.
pub(crate) fn reference(target: &str) -> Json {
    json!({"reference": (target.to_owned())})
}

/// A Quantity in UCUM units, whose code is also the unit shown.
pub(crate) fn quantity(value: Json, unit: &'static str) -> Json {
    json!({"value": value, "unit": unit, "system": UCUM, "code": unit})
}

/// An amount of US dollars, given in cents.
pub(crate) fn dollars(cents: i64) -> Json {
    json!({"value": (Json::hundredths(cents)), "currency": "USD"})
}

/// An identifier typed by HL7 table 0203.
pub(crate) fn identifier(kind: Code, system: &'static str, value: impl Into<Json>) -> Json {
    json!({"type": (kind.concept()), "system": system, "value": (value.into())})
}

/// The identifier of a provider in the national enumeration system.
pub(crate) fn npi_identifier(value: String) -> Json {
    identifier(
        Code(IDENTIFIER_TYPE, "NPI", "National provider identifier"),
        NPI_SYSTEM,
        value,
    )
}
