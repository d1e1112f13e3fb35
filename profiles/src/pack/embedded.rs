//! The packs inside the program.

use std::sync::{Arc, OnceLock};

use super::container::Pack;

/// A guide whose pack is embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Guide {
    /// FHIR R4 4.0.1 itself.
    R4,
    /// US Core 3.1.1.
    UsCore311,
    /// US Core 6.1.0.
    UsCore610,
    /// US Core 7.0.0.
    UsCore700,
    /// CARIN Consumer Directed Payer Data Exchange (Blue Button) 2.0.0.
    CarinBb200,
    /// Da Vinci PDex Plan-Net 1.1.0.
    PlanNet110,
    /// Da Vinci Payer Data Exchange 2.0.0.
    Pdex200,
}

impl Guide {
    /// Every embedded guide.
    pub const ALL: [Self; 7] = [
        Self::R4,
        Self::UsCore311,
        Self::UsCore610,
        Self::UsCore700,
        Self::CarinBb200,
        Self::PlanNet110,
        Self::Pdex200,
    ];

    /// The guide's package name and version.
    pub fn package(self) -> (&'static str, &'static str) {
        match self {
            Self::R4 => ("hl7.fhir.r4.core", "4.0.1"),
            Self::UsCore311 => ("hl7.fhir.us.core", "3.1.1"),
            Self::UsCore610 => ("hl7.fhir.us.core", "6.1.0"),
            Self::UsCore700 => ("hl7.fhir.us.core", "7.0.0"),
            Self::CarinBb200 => ("hl7.fhir.us.carin-bb", "2.0.0"),
            Self::PlanNet110 => ("hl7.fhir.us.davinci-pdex-plan-net", "1.1.0"),
            Self::Pdex200 => ("hl7.fhir.us.davinci-pdex", "2.0.0"),
        }
    }

    /// The guide of a package name and version, if it is embedded.
    pub fn of_package(name: &str, version: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|guide| guide.package() == (name, version))
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::R4 => include_bytes!("../../definitions/hl7.fhir.r4.core-4.0.1.pack"),
            Self::UsCore311 => include_bytes!("../../definitions/hl7.fhir.us.core-3.1.1.pack"),
            Self::UsCore610 => include_bytes!("../../definitions/hl7.fhir.us.core-6.1.0.pack"),
            Self::UsCore700 => include_bytes!("../../definitions/hl7.fhir.us.core-7.0.0.pack"),
            Self::CarinBb200 => include_bytes!("../../definitions/hl7.fhir.us.carin-bb-2.0.0.pack"),
            Self::PlanNet110 => {
                include_bytes!("../../definitions/hl7.fhir.us.davinci-pdex-plan-net-1.1.0.pack")
            }
            Self::Pdex200 => {
                include_bytes!("../../definitions/hl7.fhir.us.davinci-pdex-2.0.0.pack")
            }
        }
    }
}

/// The embedded pack of a guide, opened once. A damaged one, which no release has, is an empty pack.
pub fn embedded(guide: Guide) -> Arc<Pack> {
    static PACKS: [OnceLock<Arc<Pack>>; Guide::ALL.len()] =
        [const { OnceLock::new() }; Guide::ALL.len()];
    PACKS[guide as usize]
        .get_or_init(|| {
            Arc::new(Pack::open(guide.bytes()).unwrap_or_else(|_| Pack::empty(guide.package())))
        })
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Section;

    #[test]
    fn every_embedded_pack_opens() {
        for guide in Guide::ALL {
            let pack = Pack::open(guide.bytes()).unwrap();
            assert_eq!((pack.name(), pack.version()), guide.package());
            assert!(pack.keys(Section::Structure).count() > 5, "{guide:?}");
        }
    }

    #[test]
    fn the_packs_stay_small() {
        let total: usize = Guide::ALL
            .into_iter()
            .map(|guide| guide.bytes().len())
            .sum();
        assert!(total < 3 << 20, "{total} bytes");
    }
}
