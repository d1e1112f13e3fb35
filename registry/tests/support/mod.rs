//! What the tests share: archives of packages, and folders of them.

use std::fs;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

/// The `package.json` of a package with these dependencies.
pub(crate) fn manifest(name: &str, version: &str, dependencies: &[(&str, &str)]) -> Value {
    let dependencies: serde_json::Map<String, Value> = dependencies
        .iter()
        .map(|(name, version)| ((*name).to_owned(), json!(version)))
        .collect();
    json!({"name": name, "version": version, "fhirVersions": ["4.0.1"], "dependencies": dependencies})
}

/// A profile of Patient that asks for what its name says: `gender` for `https://example.org/NAME`.
pub(crate) fn profile(url: &str, base: &str, element: &str) -> Value {
    json!({
        "resourceType": "StructureDefinition", "url": url, "version": "1.0.0", "kind": "resource", "type": "Patient",
        "abstract": false, "derivation": "constraint", "baseDefinition": base,
        "differential": {"element": [{"path": format!("Patient.{element}"), "min": 1}]}
    })
}

/// A `.tgz` of these files.
pub(crate) fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // Names that lead out of the archive cannot be set the usual way.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, content.as_slice()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

/// A `.tgz` of a package that depends on others.
pub(crate) fn package(name: &str, version: &str, dependencies: &[(&str, &str)]) -> Vec<u8> {
    let manifest = manifest(name, version, dependencies).to_string();
    let profile = profile(
        &format!("https://example.org/{name}"),
        "http://hl7.org/fhir/StructureDefinition/Patient",
        "gender",
    );
    archive(&[
        ("package/package.json", manifest.into_bytes()),
        (
            "package/StructureDefinition-p.json",
            profile.to_string().into_bytes(),
        ),
    ])
}

/// Puts a package into a cache.
pub(crate) fn cached(
    cache: &Path,
    name: &str,
    version: &str,
    dependencies: &[(&str, &str)],
    files: &[Value],
) {
    let folder = cache.join(format!("{name}#{version}")).join("package");
    fs::create_dir_all(&folder).unwrap();
    let manifest = manifest(name, version, dependencies).to_string();
    fs::write(folder.join("package.json"), manifest).unwrap();
    for (at, file) in files.iter().enumerate() {
        fs::write(folder.join(format!("{at}.json")), file.to_string()).unwrap();
    }
}
