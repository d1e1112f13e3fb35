//! All types of R4, each decoded from the embedded pack when it is first asked for.

use std::sync::{LazyLock, OnceLock};

use super::type_info::TypeInfo;
use crate::json::Names;
use crate::pack::{Guide, Section, Structure, embedded};

const PREFIX: &str = "http://hl7.org/fhir/StructureDefinition/";

type Loaded = OnceLock<Option<&'static TypeInfo>>;

/// The types of a FHIR release.
#[derive(Debug)]
pub struct Catalog {
    types: Names<Loaded>,
}

/// The types of R4 4.0.1.
pub fn r4() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        let pack = embedded(Guide::R4);
        // A type's name starts its URL's last segment; profiles of R4 have names in lower case or with hyphens, and are
        // told apart when they are loaded.
        let names = pack
            .keys(Section::Structure)
            .filter_map(|url| url.strip_prefix(PREFIX));
        Catalog {
            types: names.map(|name| (name, OnceLock::new())).collect(),
        }
    });
    &CATALOG
}

impl Catalog {
    /// The type of this name: `Patient`, `Patient.contact`, `HumanName`, `code`.
    pub fn type_info(&self, name: &str) -> Option<&'static TypeInfo> {
        if let Some((root, _)) = name.split_once('.') {
            return self.type_info(root)?.inner(name);
        }
        // The types live as long as the program: there are about 650 of them and they refer to each other.
        *self.types.get(name)?.get_or_init(|| {
            let structure: Structure =
                embedded(Guide::R4).fact(Section::Structure, &format!("{PREFIX}{name}"))?;
            if structure.profile {
                return None;
            }
            Some(Box::leak(Box::new(TypeInfo::load(self, &structure))))
        })
    }

    /// The type whose capitalized name ends the name of a choice element: `Quantity` of `valueQuantity`, `code` of
    /// `valueCode`.
    pub fn choice_type(&self, suffix: &str) -> Option<&'static TypeInfo> {
        self.type_info(suffix).or_else(|| {
            let mut chars = suffix.chars();
            let first = chars.next()?;
            self.type_info(&format!("{}{}", first.to_ascii_lowercase(), chars.as_str()))
        })
    }

    /// Whether this is the name of a resource type that can be sent.
    pub fn is_resource(&self, name: &str) -> bool {
        self.type_info(name)
            .is_some_and(|info| info.is_resource() && !info.is_abstract())
    }

    /// The names of all types and profiles that the release defines.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.types.names()
    }
}
