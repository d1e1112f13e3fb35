//! The definitions at hand: the packs that were chosen, and the embedded ones behind them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use serde::de::DeserializeOwned;

use super::profile::Profile;
use crate::json::Names;
use crate::pack::{CodeSystemFacts, Guide, Pack, Section, Structure, ValueSetFacts, embedded};
use crate::schema::r4;
use crate::terminology::{CodeSystem, ValueSet};

pub(crate) const STRUCTURES: &str = "http://hl7.org/fhir/StructureDefinition/";

type Cache<T> = Mutex<HashMap<String, Option<Arc<T>>>>;

/// Definitions by canonical URL, compiled when they are first asked for.
#[derive(Debug)]
pub struct KnownDefinitions {
    packs: Vec<Arc<Pack>>,
    profiles: Cache<Profile>,
    /// The definitions of R4's types, by name.
    types: Names<OnceLock<Option<Arc<Profile>>>>,
    target_types: Cache<String>,
    value_sets: Cache<ValueSet>,
    code_systems: Cache<CodeSystem>,
}

impl KnownDefinitions {
    /// Definitions of these packs; where several define one URL, the first does. R4 is always there.
    pub fn new(mut packs: Vec<Arc<Pack>>) -> Self {
        if !packs
            .iter()
            .any(|pack| pack.name() == Guide::R4.package().0)
        {
            packs.push(embedded(Guide::R4));
        }
        Self {
            packs,
            profiles: Mutex::default(),
            types: r4().names().map(|name| (name, OnceLock::new())).collect(),
            target_types: Mutex::default(),
            value_sets: Mutex::default(),
            code_systems: Mutex::default(),
        }
    }

    fn cached<T>(cache: &Cache<T>, key: &str, make: impl FnOnce() -> Option<T>) -> Option<Arc<T>> {
        if let Some(found) = cache.lock().get(key) {
            return found.clone();
        }
        // Made without the lock: making one definition asks for others.
        let made = make().map(Arc::new);
        cache.lock().entry(key.to_owned()).or_insert(made).clone()
    }

    fn fact<T: DeserializeOwned>(&self, section: Section, url: &str) -> Option<T> {
        self.packs.iter().find_map(|pack| pack.fact(section, url))
    }

    /// The facts of a structure; `url|version` asks for that version, also among the embedded guides.
    pub(crate) fn structure(&self, canonical: &str) -> Option<Structure> {
        let Some((url, version)) = canonical.split_once('|') else {
            return self.fact(Section::Structure, canonical);
        };
        let holds = |pack: &Arc<Pack>| {
            pack.fact::<Structure>(Section::Structure, url)
                .filter(|found| found.version == version)
        };
        self.packs
            .iter()
            .find_map(holds)
            .or_else(|| {
                Guide::ALL
                    .into_iter()
                    .filter(|guide| guide.package().1 == version)
                    .find_map(|guide| holds(&embedded(guide)))
            })
            .or_else(|| self.fact(Section::Structure, url))
    }

    /// A compiled structure.
    pub(crate) fn profile(&self, canonical: &str) -> Option<Arc<Profile>> {
        Self::cached(&self.profiles, canonical, || {
            let structure = self.structure(canonical)?;
            Some(Profile::compile(structure, self))
        })
    }

    /// The compiled definition of a type.
    pub(crate) fn type_definition(&self, name: &str) -> Option<Arc<Profile>> {
        let find = || self.profile(&format!("{STRUCTURES}{name}"));
        match self.types.get(name) {
            Some(known) => known.get_or_init(find).clone(),
            None => find(),
        }
    }

    /// The resource type that a target profile is for.
    pub(crate) fn target_type(&self, canonical: &str) -> Option<Arc<String>> {
        Self::cached(&self.target_types, canonical, || {
            let name = canonical
                .strip_prefix(STRUCTURES)
                .filter(|name| r4().type_info(name).is_some());
            name.map(str::to_owned).or_else(|| {
                self.structure(canonical)
                    .map(|structure| structure.type_name)
            })
        })
    }

    /// An expanded value set. One that imports what no pack carries is taken from an embedded guide that lists it in full.
    pub(crate) fn value_set(&self, url: &str) -> Option<Arc<ValueSet>> {
        self.value_set_within(url, 0)
    }

    /// As [`KnownDefinitions::value_set`], for a value set that others import, `depth` levels up.
    pub(crate) fn value_set_within(&self, url: &str, depth: usize) -> Option<Arc<ValueSet>> {
        Self::cached(&self.value_sets, url, || {
            let elsewhere = || {
                let facts = |guide| embedded(guide).fact::<ValueSetFacts>(Section::ValueSet, url);
                Guide::ALL.into_iter().filter_map(facts)
            };
            let own = self
                .fact(Section::ValueSet, url)
                .or_else(|| elsewhere().next())?;
            let set = ValueSet::expand(&own, self, depth);
            if !set.is_open() {
                return Some(set);
            }
            let full = elsewhere()
                .map(|facts| ValueSet::expand(&facts, self, depth))
                .find(|set| !set.is_open());
            Some(full.unwrap_or(set))
        })
    }

    /// Whether another embedded guide, perhaps another version of the same, lists the code.
    pub(crate) fn is_code_elsewhere(&self, system: &str, code: &str) -> bool {
        let facts = |guide| embedded(guide).fact::<CodeSystemFacts>(Section::CodeSystem, system);
        Guide::ALL
            .into_iter()
            .filter_map(facts)
            .any(|facts| facts.codes.iter().any(|known| known == code))
    }

    /// A code system with its codes.
    pub(crate) fn code_system(&self, url: &str) -> Option<Arc<CodeSystem>> {
        Self::cached(&self.code_systems, url, || {
            let facts = self.fact(Section::CodeSystem, url).or_else(|| {
                Guide::ALL
                    .into_iter()
                    .find_map(|guide| embedded(guide).fact(Section::CodeSystem, url))
            })?;
            Some(CodeSystem::new(facts))
        })
    }
}
