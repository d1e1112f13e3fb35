//! The canonical URLs of the profiles that resources claim (US Core 6.1.0, CARIN Blue Button 2.0.0, Plan-Net 1.1.0).

/// A US Core profile by the end of its name.
macro_rules! us_core {
    ($name:literal) => {
        concat!(
            "http://hl7.org/fhir/us/core/StructureDefinition/us-core-",
            $name
        )
    };
}

/// A CARIN Blue Button profile. Its invariants ask for the version in `meta.profile`.
macro_rules! c4bb {
    ($name:literal) => {
        concat!(
            "http://hl7.org/fhir/us/carin-bb/StructureDefinition/C4BB-",
            $name,
            "|2.0.0"
        )
    };
}

/// A Plan-Net profile or extension.
macro_rules! plan_net {
    ($name:literal) => {
        concat!(
            "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/",
            $name
        )
    };
}

pub(crate) use c4bb;
pub(crate) use plan_net;
pub(crate) use us_core;
