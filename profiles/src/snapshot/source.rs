//! The structures at hand while a package is compiled: its own, those of the packages it depends on, and FHIR's.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::error::SnapshotError;
use super::extension;
use super::generate::generate;
use super::tree::Branch;
use crate::compile::{head, snapshot, text};
use crate::json::Node;
use crate::pack::{Constraint, Guide, Pack, Section, Structure, embedded};
use crate::package::Package;

/// Honest guides stand on four or five others.
const MAX_DEPTH: usize = 64;

/// So many elements are looked at for all snapshots of a package together, and a definition counts as a thousand: the
/// largest guides need a hundredth of it.
const MAX_WORK: usize = 50_000_000;
const DEFINITION: usize = 1_000;

/// What becomes of the snapshots that profiles have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// They are taken as they are.
    Used,
    /// They are made again, which is how the making is tested.
    Ignored,
}

type Made = Result<Option<Arc<Structure>>, SnapshotError>;

/// Structures with all of their elements, by canonical URL.
#[derive(Debug)]
pub struct Structures<'p> {
    own: HashMap<String, Node<'p>>,
    packs: Vec<Arc<Pack>>,
    given: Given,
    made: RefCell<HashMap<String, Made>>,
    open: RefCell<Vec<String>>,
    work: Cell<usize>,
}

impl<'p> Structures<'p> {
    /// Those of a package and of `known`, the packs of what it depends on, the nearest first; the embedded guides that it
    /// depends on, and R4, are there without being named.
    pub fn new(package: &'p Package, known: &[Arc<Pack>], given: Given) -> Self {
        let mut own = HashMap::new();
        for node in package.definitions() {
            if text(node, "resourceType").as_deref() == Some("StructureDefinition")
                && let Some(url) = text(node, "url")
            {
                own.entry(url).or_insert(node);
            }
        }
        let needed = package
            .dependencies()
            .iter()
            .filter_map(|needed| Guide::of_package(&needed.name, &needed.version));
        let is_needed = |pack: &Arc<Pack>| {
            let mut all = package.dependencies().iter();
            all.any(|needed| needed.name == pack.name() && needed.version == pack.version())
        };
        let mut packs = known.to_vec();
        packs.sort_by_key(|pack| !is_needed(pack));
        packs.extend(needed.chain([Guide::R4]).map(embedded));
        Self {
            own,
            packs,
            given,
            made: RefCell::default(),
            open: RefCell::default(),
            work: Cell::default(),
        }
    }

    /// The structure of a StructureDefinition of the package; none when that does not say what it is.
    ///
    /// # Errors
    /// [`SnapshotError`] when it has no snapshot and none can be made.
    pub fn of(&self, node: Node<'p>) -> Made {
        let Some(url) = text(node, "url") else {
            return Ok(None);
        };
        let is_own = self
            .own
            .get(&url)
            .is_some_and(|own| std::ptr::eq(own.text(), node.text()));
        if is_own { self.find(&url) } else { Ok(None) }
    }

    /// The structure of a canonical URL, with or without `|version`; none when it is not at hand.
    ///
    /// # Errors
    /// As [`Structures::of`].
    pub fn find(&self, canonical: &str) -> Made {
        if let Some(made) = self.made.borrow().get(canonical) {
            return made.clone();
        }
        self.work(canonical, DEFINITION)?;
        let found = self.look(canonical);
        self.made
            .borrow_mut()
            .insert(canonical.to_owned(), found.clone());
        found
    }

    /// The elements of a structure as a tree, for the snapshot of `profile`.
    pub(super) fn tree(&self, profile: &str, found: &Structure) -> Result<Branch, SnapshotError> {
        self.work(profile, found.elements.len())?;
        Ok(Branch::of(found.elements.clone()))
    }

    fn work(&self, profile: &str, more: usize) -> Result<(), SnapshotError> {
        let work = self.work.get().saturating_add(more);
        self.work.set(work);
        if work > MAX_WORK {
            return Err(SnapshotError::TooMuchWork {
                profile: profile.to_owned(),
            });
        }
        Ok(())
    }

    /// The invariants at the root of a structure, without making its snapshot.
    pub(super) fn root_constraints(&self, canonical: &str) -> Vec<Constraint> {
        let url = canonical.split('|').next().unwrap_or(canonical);
        if let Some(node) = self.own.get(url) {
            return extension::root_constraints(*node);
        }
        let found = self.find(canonical).ok().flatten();
        found
            .and_then(|found| Some(found.elements.first()?.constraints.clone()))
            .unwrap_or_default()
    }

    fn look(&self, canonical: &str) -> Made {
        let (url, version) = canonical
            .split_once('|')
            .map_or((canonical, None), |(url, version)| (url, Some(version)));
        let own = self.own.get(url).copied();
        let known = |wanted: Option<&str>| {
            let mut found = self
                .packs
                .iter()
                .filter_map(|pack| pack.fact::<Structure>(Section::Structure, url))
                .filter(|found| wanted.is_none_or(|wanted| found.version == wanted));
            found.next().map(Arc::new)
        };
        match (own, version) {
            (Some(own), None) => self.make(url, own),
            (Some(own), Some(version)) if text(own, "version").as_deref() == Some(version) => {
                self.find(url)
            }
            // A version that is not at hand is better than nothing in another.
            (Some(_), Some(version)) => match known(Some(version)) {
                Some(found) => Ok(Some(found)),
                None => self.find(url),
            },
            (None, None) => Ok(known(None)),
            (None, Some(version)) => Ok(known(Some(version)).or_else(|| known(None))),
        }
    }

    fn make(&self, url: &str, node: Node<'p>) -> Made {
        let Some(mut structure) = head(node) else {
            return Ok(None);
        };
        let again = self.given == Given::Ignored && structure.profile;
        if let Some(elements) = snapshot(node).filter(|_| !again) {
            structure.elements = elements;
            return Ok(Some(Arc::new(structure)));
        }
        self.enter(url)?;
        let made = generate(self, structure, node);
        self.open.borrow_mut().pop();
        made.map(|made| Some(Arc::new(made)))
    }

    fn enter(&self, url: &str) -> Result<(), SnapshotError> {
        let mut open = self.open.borrow_mut();
        if let Some(start) = open.iter().position(|other| other == url) {
            let mut circle = open[start..].to_vec();
            circle.push(url.to_owned());
            return Err(SnapshotError::Cyclic { circle });
        }
        if open.len() >= MAX_DEPTH {
            return Err(SnapshotError::TooDeep {
                profile: url.to_owned(),
                limit: MAX_DEPTH,
            });
        }
        open.push(url.to_owned());
        Ok(())
    }
}
