//! A package in memory.

use std::path::Path;

use super::error::PackageError;
use super::manifest::{Dependency, Manifest, text};
use super::reader;
use crate::json::{Document, Node};

/// The resources of a package.
#[derive(Debug)]
pub struct Package {
    manifest: Manifest,
    definitions: Vec<Document>,
    examples: Vec<(String, Document)>,
}

impl Package {
    /// Reads a `.tgz` or a folder. Files that hold no FHIR resource (`package.json`, `.index.json`) are passed over.
    ///
    /// # Errors
    /// [`PackageError`] when it cannot be read or a file is no JSON.
    pub fn read(path: &Path) -> Result<Self, PackageError> {
        Self::read_files(path, true)
    }

    /// Reads a `.tgz` or a folder without its examples.
    ///
    /// # Errors
    /// As [`Package::read`].
    pub fn read_definitions(path: &Path) -> Result<Self, PackageError> {
        Self::read_files(path, false)
    }

    fn read_files(path: &Path, with_examples: bool) -> Result<Self, PackageError> {
        let mut manifest = None;
        let (mut definitions, mut examples) = (Vec::new(), Vec::new());
        for (name, content) in reader::files(path)? {
            let example = name.starts_with("example/");
            let skipped = name.starts_with('.')
                || (name.contains('/') && !(example && with_examples))
                || name.ends_with("schema.json");
            if skipped || name.contains("/.") {
                continue;
            }
            let document = Document::parse(content).map_err(|source| PackageError::Json {
                path: path.to_owned(),
                entry: name.clone(),
                source,
            })?;
            if name == "package.json" {
                manifest = Manifest::of(document.root());
            } else if text(document.root(), "resourceType").is_some() {
                if example {
                    examples.push((name, document));
                } else {
                    definitions.push(document);
                }
            }
        }
        let mut package = Self {
            manifest: Manifest::default(),
            definitions,
            examples,
        };
        package.manifest = manifest
            .or_else(|| package.guide())
            .or_else(|| package.release())
            .ok_or_else(|| PackageError::Unnamed {
                path: path.to_owned(),
            })?;
        Ok(package)
    }

    /// A guide that is not packed yet tells its package's name in its ImplementationGuide.
    fn guide(&self) -> Option<Manifest> {
        self.definitions()
            .filter(|node| text(*node, "resourceType").as_deref() == Some("ImplementationGuide"))
            .find_map(Manifest::of_guide)
    }

    /// The core package of a FHIR release has no package.json in some distributions; its definitions tell the release.
    fn release(&self) -> Option<Manifest> {
        let base = self.definitions().find(|node| {
            text(*node, "url").is_some_and(|url| url.ends_with("/StructureDefinition/Element"))
        })?;
        let version = text(base, "fhirVersion")?;
        version.starts_with("4.0.").then(|| Manifest {
            name: "hl7.fhir.r4.core".to_owned(),
            version,
            ..Manifest::default()
        })
    }

    /// The package's name.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// The package's version.
    pub fn version(&self) -> &str {
        &self.manifest.version
    }

    /// The packages that it needs.
    pub fn dependencies(&self) -> &[Dependency] {
        &self.manifest.dependencies
    }

    /// The releases of FHIR that it is for; empty when it does not say.
    pub fn fhir_versions(&self) -> &[String] {
        &self.manifest.fhir_versions
    }

    /// Whether it is for R4, or does not say what it is for.
    pub fn is_for_r4(&self) -> bool {
        self.manifest.is_for_r4()
    }

    /// The definitions, those inside Bundles included.
    pub fn definitions(&self) -> impl Iterator<Item = Node<'_>> {
        self.definitions.iter().flat_map(|document| {
            let root = document.root();
            let bundle = text(root, "resourceType").as_deref() == Some("Bundle");
            let entries = bundle.then(|| root.get("entry")).flatten();
            let inside = entries
                .into_iter()
                .flat_map(Node::items)
                .filter_map(|entry| entry.get("resource"));
            inside.chain((!bundle).then_some(root))
        })
    }

    /// The examples, with the name of the file of each.
    pub fn examples(&self) -> impl Iterator<Item = (&str, &Document)> {
        self.examples
            .iter()
            .map(|(name, document)| (name.as_str(), document))
    }
}
