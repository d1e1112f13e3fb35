//! What `--ig` names, with all that it depends on, compiled for the validator.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use payerlab_profiles::compile::{CompileError, compile_with};
use payerlab_profiles::pack::{Guide, Pack, PackError, embedded};
use payerlab_profiles::package::{Dependency, Package, PackageError};
use thiserror::Error;

use crate::cache::{Cache, CacheError};
use crate::chain::{self, CORE, ChainError};
use crate::name::{NameError, PackageId};
use crate::version::Range;

/// A package that cannot be loaded.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum LoadError {
    /// It cannot be read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// It cannot be compiled.
    #[error("{package}: {source}")]
    Compile {
        package: String,
        /// What the compiler rejects.
        source: CompileError,
    },
    /// What was made of it cannot be opened.
    #[error("{package}: {source}")]
    Pack {
        package: String,
        /// What the pack's reader rejects.
        source: PackError,
    },
    /// Its name is none.
    #[error("{0}; give a .tgz, a folder, or NAME@VERSION from the package cache")]
    Name(#[from] NameError),
    /// The cache cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// A path that leads nowhere.
    #[error(
        "there is no package {path}; give a .tgz, a folder, or NAME@VERSION from the package cache"
    )]
    Absent {
        /// The path as it was given to `--ig`.
        path: PathBuf,
    },
    /// The cache has it not.
    #[error(
        "{wanted} is neither built in nor in the package cache {cache}{}; `payerlab ig add {wanted}` gets it from a registry",
        others(.versions)
    )]
    NotCached {
        wanted: String,
        /// The cache's folder.
        cache: PathBuf,
        /// The versions of it that are there.
        versions: Vec<String>,
    },
    /// What it depends on leads nowhere.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// A guide for another release of FHIR.
    #[error("{package} is for FHIR {releases}; payerlab knows R4 (4.0.1)")]
    Release {
        package: String,
        /// The releases that it is for.
        releases: String,
    },
}

fn others(versions: &[String]) -> String {
    if versions.is_empty() {
        String::new()
    } else {
        format!(", which has {}", versions.join(", "))
    }
}

/// Packs of packages and of what they depend on.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The packages that were named, in that order, then what they depend on, each before what itself depends on. R4 is not
    /// among them.
    pub packs: Vec<Arc<Pack>>,
    /// What a person should know: dependencies that are not at hand, profiles that had to be left out. One line each.
    pub notes: Vec<String>,
}

/// Loads the packages that `sources` name: a `.tgz`, a folder, or `name@version` (`name#version`) from the cache or among
/// the guides that are built in, where the version may be a range. What they depend on is taken from there, too.
///
/// # Errors
/// [`LoadError`] for the first that cannot be loaded. A dependency that is not at hand is no error but a note.
pub fn load(sources: &[String], cache: &Cache) -> Result<Loaded, LoadError> {
    let mut loader = Loader {
        cache,
        found: Vec::new(),
        places: HashMap::new(),
        way: Vec::new(),
        absent: Vec::new(),
        notes: Vec::new(),
    };
    let mut named = Vec::new();
    for source in sources {
        let at = loader.source(source)?;
        if !named.contains(&at) {
            named.push(at);
        }
    }
    let order = loader.order(&named);
    let packs = order
        .into_iter()
        .map(|at| loader.found[at].pack.clone())
        .filter(|pack| pack.name() != CORE);
    let mut loaded = Loaded {
        packs: packs.collect(),
        notes: loader.notes,
    };
    if !loader.absent.is_empty() {
        loader.absent.sort();
        loader.absent.dedup();
        loaded.notes.push(format!(
            "not in the package cache {}, so what they define is not checked: {}; `payerlab ig add` gets them",
            cache.root().display(),
            loader.absent.join(", ")
        ));
    }
    Ok(loaded)
}

/// A package that is loaded, with the places of what it depends on.
struct Found {
    pack: Arc<Pack>,
    needs: Vec<usize>,
}

struct Loader<'c> {
    cache: &'c Cache,
    /// Each package stands behind all that it depends on.
    found: Vec<Found>,
    /// The place of a package among `found`, by name and version.
    places: HashMap<(String, String), usize>,
    /// The packages that are being loaded, each because of the one before it.
    way: Vec<String>,
    absent: Vec<String>,
    notes: Vec<String>,
}

impl Loader<'_> {
    fn source(&mut self, text: &str) -> Result<usize, LoadError> {
        let path = Path::new(text);
        if path.exists() {
            return self.package(Package::read_definitions(path)?);
        }
        if text.contains(['/', '\\']) || text.ends_with(".tgz") || text.ends_with(".tar.gz") {
            return Err(LoadError::Absent {
                path: path.to_owned(),
            });
        }
        let wanted = PackageId::parse(text)?;
        if let Some(found) = self.known(&wanted)? {
            return Ok(found);
        }
        let all = self.cache.list()?.into_iter();
        Err(LoadError::NotCached {
            wanted: wanted.to_string(),
            cache: self.cache.root().to_owned(),
            versions: all
                .filter(|cached| cached.name == wanted.name)
                .map(|cached| cached.version)
                .collect(),
        })
    }

    /// The package from among the built-in guides and the cache; none when it is in neither.
    fn known(&mut self, wanted: &PackageId) -> Result<Option<usize>, LoadError> {
        let guides = Guide::ALL.into_iter().map(Guide::package);
        let built_in = wanted.range.newest(
            guides
                .filter(|(name, _)| *name == wanted.name)
                .map(|(_, version)| version),
        );
        let cached = self.cache.find(wanted)?;
        let versions = built_in
            .into_iter()
            .chain(cached.iter().map(|cached| cached.version.as_str()));
        let newest = wanted.range.newest(versions).map(str::to_owned);
        // What is built in is compiled already.
        let guide = newest.and_then(|version| Guide::of_package(&wanted.name, &version));
        if let Some(guide) = guide {
            return Ok(Some(self.guide(guide)));
        }
        match cached {
            Some(cached) => {
                let place = (cached.name.clone(), cached.version.clone());
                if let Some(at) = self.places.get(&place) {
                    return Ok(Some(*at));
                }
                self.enter(&format!("{}@{}", cached.name, cached.version))?;
                self.package(Package::read_definitions(&cached.path)?)
                    .map(Some)
            }
            None => Ok(None),
        }
    }

    fn guide(&mut self, guide: Guide) -> usize {
        let (name, version) = guide.package();
        let place = (name.to_owned(), version.to_owned());
        if let Some(at) = self.places.get(&place) {
            return *at;
        }
        let needs = match guide {
            Guide::CarinBb200 | Guide::PlanNet110 | Guide::Pdex200 => {
                vec![self.guide(Guide::UsCore311)]
            }
            Guide::R4 | Guide::UsCore311 | Guide::UsCore610 | Guide::UsCore700 => Vec::new(),
        };
        self.add(place, embedded(guide), needs)
    }

    fn add(&mut self, place: (String, String), pack: Arc<Pack>, needs: Vec<usize>) -> usize {
        let at = self.found.len();
        self.found.push(Found { pack, needs });
        self.places.insert(place, at);
        at
    }

    /// Looks whether a package is being loaded already.
    fn enter(&self, package: &str) -> Result<(), ChainError> {
        chain::extend(self.way.iter().map(String::as_str), package)
    }

    fn package(&mut self, package: Package) -> Result<usize, LoadError> {
        let place = (package.name().to_owned(), package.version().to_owned());
        if let Some(at) = self.places.get(&place) {
            return Ok(*at);
        }
        let label = format!("{}@{}", place.0, place.1);
        if !package.is_for_r4() {
            return Err(LoadError::Release {
                package: label,
                releases: package.fhir_versions().join(", "),
            });
        }
        self.enter(&label)?;
        self.way.push(label.clone());
        let mut needs = Vec::new();
        // The last first: what is found last stands first, as far as dependencies let it.
        for needed in package.dependencies().iter().rev() {
            if needed.name != CORE
                && let Some(at) = self.dependency(&label, needed)?
                && !needs.contains(&at)
            {
                needs.push(at);
            }
        }
        self.way.pop();
        let known: Vec<Arc<Pack>> = self
            .order(&needs)
            .into_iter()
            .map(|at| self.found[at].pack.clone())
            .collect();
        let compiled = compile_with(&package, &known).map_err(|source| LoadError::Compile {
            package: label.clone(),
            source,
        })?;
        for error in compiled.left_out {
            self.notes.push(format!("{label}: left out: {error}"));
        }
        let pack = Pack::open(compiled.pack).map_err(|source| LoadError::Pack {
            package: label,
            source,
        })?;
        Ok(self.add(place, Arc::new(pack), needs))
    }

    fn dependency(&mut self, of: &str, needed: &Dependency) -> Result<Option<usize>, LoadError> {
        let wanted = match PackageId::new(&needed.name, &needed.version) {
            Ok(wanted) => wanted,
            Err(error) => {
                self.notes
                    .push(format!("{of} depends on what names no release: {error}"));
                return Ok(None);
            }
        };
        match self.known(&wanted) {
            Ok(Some(at)) => Ok(Some(at)),
            Ok(None) => {
                // A range is written as the guide has it.
                let version = match wanted.range {
                    Range::Exact(version) => version,
                    _ => needed.version.clone(),
                };
                self.absent.push(format!("{}@{version}", needed.name));
                Ok(None)
            }
            Err(error @ LoadError::Release { .. }) => {
                self.notes.push(format!(
                    "{error}, so what it defines for {of} is not checked"
                ));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// These packages, then all that they depend on, each before what itself depends on.
    fn order(&self, named: &[usize]) -> Vec<usize> {
        let mut reached = vec![false; self.found.len()];
        let mut open = named.to_vec();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut reached[at], true) {
                open.extend(&self.found[at].needs);
            }
        }
        let rest = (0..self.found.len())
            .rev()
            .filter(|at| reached[*at] && !named.contains(at));
        named.iter().copied().chain(rest).collect()
    }
}
