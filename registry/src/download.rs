//! Getting the archive of a package: into a `.part` file that a broken download is resumed from (RFC 9110, section 14,
//! range requests), and compared with the sums that the registry gives (npm "package metadata", `dist`; W3C "Subresource
//! Integrity").

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reqwest::header::{CONTENT_RANGE, RANGE};
use reqwest::{Response, StatusCode};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use thiserror::Error;
use url::Url;

use crate::client::{Client, ClientError, Tarball, unreachable};

/// The largest packages have some 30 MiB.
const MAX_ARCHIVE: u64 = 512 << 20;
/// So many breaks in a row without a byte more are no accident.
const MAX_BREAKS: u32 = 4;

/// An archive that cannot be had.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum DownloadError {
    /// The server cannot be asked.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The connection breaks again and again.
    #[error(
        "the download of {url} breaks off after {bytes} bytes: {why}; run the command again to go on from there"
    )]
    Broken {
        url: String,
        /// How much of it is there.
        bytes: u64,
        /// Why no more comes.
        why: String,
    },
    /// What came is not what the registry says there is.
    #[error(
        "the {kind} sum of {url} is {found}, but the registry says {expected}; what came is not kept"
    )]
    Checksum {
        url: String,
        /// The kind of sum.
        kind: &'static str,
        /// What it should be.
        expected: String,
        found: String,
    },
    /// The sum that the registry gives is none.
    #[error("the registry gives {text:?} as the sum of {url}, which cannot be compared")]
    Sum { url: String, text: String },
    /// An archive beyond any honest size.
    #[error("{url} is larger than {} MiB", MAX_ARCHIVE >> 20)]
    TooLarge { url: String },
    /// The disk says no.
    #[error("cannot write {path}: {source}")]
    Io {
        /// The file that cannot be written.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
}

/// Gets the archive into the file `part`, going on from what is there already.
pub(crate) async fn download(
    client: &Client,
    tarball: &Tarball,
    part: &Path,
) -> Result<(), DownloadError> {
    let resumed = length(part) > 0;
    transfer(client, tarball, part).await?;
    match check(tarball, part) {
        Err(DownloadError::Checksum { .. }) if resumed => {
            // What was there may have been of another archive: once more from the start.
            remove(part)?;
            transfer(client, tarball, part).await?;
            check(tarball, part)
        }
        other => other,
    }
    .inspect_err(|_| {
        let _ = fs::remove_file(part);
    })
}

/// What came of one attempt.
enum Attempt {
    Done,
    Broken(String),
}

async fn transfer(client: &Client, tarball: &Tarball, part: &Path) -> Result<(), DownloadError> {
    let bar = bar(tarball);
    let mut breaks = 0;
    loop {
        let before = length(part);
        let why = match attempt(client, tarball, part, &bar).await? {
            Attempt::Done => break,
            Attempt::Broken(why) => why,
        };
        let bytes = length(part);
        breaks = if bytes > before { 0 } else { breaks + 1 };
        if breaks >= MAX_BREAKS {
            bar.finish_and_clear();
            return Err(DownloadError::Broken {
                url: tarball.url.to_string(),
                bytes,
                why,
            });
        }
        tokio::time::sleep(client.pause).await;
    }
    bar.finish_and_clear();
    Ok(())
}

async fn attempt(
    client: &Client,
    tarball: &Tarball,
    part: &Path,
    bar: &ProgressBar,
) -> Result<Attempt, DownloadError> {
    let url = &tarball.url;
    let have = length(part);
    let mut request = client.http.get(url.clone());
    if have > 0 {
        request = request.header(RANGE, format!("bytes={have}-"));
    }
    let answer = match request.send().await {
        Ok(answer) => answer,
        // Who never answered will not do so in a moment; who did may.
        Err(error) if error.is_connect() && have == 0 => {
            return Err(unreachable(url, &error).into());
        }
        Err(error) => return Ok(Attempt::Broken(unreachable(url, &error).to_string())),
    };
    let from = match answer.status() {
        StatusCode::PARTIAL_CONTENT if start(&answer) == Some(have) => have,
        // Another part than was asked for is of no use.
        StatusCode::PARTIAL_CONTENT => {
            remove(part)?;
            return Ok(Attempt::Broken("the server sends another part".to_owned()));
        }
        // A server that knows no ranges sends all of it again.
        StatusCode::OK => 0,
        StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => {
            if total(&answer) == Some(have) {
                return Ok(Attempt::Done);
            }
            remove(part)?;
            return Ok(Attempt::Broken(
                "the part is longer than the archive".to_owned(),
            ));
        }
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            return Ok(Attempt::Broken(format!("status {status}")));
        }
        status => {
            return Err(ClientError::Status {
                url: url.to_string(),
                status,
            }
            .into());
        }
    };
    receive(answer, url, part, from, bar).await
}

/// Writes the body behind the first `from` bytes of the file.
async fn receive(
    mut answer: Response,
    url: &Url,
    part: &Path,
    from: u64,
    bar: &ProgressBar,
) -> Result<Attempt, DownloadError> {
    let io = |source| DownloadError::Io {
        path: part.to_owned(),
        source,
    };
    let mut file = if from == 0 {
        File::create(part)
    } else {
        OpenOptions::new().append(true).open(part)
    }
    .map_err(io)?;
    if let Some(rest) = answer.content_length() {
        if from.saturating_add(rest) > MAX_ARCHIVE {
            drop(file);
            remove(part)?;
            return Err(DownloadError::TooLarge {
                url: url.to_string(),
            });
        }
        bar.set_length(from + rest);
    }
    bar.set_position(from);
    let mut written = from;
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => {
                written += chunk.len() as u64;
                if written > MAX_ARCHIVE {
                    drop(file);
                    remove(part)?;
                    return Err(DownloadError::TooLarge {
                        url: url.to_string(),
                    });
                }
                file.write_all(&chunk).map_err(io)?;
                bar.inc(chunk.len() as u64);
            }
            Ok(None) => {
                file.flush().map_err(io)?;
                return Ok(Attempt::Done);
            }
            Err(error) => return Ok(Attempt::Broken(unreachable(url, &error).to_string())),
        }
    }
}

/// Where the part begins that the server sends: `bytes 100-199/200`.
fn start(answer: &Response) -> Option<u64> {
    let range = answer.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    let range = range.strip_prefix("bytes ")?;
    range.split('-').next()?.trim().parse().ok()
}

/// How long all of it is: `bytes */200`.
fn total(answer: &Response) -> Option<u64> {
    let range = answer.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    range.rsplit('/').next()?.trim().parse().ok()
}

/// Compares the file with every sum that the registry gives.
fn check(tarball: &Tarball, part: &Path) -> Result<(), DownloadError> {
    let mismatch = |kind, expected: &str, found: String| DownloadError::Checksum {
        url: tarball.url.to_string(),
        kind,
        expected: expected.to_owned(),
        found,
    };
    if let Some(integrity) = &tarball.integrity {
        let (kind, expected, found) = integrity_of(tarball, integrity, part)?;
        if found != expected {
            return Err(mismatch(kind, &expected, found));
        }
    }
    if let Some(expected) = &tarball.shasum {
        let sum = digest::<Sha1>(part)?;
        let found: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        if !found.eq_ignore_ascii_case(expected) {
            return Err(mismatch("SHA-1", expected, found));
        }
    }
    Ok(())
}

/// The strongest sum of an integrity text: its kind, what it should be, what it is.
fn integrity_of(
    tarball: &Tarball,
    integrity: &str,
    part: &Path,
) -> Result<(&'static str, String, String), DownloadError> {
    let given = |prefix: &str| {
        let mut sums = integrity.split_whitespace();
        sums.find_map(|sum| sum.strip_prefix(prefix))
            .map(|sum| sum.split('?').next().unwrap_or(sum).to_owned())
    };
    if let Some(expected) = given("sha512-") {
        return Ok((
            "SHA-512",
            expected,
            STANDARD.encode(digest::<Sha512>(part)?),
        ));
    }
    if let Some(expected) = given("sha384-") {
        return Ok((
            "SHA-384",
            expected,
            STANDARD.encode(digest::<Sha384>(part)?),
        ));
    }
    if let Some(expected) = given("sha256-") {
        return Ok((
            "SHA-256",
            expected,
            STANDARD.encode(digest::<Sha256>(part)?),
        ));
    }
    if let Some(expected) = given("sha1-") {
        return Ok(("SHA-1", expected, STANDARD.encode(digest::<Sha1>(part)?)));
    }
    Err(DownloadError::Sum {
        url: tarball.url.to_string(),
        text: integrity.chars().take(100).collect(),
    })
}

fn digest<D: Digest>(path: &Path) -> Result<Vec<u8>, DownloadError> {
    let io = |source| DownloadError::Io {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(io)?;
    let mut digest = D::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer).map_err(io)? {
            0 => return Ok(digest.finalize().to_vec()),
            read => digest.update(&buffer[..read]),
        }
    }
}

fn length(part: &Path) -> u64 {
    fs::metadata(part).map_or(0, |metadata| metadata.len())
}

fn remove(part: &Path) -> Result<(), DownloadError> {
    match fs::remove_file(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(DownloadError::Io {
            path: part.to_owned(),
            source: error,
        }),
        _ => Ok(()),
    }
}

/// A bar on standard error, which draws nothing where that is no terminal.
fn bar(tarball: &Tarball) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
    bar.set_message(format!("{}@{}", tarball.name, tarball.version));
    bar
}
