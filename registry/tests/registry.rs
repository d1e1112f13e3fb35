//! Packages come from a registry whole, or not at all.

mod support;

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use payerlab_registry::{Cache, Client, InstallError, Installed, PackageId, install};
use rstest::rstest;
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha512};
use support::{archive, cached, manifest, package};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

fn sha1(bytes: &[u8]) -> String {
    Sha1::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A file of which any part can be asked for.
struct Ranged(Vec<u8>);

impl Respond for Ranged {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let range = request
            .headers
            .get("range")
            .and_then(|range| range.to_str().ok());
        let from = range.and_then(|range| {
            range
                .strip_prefix("bytes=")?
                .strip_suffix('-')?
                .parse::<usize>()
                .ok()
        });
        let all = self.0.len();
        match from {
            None => ResponseTemplate::new(200).set_body_bytes(self.0.clone()),
            Some(from) if from < all => ResponseTemplate::new(206)
                .insert_header("content-range", format!("bytes {from}-{}/{all}", all - 1))
                .set_body_bytes(self.0[from..].to_vec()),
            Some(_) => {
                ResponseTemplate::new(416).insert_header("content-range", format!("bytes */{all}"))
            }
        }
    }
}

/// A registry with packages, each by name, version and archive.
async fn registry(packages: &[(&str, &str, Vec<u8>)]) -> MockServer {
    let server = MockServer::start().await;
    let mut listings: Vec<(&str, Value)> = Vec::new();
    for (name, version, bytes) in packages {
        let file = format!("/files/{name}-{version}.tgz");
        let dist = json!({
            "tarball": format!("{}{file}", server.uri()),
            "shasum": sha1(bytes),
            "integrity": format!("sha512-{}", STANDARD.encode(Sha512::digest(bytes)))
        });
        let at = match listings.iter().position(|(listed, _)| listed == name) {
            Some(at) => at,
            None => {
                listings.push((
                    name,
                    json!({"_id": name, "name": name, "dist-tags": {}, "versions": {}}),
                ));
                listings.len() - 1
            }
        };
        listings[at].1["versions"][version] =
            json!({"name": name, "version": version, "dist": dist});
        listings[at].1["dist-tags"]["latest"] = json!(version);
        Mock::given(method("GET"))
            .and(path(file))
            .respond_with(Ranged(bytes.clone()))
            .mount(&server)
            .await;
    }
    for (name, listing) in listings {
        Mock::given(method("GET"))
            .and(path(format!("/{name}")))
            .respond_with(ResponseTemplate::new(200).set_body_json(listing))
            .mount(&server)
            .await;
    }
    server
}

async fn added(registry: &str, cache: &Path, wanted: &[&str]) -> Result<Installed, InstallError> {
    let client = Client::new(registry)?.with_pause(Duration::ZERO);
    let wanted: Vec<PackageId> = wanted
        .iter()
        .map(|text| PackageId::parse(text).unwrap())
        .collect();
    install(&client, &Cache::locate(Some(cache)).unwrap(), &wanted).await
}

/// The names of what a cache holds, unfinished work included.
fn left(cache: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(cache)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn guide(version: &str) -> (&'static str, String, Vec<u8>) {
    (
        "own.guide",
        version.to_owned(),
        package("own.guide", version, &[]),
    )
}

#[rstest]
#[case("own.guide@1.0.0", "1.0.0")]
#[case("own.guide#1.0.0", "1.0.0")]
#[case("own.guide@1.0.x", "1.0.10")]
#[case("own.guide@^1.0.0", "1.2.0")]
#[case("own.guide@1.x || 2.x", "2.0.0")]
#[case("own.guide", "2.0.0")]
#[case("own.guide@2.1.0-ballot", "2.1.0-ballot")]
#[tokio::test]
async fn the_version_that_will_do_is_added(#[case] wanted: &str, #[case] version: &str) {
    let all = ["1.0.0", "1.0.9", "1.0.10", "1.2.0", "2.1.0-ballot", "2.0.0"].map(guide);
    let all = all
        .each_ref()
        .map(|(name, version, bytes)| (*name, version.as_str(), bytes.clone()));
    let server = registry(&all).await;
    let folder = TempDir::new().unwrap();
    let cache = folder.path().join("made/on/the/way");
    let done = added(&server.uri(), &cache, &[wanted]).await.unwrap();
    assert_eq!(done.added, [format!("own.guide@{version}")]);
    assert_eq!(left(&cache), [format!("own.guide#{version}")]);
    assert!(
        cache
            .join(format!(
                "own.guide#{version}/package/StructureDefinition-p.json"
            ))
            .is_file()
    );
}

#[tokio::test]
async fn packages_come_with_what_they_depend_on_and_only_once() {
    let needs = [
        ("hl7.fhir.r4.core", "4.0.1"),
        ("hl7.fhir.us.core", "6.1.0"),
        ("shared.guide", "1.x"),
        ("other.guide", "1.0.0"),
        ("absent.guide", "1.0.0"),
        ("shared.guide.old", "npm:shared.guide@0.1.0"),
        ("built.daily", "current"),
    ];
    let server = registry(&[
        ("own.guide", "1.0.0", package("own.guide", "1.0.0", &needs)),
        (
            "other.guide",
            "1.0.0",
            package(
                "other.guide",
                "1.0.0",
                &[("shared.guide", "1.1.x"), ("kept.guide", "3.0.0")],
            ),
        ),
        (
            "shared.guide",
            "0.1.0",
            package("shared.guide", "0.1.0", &[]),
        ),
        (
            "shared.guide",
            "1.1.2",
            package("shared.guide", "1.1.2", &[]),
        ),
        ("kept.guide", "3.0.0", package("kept.guide", "3.0.0", &[])),
    ])
    .await;
    let folder = TempDir::new().unwrap();
    cached(folder.path(), "kept.guide", "3.0.0", &[], &[]);
    let done = added(
        &server.uri(),
        folder.path(),
        &["own.guide@1.0.0", "other.guide@1.0.0"],
    )
    .await
    .unwrap();
    assert_eq!(
        done.added,
        [
            "own.guide@1.0.0",
            "other.guide@1.0.0",
            "shared.guide@1.1.2",
            "shared.guide@0.1.0"
        ]
    );
    assert_eq!(done.present, ["hl7.fhir.us.core@6.1.0", "kept.guide@3.0.0"]);
    assert_eq!(done.notes.len(), 2, "{:?}", done.notes);
    assert!(done.notes[0].contains("has no package absent.guide"));
    assert!(done.notes[1].contains("\"current\" names whatever was built last"));
    let again = added(&server.uri(), folder.path(), &["own.guide@1.0.0"])
        .await
        .unwrap();
    assert_eq!(again.added, Vec::<String>::new());
    assert_eq!(again.present[0], "own.guide@1.0.0");
}

#[tokio::test]
async fn packages_that_depend_on_each_other_are_named() {
    let server = registry(&[
        (
            "ring.one",
            "1.0.0",
            package("ring.one", "1.0.0", &[("ring.two", "1.0.x")]),
        ),
        (
            "ring.two",
            "1.0.0",
            package("ring.two", "1.0.0", &[("ring.one", "1.0.0")]),
        ),
    ])
    .await;
    let folder = TempDir::new().unwrap();
    let error = added(&server.uri(), folder.path(), &["ring.one@1.0.0"])
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "these packages depend on each other in a circle: ring.one@1.0.0 -> ring.two@1.0.0 -> ring.one@1.0.0"
    );
}

#[tokio::test]
async fn what_the_registry_lacks_is_named() {
    let server = registry(&[
        ("own.guide", "1.0.0", package("own.guide", "1.0.0", &[])),
        ("own.guide", "1.1.0", package("own.guide", "1.1.0", &[])),
    ])
    .await;
    let folder = TempDir::new().unwrap();
    let base = format!("{}/", server.uri());
    for (wanted, expected) in [
        (
            "other.guide@1.0.0",
            format!("the registry {base} has no package other.guide"),
        ),
        (
            "own.guide@2.x",
            format!("the registry {base} has no version 2.* of own.guide; it has 1.1.0, 1.0.0"),
        ),
        (
            "own.guide@9.9.9",
            format!("the registry {base} has no version 9.9.9 of own.guide; it has 1.1.0, 1.0.0"),
        ),
    ] {
        let error = added(&server.uri(), folder.path(), &[wanted])
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(left(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn a_registry_that_is_none_is_named() {
    let server = MockServer::start().await;
    let answer = |name: &str, template: ResponseTemplate| {
        Mock::given(method("GET"))
            .and(path(format!("/{name}")))
            .respond_with(template)
    };
    answer(
        "a.page",
        ResponseTemplate::new(200).set_body_string("<html>"),
    )
    .mount(&server)
    .await;
    answer("a.fault", ResponseTemplate::new(503))
        .mount(&server)
        .await;
    let odd = json!({"versions": {"../../x": {"dist": {}}}, "dist-tags": {"latest": "../../x"}});
    answer("an.attack", ResponseTemplate::new(200).set_body_json(odd))
        .mount(&server)
        .await;
    let file = json!({"versions": {"1.0.0": {"dist": {"tarball": "file:///etc/passwd"}}}});
    answer("a.file", ResponseTemplate::new(200).set_body_json(file))
        .mount(&server)
        .await;
    let folder = TempDir::new().unwrap();
    for (wanted, expected) in [
        ("a.page", "answers with no list of versions"),
        ("a.fault", "answers with status 503"),
        ("an.attack", "is no version"),
        ("a.file", "is no web address"),
    ] {
        let error = added(&server.uri(), folder.path(), &[wanted])
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
    for (registry, expected) in [
        ("nowhere", "\"nowhere\" is no address of a registry"),
        ("ftp://registry.example.org", "neither http nor https"),
    ] {
        let error = added(registry, folder.path(), &["own.guide"])
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_registry_out_of_reach_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let folder = TempDir::new().unwrap();
    let error = added(&format!("http://{address}"), folder.path(), &["own.guide"])
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot reach http://{address}/own.guide: ")),
        "{error}"
    );
    // Nothing of TLS is spoken there.
    let server = MockServer::start().await;
    let secure = server.uri().replace("http:", "https:");
    let error = added(&secure, folder.path(), &["own.guide"])
        .await
        .unwrap_err();
    assert!(
        error.to_string().starts_with("cannot reach https://"),
        "{error}"
    );
}

/// A registry with one package, which says this of its archive.
async fn promising(sums: Value) -> MockServer {
    let server = MockServer::start().await;
    let mut dist = sums;
    dist["tarball"] = json!("files/own.tgz");
    Mock::given(path("/own.guide"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"versions": {"1.0.0": {"dist": dist}}})),
        )
        .mount(&server)
        .await;
    Mock::given(path("/files/own.tgz"))
        .respond_with(Ranged(package("own.guide", "1.0.0", &[])))
        .mount(&server)
        .await;
    server
}

#[rstest]
#[case(json!({"shasum": "0000000000000000000000000000000000000000"}), "the SHA-1 sum of ")]
#[case(json!({"integrity": "sha512-AAAA"}), "the SHA-512 sum of ")]
#[case(json!({"integrity": "md5-AAAA"}), "cannot be compared")]
#[tokio::test]
async fn another_archive_than_promised_is_not_kept(#[case] sums: Value, #[case] expected: &str) {
    let server = promising(sums).await;
    let folder = TempDir::new().unwrap();
    let error = added(&server.uri(), folder.path(), &["own.guide@1.0.0"])
        .await
        .unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    assert_eq!(left(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn an_archive_without_a_checksum_is_kept_and_noted() {
    let server = promising(json!({})).await;
    let folder = TempDir::new().unwrap();
    let done = added(&server.uri(), folder.path(), &["own.guide@1.0.0"])
        .await
        .unwrap();
    assert_eq!(done.added, ["own.guide@1.0.0"]);
    assert_eq!(
        done.notes,
        ["own.guide@1.0.0: the registry gives no checksum, so what came was not compared with one"]
    );
}

/// The rest of a download is asked for, also by a later run; a part of another archive is thrown away.
#[rstest]
#[case::a_part(|bytes: &[u8]| bytes[..bytes.len() / 2].to_vec(), "bytes=")]
#[case::all_of_it(|bytes: &[u8]| bytes.to_vec(), "bytes=")]
#[case::too_much(|bytes: &[u8]| [bytes, b"more"].concat(), "bytes=")]
#[case::of_another(|bytes: &[u8]| vec![7; bytes.len() / 2], "bytes=")]
#[tokio::test]
async fn downloads_go_on_where_they_broke_off(
    #[case] part: fn(&[u8]) -> Vec<u8>,
    #[case] asked: &str,
) {
    let bytes = package("own.guide", "1.0.0", &[]);
    let server = registry(&[("own.guide", "1.0.0", bytes.clone())]).await;
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join(".own.guide#1.0.0.tgz.part"),
        part(&bytes),
    )
    .unwrap();
    let done = added(&server.uri(), folder.path(), &["own.guide@1.0.0"])
        .await
        .unwrap();
    assert_eq!(done.added, ["own.guide@1.0.0"]);
    assert_eq!(left(folder.path()), ["own.guide#1.0.0"]);
    let requests = server.received_requests().await.unwrap();
    let ranges: Vec<&str> = requests
        .iter()
        .filter_map(|request| request.headers.get("range")?.to_str().ok())
        .collect();
    assert!(ranges[0].starts_with(asked), "{ranges:?}");
}

/// What a server does with a connection: how many bytes of the archive it sends before it closes, whether it heeds ranges.
#[derive(Clone, Copy)]
struct Break {
    bytes: usize,
    ranges: bool,
}

/// A registry that breaks off, one connection after the other; the ranges that it was asked for are kept.
async fn breaking(bytes: Vec<u8>, breaks: Vec<Break>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    let listing = json!({"versions": {"1.0.0": {"dist": {
        "tarball": format!("{base}/own.tgz"), "shasum": sha1(&bytes)}}}})
    .to_string();
    tokio::spawn(async move {
        let mut breaks = breaks.into_iter();
        loop {
            let (mut stream, _) = listener.accept().await?;
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                if stream.read(&mut byte).await? == 0 {
                    break;
                }
                request.push(byte[0]);
            }
            let request = String::from_utf8_lossy(&request).to_lowercase();
            if !request.starts_with("get /own.tgz") {
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    listing.len()
                );
                stream.write_all((head + &listing).as_bytes()).await?;
                continue;
            }
            let range = request
                .lines()
                .find_map(|line| line.strip_prefix("range: bytes="));
            log.lock().unwrap().push(range.unwrap_or("all").to_owned());
            let now = breaks.next().unwrap_or(Break {
                bytes: usize::MAX,
                ranges: true,
            });
            let from = range
                .filter(|_| now.ranges)
                .and_then(|range| range.strip_suffix('-')?.parse().ok())
                .unwrap_or(0);
            let rest = &bytes[from..];
            let status = match from {
                0 => "200 OK".to_owned(),
                _ => format!(
                    "206 Partial Content\r\ncontent-range: bytes {from}-{}/{}",
                    bytes.len() - 1,
                    bytes.len()
                ),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                rest.len()
            );
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&rest[..now.bytes.min(rest.len())]).await?;
            stream.shutdown().await?;
        }
        #[expect(unreachable_code, reason = "tells the type of the loop's errors")]
        Ok::<(), io::Error>(())
    });
    (base, asked)
}

#[tokio::test]
async fn a_broken_download_is_resumed() {
    let bytes = package("own.guide", "1.0.0", &[]);
    let once = |bytes| Break {
        bytes,
        ranges: true,
    };
    let (base, asked) = breaking(bytes, vec![once(100), once(0), once(50)]).await;
    let folder = TempDir::new().unwrap();
    let done = added(&base, folder.path(), &["own.guide@1.0.0"])
        .await
        .unwrap();
    assert_eq!(done.added, ["own.guide@1.0.0"]);
    assert_eq!(*asked.lock().unwrap(), ["all", "100-", "100-", "150-"]);
}

#[tokio::test]
async fn a_server_without_ranges_sends_all_again() {
    let bytes = package("own.guide", "1.0.0", &[]);
    let once = |bytes| Break {
        bytes,
        ranges: false,
    };
    let (base, asked) = breaking(bytes, vec![once(100), once(usize::MAX)]).await;
    let folder = TempDir::new().unwrap();
    let done = added(&base, folder.path(), &["own.guide@1.0.0"])
        .await
        .unwrap();
    assert_eq!(done.added, ["own.guide@1.0.0"]);
    assert_eq!(*asked.lock().unwrap(), ["all", "100-"]);
}

#[tokio::test]
async fn a_download_that_never_ends_is_given_up_and_kept() {
    let bytes = package("own.guide", "1.0.0", &[]);
    let breaks = [100, 0, 0, 0, 0].map(|bytes| Break {
        bytes,
        ranges: true,
    });
    let (base, asked) = breaking(bytes, breaks.to_vec()).await;
    let folder = TempDir::new().unwrap();
    let error = added(&base, folder.path(), &["own.guide@1.0.0"])
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("breaks off after 100 bytes"),
        "{error}"
    );
    assert_eq!(left(folder.path()), [".own.guide#1.0.0.tgz.part"]);
    // The next run goes on from there.
    let done = added(&base, folder.path(), &["own.guide@1.0.0"])
        .await
        .unwrap();
    assert_eq!(done.added, ["own.guide@1.0.0"]);
    assert_eq!(asked.lock().unwrap().last().unwrap(), "100-");
}

/// An archive whose only file is said to be larger than any package.
fn bomb() -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path("package/package.json").unwrap();
    header.set_size(600 << 20);
    header.set_cksum();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(header.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[rstest]
#[case::not_an_archive(b"no archive".to_vec(), "is not a readable .tgz")]
#[case::cut({ let all = package("own.guide", "1.0.0", &[]); all[..all.len() / 2].to_vec() }, "is not a readable .tgz")]
#[case::another_package(package("other.guide", "1.0.0", &[]), "holds other.guide@1.0.0; it is not kept")]
#[case::another_version(package("own.guide", "2.0.0", &[]), "holds own.guide@2.0.0; it is not kept")]
#[case::no_manifest(archive(&[("package/x.json", b"{}".to_vec())]), "has no package.json")]
#[case::another_folder(archive(&[("own/package.json", manifest("own.guide", "1.0.0", &[]).to_string().into_bytes())]), "has no package.json")]
#[case::broken_manifest(archive(&[("package/package.json", b"{\"name\":".to_vec())]), "package.json")]
#[case::leads_out(archive(&[("../../evil.json", b"{}".to_vec())]), "leads out of the package")]
#[case::absolute(archive(&[("/etc/evil.json", b"{}".to_vec())]), "leads out of the package")]
#[case::backslashes(archive(&[("package\\..\\..\\evil.json", b"{}".to_vec())]), "leads out of the package")]
#[case::a_bomb(bomb(), "unpacks to more than 512 MiB")]
#[tokio::test]
async fn hostile_archives_are_refused_and_leave_nothing(
    #[case] bytes: Vec<u8>,
    #[case] expected: &str,
) {
    let server = registry(&[("own.guide", "1.0.0", bytes)]).await;
    let folder = TempDir::new().unwrap();
    let cache = folder.path().join("cache");
    let error = added(&server.uri(), &cache, &["own.guide@1.0.0"])
        .await
        .unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    assert_eq!(left(&cache), Vec::<String>::new());
    assert_eq!(left(folder.path()), ["cache"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_cache_that_cannot_be_written_is_named() {
    let server = registry(&[("own.guide", "1.0.0", package("own.guide", "1.0.0", &[]))]).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = added(&server.uri(), &file.join("cache"), &["own.guide@1.0.0"])
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("cannot make the package cache"),
        "{error}"
    );
    // Writing to the device fails as it does on a disk that is full.
    let cache = folder.path().join("cache");
    fs::create_dir(&cache).unwrap();
    std::os::unix::fs::symlink("/dev/full", cache.join(".own.guide#1.0.0.tgz.part")).unwrap();
    let error = added(&server.uri(), &cache, &["own.guide@1.0.0"])
        .await
        .unwrap_err();
    assert!(error.to_string().starts_with("cannot write"), "{error}");
}
