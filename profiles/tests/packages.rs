//! Packages that mean harm, or are damaged, get a clear error within bounded time and memory.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use payerlab_profiles::package::{Package, PackageError};
use payerlab_profiles::snapshot::{Given, SnapshotError, Structures};
use rstest::rstest;
use tar::{EntryType, Header};

fn header(name: &str, size: u64, kind: EntryType) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o644);
    header.set_entry_type(kind);
    // Names that lead out of the archive cannot be set the usual way.
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_cksum();
    header
}

/// Gzip of headers, each with what follows it.
fn archive(entries: &[(Header, Vec<u8>)]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for (header, content) in entries {
        encoder.write_all(header.as_bytes()).unwrap();
        encoder.write_all(content).unwrap();
        encoder
            .write_all(&vec![
                0;
                content.len().next_multiple_of(512) - content.len()
            ])
            .unwrap();
    }
    encoder.write_all(&[0; 1024]).unwrap();
    encoder.finish().unwrap()
}

fn file(name: &str, content: &str) -> (Header, Vec<u8>) {
    (
        header(name, content.len() as u64, EntryType::Regular),
        content.as_bytes().to_vec(),
    )
}

fn link(kind: EntryType, target: &str) -> (Header, Vec<u8>) {
    let mut header = header("package/x.json", 0, kind);
    header.set_link_name(target).unwrap();
    header.set_cksum();
    (header, Vec::new())
}

const MANIFEST: &str = r#"{"name":"own.guide","version":"1.0.0"}"#;

fn manifest() -> (Header, Vec<u8>) {
    file("package/package.json", MANIFEST)
}

/// A folder that is a package with nothing in it.
fn empty_package() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("package.json"), MANIFEST).unwrap();
    folder
}

fn read(bytes: &[u8]) -> Result<Package, PackageError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.tgz");
    fs::write(&path, bytes).unwrap();
    Package::read(&path)
}

#[test]
fn an_honest_package_is_read() {
    let long = format!("package/{}.json", "x".repeat(150));
    let longer = (
        header("././@LongLink", long.len() as u64, EntryType::GNULongName),
        long.clone().into_bytes(),
    );
    let package = read(&archive(&[
        (header("package/", 0, EntryType::Directory), Vec::new()),
        manifest(),
        longer,
        file("package/cut", r#"{"resourceType":"Basic"}"#),
        file(
            "package/example/Basic-x.json",
            r#"{"resourceType":"Basic","code":{"text":"x"}}"#,
        ),
        file("package/other/x.json", "no JSON"),
    ]))
    .unwrap();
    assert_eq!((package.name(), package.version()), ("own.guide", "1.0.0"));
    assert_eq!(
        (package.definitions().count(), package.examples().count()),
        (1, 1)
    );
}

#[rstest]
#[case::up("../package/x.json", "leads out of the package")]
#[case::up_inside("package/../../x.json", "leads out of the package")]
#[case::absolute("/etc/x.json", "leads out of the package")]
#[case::drive("C:\\x.json", "leads out of the package")]
#[case::backslashes("..\\..\\x.json", "leads out of the package")]
fn names_that_lead_out_are_refused(#[case] name: &str, #[case] expected: &str) {
    let error = read(&archive(&[manifest(), file(name, "{}")]))
        .unwrap_err()
        .to_string();
    assert!(error.contains(expected), "{error}");
}

#[rstest]
#[case(EntryType::Symlink, "a link")]
#[case(EntryType::Link, "a link")]
#[case(EntryType::Fifo, "neither a file nor a folder")]
#[case(EntryType::Char, "neither a file nor a folder")]
fn links_and_devices_are_refused(#[case] kind: EntryType, #[case] expected: &str) {
    let error = read(&archive(&[manifest(), link(kind, "/etc/passwd")]))
        .unwrap_err()
        .to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn bombs_are_refused() {
    let huge = header("package/x.json", 600 << 20, EntryType::Regular);
    assert!(matches!(
        read(&archive(&[manifest(), (huge, Vec::new())])),
        Err(PackageError::TooLarge { .. })
    ));
    // Sizes that only together are too much.
    let third = || {
        (
            header("package/x.bin", 200 << 20, EntryType::Directory),
            Vec::new(),
        )
    };
    assert!(read(&archive(&[third(), third(), third()])).is_err());
    // A name is read whole before anything is known of it.
    let name = header("././@LongLink", 4 << 20, EntryType::GNULongName);
    let error = read(&archive(&[(name, vec![b'x'; 4 << 20]), manifest()]))
        .unwrap_err()
        .to_string();
    assert!(error.contains("a name longer than any file's"), "{error}");
    let extended = header("x", 4 << 20, EntryType::XHeader);
    assert!(read(&archive(&[(extended, vec![b'x'; 4 << 20]), manifest()])).is_err());
}

#[test]
fn too_many_files_are_refused() {
    let entries = vec![file("package/x", ""); 100_001];
    assert!(matches!(
        read(&archive(&entries)),
        Err(PackageError::TooManyFiles { .. })
    ));
}

#[test]
fn damage_anywhere_is_an_error_or_harmless() {
    let whole = archive(&[
        manifest(),
        file("package/x.json", r#"{"resourceType":"Basic"}"#),
    ]);
    // The end of an archive is only zeros: what is cut there is not missed.
    for at in (0..whole.len() * 3 / 4).step_by(3) {
        assert!(read(&whole[..at]).is_err(), "cut at {at}");
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let _ = read(&bytes);
    }
}

#[rstest]
#[case("package/x.json", "{\"resourceType\":", "x.json: ")]
#[case("package/package.json", "{", "package.json: ")]
#[case("package/package.json", "{\"name\":1}", "has no package.json")]
fn broken_json_is_named(#[case] name: &str, #[case] text: &str, #[case] expected: &str) {
    let mut entries = vec![file(name, text)];
    if name != "package/package.json" {
        entries.push(manifest());
    }
    let error = read(&archive(&entries)).unwrap_err().to_string();
    assert!(
        error.contains("own.tgz") && error.contains(expected),
        "{error}"
    );
}

#[test]
fn folders_are_read_within_the_same_limits() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("package.json", r#"{"name":"own.guide","version":"1.0.0"}"#);
    write("x.json", r#"{"resourceType":"Basic"}"#);
    // A folder with the name of a file is no file.
    fs::create_dir(folder.path().join("y.json")).unwrap();
    assert_eq!(
        Package::read(folder.path()).unwrap().definitions().count(),
        1
    );
    let huge = fs::File::create(folder.path().join("z.json")).unwrap();
    huge.set_len(600 << 20).unwrap();
    assert!(matches!(
        Package::read(folder.path()),
        Err(PackageError::TooLarge { .. })
    ));
    assert!(matches!(
        Package::read(Path::new("nowhere")),
        Err(PackageError::Io { .. })
    ));
}

#[cfg(unix)]
#[test]
fn what_never_ends_is_passed_over() {
    let folder = empty_package();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("x.json")).unwrap();
    assert_eq!(
        Package::read(folder.path()).unwrap().definitions().count(),
        0
    );
}

#[test]
fn snapshots_that_need_one_definition_after_the_other_are_stopped() {
    let folder = empty_package();
    let package = Package::read(folder.path()).unwrap();
    let structures = Structures::new(&package, &[], Given::Used);
    let mut asked = (0..100_000).map(|at| structures.find(&format!("https://example.org/{at}")));
    let stopped = asked.find_map(Result::err);
    assert!(
        matches!(stopped, Some(SnapshotError::TooMuchWork { .. })),
        "{stopped:?}"
    );
}
