//! Bytes as a FHIR package: reading the archive, compiling what it holds, and opening the pack that comes out.
//!
//! Three forms, so that a change of a byte reaches every layer: a gzip stream as it is; a tar, which is compressed here; and
//! text of which each line is a file `package/N.json`.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use payerlab_profiles::compile::compile;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Pack;
use payerlab_profiles::package::Package;
use payerlab_profiles::validate::Validator;
use tempfile::NamedTempFile;

const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Reads, compiles, and validates a small resource with what came out.
pub fn run(bytes: &[u8]) {
    let Some(archive) = archive(bytes) else {
        return;
    };
    let Ok(package) = Package::read(archive.path()) else {
        return;
    };
    let Ok(compiled) = compile(&package) else {
        return;
    };
    let pack = Pack::open(compiled).expect("what is compiled can be opened");
    let profiles: Vec<String> = pack
        .keys(payerlab_profiles::pack::Section::Structure)
        .map(str::to_owned)
        .collect();
    let profiles: Vec<&str> = profiles.iter().map(String::as_str).collect();
    let validator = Validator::new(vec![Arc::new(pack)]);
    let resource = r#"{"resourceType":"Patient","id":"p","gender":"male","name":[{"family":"x"}]}"#;
    let document = Document::parse(resource).expect("the resource is JSON");
    validator.validate(&document, &profiles);
}

fn archive(bytes: &[u8]) -> Option<NamedTempFile> {
    let mut file = tempfile::Builder::new().suffix(".tgz").tempfile().ok()?;
    if bytes.starts_with(&GZIP) {
        file.write_all(bytes).ok()?;
        return Some(file);
    }
    let mut gzip = GzEncoder::new(&mut file, Compression::none());
    if bytes.get(257..262) == Some(b"ustar") {
        gzip.write_all(bytes).ok()?;
    } else {
        let mut tar = tar::Builder::new(&mut gzip);
        add(
            &mut tar,
            "package/package.json",
            br#"{"name":"example.fuzz","version":"1.0.0"}"#,
        )?;
        for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            add(&mut tar, &format!("package/{number}.json"), line)?;
        }
        tar.finish().ok()?;
    }
    gzip.finish().ok()?;
    Some(file)
}

fn add(tar: &mut tar::Builder<impl Write>, name: &str, content: &[u8]) -> Option<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, name, content).ok()
}
