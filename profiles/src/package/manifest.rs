//! What a package says about itself in its `package.json` (FHIR NPM package specification, "Package manifest").

use std::path::Path;

use super::error::PackageError;
use super::reader;
use crate::json::{Document, Node};

/// A package that another needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// Its name, such as `hl7.fhir.us.core`.
    pub name: String,
    /// The versions that will do, as text: `6.1.0`, `6.1.x`, `^6.1.0`.
    pub version: String,
}

/// Name, version and dependencies of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The package's name.
    pub name: String,
    /// The package's version.
    pub version: String,
    /// What it needs, in the order of the file.
    pub dependencies: Vec<Dependency>,
    /// The releases of FHIR that it is for, such as `4.0.1`; empty when it does not say.
    pub fhir_versions: Vec<String>,
}

impl Manifest {
    /// Reads the `package.json` of a `.tgz` or a folder, and nothing else of it where that can be avoided.
    ///
    /// # Errors
    /// [`PackageError`] when the package or its `package.json` cannot be read.
    pub fn read(path: &Path) -> Result<Self, PackageError> {
        let unnamed = || PackageError::Unnamed {
            path: path.to_owned(),
        };
        let bytes = reader::manifest(path)?.ok_or_else(unnamed)?;
        let document = Document::parse(bytes).map_err(|source| PackageError::Json {
            path: path.to_owned(),
            entry: "package.json".to_owned(),
            source,
        })?;
        Self::of(document.root()).ok_or_else(unnamed)
    }

    /// The facts of a `package.json`; none when it has no name or no version.
    pub(super) fn of(root: Node<'_>) -> Option<Self> {
        let listed = root.get("dependencies").into_iter().flat_map(Node::members);
        let dependencies = listed
            .filter_map(|(name, version)| Some(dependency(&name, version.as_str()?.as_ref())));
        Some(Self {
            name: text(root, "name")?,
            version: text(root, "version")?,
            dependencies: dependencies.collect(),
            // Older packages list them under another name.
            fhir_versions: ["fhirVersions", "fhir-version-list"]
                .into_iter()
                .map(|key| texts(root, key))
                .find(|found| !found.is_empty())
                .unwrap_or_default(),
        })
    }

    /// Whether it is for R4, or does not say what it is for.
    pub fn is_for_r4(&self) -> bool {
        self.fhir_versions.is_empty()
            || self
                .fhir_versions
                .iter()
                .any(|version| version == "4.0" || version.starts_with("4.0."))
    }

    /// The facts of an ImplementationGuide, for folders that hold a guide before it is packed.
    pub(super) fn of_guide(root: Node<'_>) -> Option<Self> {
        let listed = root.get("dependsOn").into_iter().flat_map(Node::items);
        let dependencies = listed.filter_map(|one| {
            Some(Dependency {
                name: text(one, "packageId")?,
                version: text(one, "version")?,
            })
        });
        Some(Self {
            name: text(root, "packageId")?,
            version: text(root, "version")?,
            dependencies: dependencies.collect(),
            fhir_versions: texts(root, "fhirVersion"),
        })
    }
}

fn texts(node: Node<'_>, name: &str) -> Vec<String> {
    let items = node.get(name).into_iter().flat_map(Node::items);
    items
        .filter_map(|item| item.as_str().map(std::borrow::Cow::into_owned))
        .collect()
}

/// A guide that needs two versions of one package gives one of them another name: `"v311": "npm:hl7.fhir.us.core@3.1.1"`.
fn dependency(name: &str, version: &str) -> Dependency {
    let aliased = version
        .strip_prefix("npm:")
        .and_then(|rest| rest.rsplit_once('@'));
    let (name, version) = aliased.unwrap_or((name, version));
    Dependency {
        name: name.to_owned(),
        version: version.to_owned(),
    }
}

pub(super) fn text(node: Node<'_>, name: &str) -> Option<String> {
    node.get(name)?.as_str().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_keep_their_order_and_aliases_are_followed() {
        let document = Document::parse(
            r#"{"name":"example.guide","version":"1.0.0","dependencies":{"b":"1.x","us.core.v311":"npm:hl7.fhir.us.core@3.1.1","a":"2.0.0"}}"#,
        )
        .unwrap();
        let manifest = Manifest::of(document.root()).unwrap();
        let listed: Vec<String> = manifest
            .dependencies
            .iter()
            .map(|one| format!("{}@{}", one.name, one.version))
            .collect();
        assert_eq!(listed, ["b@1.x", "hl7.fhir.us.core@3.1.1", "a@2.0.0"]);
    }
}
