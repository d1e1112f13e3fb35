//! From packages to pack files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pack::{PackBuilder, Section};
use crate::package::Package;

use super::error::CompileError;
use super::fields::text;
use super::structure;

/// Definitions that are not HL7's: one distribution of the R4 definitions carries its author's own along.
const FOREIGN: &str = "https://medplum.com/";

/// Compiles one package into the bytes of a pack.
///
/// # Errors
/// [`CompileError::Pack`] when the pack would be beyond its limits.
pub fn compile(package: &Package) -> Result<Vec<u8>, CompileError> {
    let mut builder = PackBuilder::default();
    for node in package.definitions() {
        let Some(url) = text(node, "url").filter(|url| !url.starts_with(FOREIGN)) else {
            continue;
        };
        if let Some("StructureDefinition") = text(node, "resourceType").as_deref()
            && let Some(facts) = structure::structure(node)
        {
            builder.add(Section::Structure, &url, &facts)?;
        }
    }
    Ok(builder.finish(package.name(), package.version())?)
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
