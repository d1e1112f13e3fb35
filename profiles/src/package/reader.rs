//! Reading the JSON files of a package, within limits: an archive is never unpacked to disk, so the paths in it can
//! lead nowhere.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;

use super::error::PackageError;

/// All files of a package together may unpack to this many bytes.
const MAX_UNPACKED: u64 = 512 << 20;

/// Path inside the package and content of every JSON file.
pub(super) fn files(path: &Path) -> Result<Vec<(String, Vec<u8>)>, PackageError> {
    let io = |source| PackageError::Io {
        path: path.to_owned(),
        source,
    };
    if fs::metadata(path).map_err(io)?.is_dir() {
        folder(path)
    } else {
        archive(path)
    }
}

fn archive(path: &Path) -> Result<Vec<(String, Vec<u8>)>, PackageError> {
    let bad = |source| PackageError::Archive {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(|source| PackageError::Io {
        path: path.to_owned(),
        source,
    })?;
    let mut archive =
        tar::Archive::new(GzDecoder::new(BufReader::new(file)).take(MAX_UNPACKED + 1));
    let mut found = Vec::new();
    let mut total = 0;
    for entry in archive.entries().map_err(bad)? {
        let entry = entry.map_err(bad)?;
        total += entry.size();
        if total > MAX_UNPACKED {
            return Err(PackageError::TooLarge {
                path: path.to_owned(),
                limit: MAX_UNPACKED,
            });
        }
        let name = entry
            .path()
            .map_err(bad)?
            .to_string_lossy()
            .replace('\\', "/");
        if !entry.header().entry_type().is_file() || !name.ends_with(".json") {
            continue;
        }
        let size = entry.size();
        let mut content = Vec::new();
        entry.take(size).read_to_end(&mut content).map_err(bad)?;
        found.push((
            name.strip_prefix("package/").unwrap_or(&name).to_owned(),
            content,
        ));
    }
    found.sort();
    Ok(found)
}

fn folder(path: &Path) -> Result<Vec<(String, Vec<u8>)>, PackageError> {
    let root = if path.join("package").join("package.json").is_file() {
        path.join("package")
    } else {
        path.to_owned()
    };
    let mut found = Vec::new();
    for sub in ["", "example"] {
        let folder = root.join(sub);
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let content = fs::read(&path).map_err(|source| PackageError::Io {
                path: path.clone(),
                source,
            })?;
            let name = entry.file_name().to_string_lossy().into_owned();
            found.push((
                if sub.is_empty() {
                    name
                } else {
                    format!("{sub}/{name}")
                },
                content,
            ));
        }
    }
    found.sort();
    Ok(found)
}
