//! From packages to pack files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::pack::{PackBuilder, SearchFacts, Section};
use crate::package::Package;

use super::error::CompileError;
use super::fields::text;
use super::{capability, search, structure, terminology};

/// Definitions that are not HL7's: one distribution of the R4 definitions carries its author's own along.
const FOREIGN: &str = "https://medplum.com/";
/// Tables of HL7 v2 that no binding of R4 or of the guides asks for would make up half of the pack.
const V2_TABLES: &str = "http://terminology.hl7.org/CodeSystem/v2-";
const V2_VALUE_SETS: &str = "http://terminology.hl7.org/ValueSet/v2-";

/// Compiles one package into the bytes of a pack.
///
/// # Errors
/// [`CompileError::Pack`] when the pack would be beyond its limits.
pub fn compile(package: &Package) -> Result<Vec<u8>, CompileError> {
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
            Some("StructureDefinition") => {
                if let Some(facts) = structure::structure(node) {
                    builder.add(Section::Structure, &url, &facts)?;
                }
            }
            Some("ValueSet") => {
                builder.add(Section::ValueSet, &url, &terminology::value_set(node))?
            }
            Some("CodeSystem") => {
                builder.add(Section::CodeSystem, &url, &terminology::code_system(node))?
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
    Ok(builder.finish(package.name(), package.version())?)
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

/// Compiles packages (`.tgz` or folders) into `out`, one `NAME-VERSION.pack` each, and returns the files written.
///
/// # Errors
/// [`CompileError`] for the first package that cannot be read, compiled or written.
pub fn run(sources: &[PathBuf], out: &Path) -> Result<Vec<PathBuf>, CompileError> {
    fs::create_dir_all(out).map_err(|source| CompileError::Io {
        path: out.to_owned(),
        source,
    })?;
    let mut written = Vec::new();
    for source in sources {
        let package = Package::read(source)?;
        let path = out.join(format!("{}-{}.pack", package.name(), package.version()));
        fs::write(&path, compile(&package)?).map_err(|source| CompileError::Io {
            path: path.clone(),
            source,
        })?;
        written.push(path);
    }
    Ok(written)
}
