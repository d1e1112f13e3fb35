//! The entry to validation.

use std::sync::Arc;

use super::issue::ValidationResult;
use super::known_definitions::KnownDefinitions;
use super::walk::Walk;
use crate::fhirpath::{Element, Neighbours};
use crate::json::Document;
use crate::pack::{Guide, Pack, embedded};

/// Validates resources against R4 and the profiles of packs. Compiled profiles are kept, so keep the validator; it can be
/// shared between threads.
#[derive(Debug)]
pub struct Validator {
    definitions: KnownDefinitions,
}

impl Validator {
    /// A validator that knows these packs, the first of them first.
    pub fn new(packs: Vec<Arc<Pack>>) -> Self {
        Self {
            definitions: KnownDefinitions::new(packs),
        }
    }

    /// A validator that knows these embedded guides.
    pub fn of_guides(guides: &[Guide]) -> Self {
        Self::new(guides.iter().map(|guide| embedded(*guide)).collect())
    }

    /// The definitions it knows.
    pub fn definitions(&self) -> &KnownDefinitions {
        &self.definitions
    }

    /// Whether a profile is known, by canonical URL with or without a version.
    pub fn knows_profile(&self, canonical: &str) -> bool {
        self.definitions.profile(canonical).is_some()
    }

    /// Validates a resource against FHIR itself, the profiles it claims in `meta.profile`, and `profiles`. References are
    /// followed to what it contains and, in a Bundle, to other entries.
    pub fn validate(&self, document: &Document, profiles: &[&str]) -> ValidationResult {
        self.run(document, profiles, None)
    }

    /// As [`Validator::validate`], with references followed to further resources too: make one [`Neighbours`] of all
    /// documents that belong together, and validate each of them among these.
    pub fn validate_among<'a>(
        &'a self,
        document: &'a Document,
        profiles: &[&str],
        others: &'a Neighbours<'a>,
    ) -> ValidationResult {
        self.run(document, profiles, Some(others))
    }

    fn run<'a>(
        &'a self,
        document: &'a Document,
        profiles: &[&str],
        neighbours: Option<&'a Neighbours<'a>>,
    ) -> ValidationResult {
        let mut walk = Walk::new(self, neighbours);
        for duplicate in document.duplicates() {
            walk.findings.duplicate(duplicate);
        }
        walk.resource(Element::resource(document.root()), profiles);
        walk.findings.finish(document)
    }
}
