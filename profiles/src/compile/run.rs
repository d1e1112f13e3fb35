//! From packages to pack files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::CompileError;
use super::fields::text;
use super::{capability, search, terminology};
use crate::pack::{Pack, PackBuilder, SearchFacts, Section};
use crate::package::Package;
use crate::snapshot::{Given, SnapshotError, Structures};

/// Definitions that are not HL7's: one distribution of the R4 definitions carries its author's own along.
const FOREIGN: &str = "https://medplum.com/";
/// Tables of HL7 v2 that no binding of R4 or of the guides asks for would make up half of the pack.
const V2_TABLES: &str = "http://terminology.hl7.org/CodeSystem/v2-";
const V2_VALUE_SETS: &str = "http://terminology.hl7.org/ValueSet/v2-";

/// A package compiled.
#[derive(Debug)]
pub struct Compiled {
    /// The bytes of the pack.
    pub pack: Vec<u8>,
    /// Profiles that are not in it, because they have no snapshot and none can be made.
    pub left_out: Vec<SnapshotError>,
}

/// Compiles one package into the bytes of a pack. Snapshots that it lacks are made with the help of the embedded guides.
///
/// # Errors
/// As [`compile_with`].
pub fn compile(package: &Package) -> Result<Vec<u8>, CompileError> {
    compile_with(package, &[]).map(|compiled| compiled.pack)
}

/// Compiles one package. Snapshots that it lacks are made with the help of `known`, the packs of what it depends on, and of
/// the embedded guides.
///
/// # Errors
/// [`CompileError::Snapshot`] when profiles are based on each other in a circle, [`CompileError::Pack`] when the pack would
/// be beyond its limits.
pub fn compile_with(package: &Package, known: &[Arc<Pack>]) -> Result<Compiled, CompileError> {
    let structures = Structures::new(package, known, Given::Used);
    let mut left_out = Vec::new();
    let mut builder = PackBuilder::default();
    let mut parameters: BTreeMap<String, Vec<SearchFacts>> = BTreeMap::new();
    let used = used_tables(package);
    for node in package.definitions() {
        let Some(url) = text(node, "url").filter(|url| !url.starts_with(FOREIGN)) else {
            continue;
        };
        let table = url
            .strip_prefix(V2_TABLES)
            .or_else(|| url.strip_prefix(V2_VALUE_SETS));
        if table.is_some_and(|table| !used.iter().any(|used| used == table)) {
            continue;
        }
        match text(node, "resourceType").as_deref() {
            Some("StructureDefinition") => match structures.of(node) {
                Ok(Some(facts)) => builder.add(Section::Structure, &url, &*facts)?,
                Ok(None) => {}
                Err(error) if error.is_hopeless() => return Err(error.into()),
                Err(error) => left_out.push(error),
            },
            Some("ValueSet") => {
                builder.add(Section::ValueSet, &url, &terminology::value_set(node))?;
            }
            Some("CodeSystem") => {
                builder.add(Section::CodeSystem, &url, &terminology::code_system(node))?;
            }
            Some("SearchParameter") => {
                search::search_parameter(node, &mut parameters);
            }
            Some("CapabilityStatement") => {
                for (type_name, facts) in capability::capabilities(node) {
                    builder.add(Section::Capability, &type_name, &facts)?;
                }
            }
            Some("CompartmentDefinition") => {
                if let Some((code, facts)) = search::compartment(node) {
                    builder.add(Section::Compartment, &code, &facts)?;
                }
            }
            _ => {}
        }
    }
    for (type_name, facts) in &mut parameters {
        facts.sort_by(|left, right| (&left.code, &left.url).cmp(&(&right.code, &right.url)));
        builder.add(Section::Search, type_name, facts)?;
    }
    Ok(Compiled {
        pack: builder.finish(package.name(), package.version())?,
        left_out,
    })
}

/// Numbers of the v2 tables that a structure or another value set refers to.
fn used_tables(package: &Package) -> Vec<String> {
    let mut used = Vec::new();
    for node in package.definitions() {
        if text(node, "url")
            .is_some_and(|url| url.starts_with(V2_TABLES) || url.starts_with(V2_VALUE_SETS))
        {
            continue;
        }
        for prefix in [V2_TABLES, V2_VALUE_SETS] {
            for (at, _) in node.text().match_indices(prefix) {
                let rest = &node.text()[at + prefix.len()..];
                used.push(
                    rest.chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                        .collect(),
                );
            }
        }
    }
    used.sort_unstable();
    used.dedup();
    used
}

/// Compiles packages (`.tgz` or folders) into `out`, one `NAME-VERSION.pack` each, and returns the files written. A package
/// that another depends on comes before it.
///
/// # Errors
/// [`CompileError`] for the first package that cannot be read, compiled or written.
pub fn run(sources: &[PathBuf], out: &Path) -> Result<Vec<PathBuf>, CompileError> {
    fs::create_dir_all(out).map_err(|source| CompileError::Io {
        path: out.to_owned(),
        source,
    })?;
    let (mut written, mut known) = (Vec::new(), Vec::new());
    for source in sources {
        let package = Package::read_definitions(source)?;
        let path = out.join(format!("{}-{}.pack", package.name(), package.version()));
        let compiled = compile_with(&package, &known)?;
        if let Some(error) = compiled.left_out.into_iter().next() {
            return Err(error.into());
        }
        fs::write(&path, &compiled.pack).map_err(|source| CompileError::Io {
            path: path.clone(),
            source,
        })?;
        known.insert(0, Arc::new(Pack::open(compiled.pack)?));
        written.push(path);
    }
    Ok(written)
}
