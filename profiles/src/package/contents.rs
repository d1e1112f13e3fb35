//! A package in memory.

use std::path::Path;

use crate::json::{Document, Node};

use super::error::PackageError;
use super::reader;

/// The resources of a package.
#[derive(Debug)]
pub struct Package {
    name: String,
    version: String,
    definitions: Vec<Document>,
    examples: Vec<(String, Document)>,
}

impl Package {
    /// Reads a `.tgz` or a folder. Files that hold no FHIR resource (`package.json`, `.index.json`) are passed over.
    ///
    /// # Errors
    /// [`PackageError`] when it cannot be read or a file is no JSON.
    pub fn read(path: &Path) -> Result<Self, PackageError> {
        let mut named = None;
        let (mut definitions, mut examples) = (Vec::new(), Vec::new());
        for (name, content) in reader::files(path)? {
            let example = name.starts_with("example/");
            let skipped = name.starts_with('.')
                || (name.contains('/') && !example)
                || name.ends_with("schema.json");
            if skipped || name.contains("/.") {
                continue;
            }
            let document = Document::parse(content).map_err(|source| PackageError::Json {
                path: name.clone(),
                source,
            })?;
            if name == "package.json" {
                named = text(document.root(), "name").zip(text(document.root(), "version"));
            } else if text(document.root(), "resourceType").is_some() {
                if example {
                    examples.push((name, document));
                } else {
                    definitions.push(document);
                }
            }
        }
        let mut package = Self {
            name: String::new(),
            version: String::new(),
            definitions,
            examples,
        };
        let named = named.or_else(|| package.release());
        (package.name, package.version) = named.ok_or_else(|| PackageError::Unnamed {
            path: path.to_owned(),
        })?;
        Ok(package)
    }

    /// The core package of a FHIR release has no package.json in some distributions; its definitions tell the release.
    fn release(&self) -> Option<(String, String)> {
        let base = self.definitions().find(|node| {
            text(*node, "url").is_some_and(|url| url.ends_with("/StructureDefinition/Element"))
        })?;
        let version = text(base, "fhirVersion")?;
        version
            .starts_with("4.0.")
            .then(|| ("hl7.fhir.r4.core".to_owned(), version))
    }

    /// The package's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The package's version.
    pub fn version(&self) -> &str {
        &self.version
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

fn text(node: Node<'_>, name: &str) -> Option<String> {
    node.get(name)?.as_str().map(std::borrow::Cow::into_owned)
}
