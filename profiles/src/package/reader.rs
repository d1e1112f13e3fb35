//! The JSON files of a package, from an archive or a folder, within limits.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::archive::{MAX_FILES, MAX_UNPACKED, each_file};
use super::error::PackageError;

/// Path inside the package and content of every JSON file, in the order of the paths.
pub(super) fn files(path: &Path) -> Result<Vec<(String, Vec<u8>)>, PackageError> {
    let mut found = if is_folder(path)? {
        folder(path)?
    } else {
        archive(path)?
    };
    found.sort();
    Ok(found)
}

/// The `package.json` alone.
pub(super) fn manifest(path: &Path) -> Result<Option<Vec<u8>>, PackageError> {
    if is_folder(path)? {
        let file = root(path).join("package.json");
        return if file.is_file() {
            read(&file, MAX_UNPACKED).map(Some)
        } else {
            Ok(None)
        };
    }
    let mut found = None;
    each_file(path, |name, content| {
        if name == "package/package.json" {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes)?;
            found = Some(bytes);
        }
        Ok(())
    })?;
    Ok(found)
}

fn is_folder(path: &Path) -> Result<bool, PackageError> {
    let metadata = fs::metadata(path).map_err(|source| PackageError::Io {
        path: path.to_owned(),
        source,
    })?;
    Ok(metadata.is_dir())
}

fn archive(path: &Path) -> Result<Vec<(String, Vec<u8>)>, PackageError> {
    let mut found = Vec::new();
    each_file(path, |name, content| {
        if name.ends_with(".json") {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes)?;
            let name = name.strip_prefix("package/").unwrap_or(name);
            found.push((name.to_owned(), bytes));
        }
        Ok(())
    })?;
    Ok(found)
}

/// Where the files of an unpacked package are: a package cache has them in a folder `package`.
fn root(path: &Path) -> std::path::PathBuf {
    let inner = path.join("package");
    if inner.join("package.json").is_file() {
        inner
    } else {
        path.to_owned()
    }
}

fn folder(path: &Path) -> Result<Vec<(String, Vec<u8>)>, PackageError> {
    let root = root(path);
    let (mut found, mut total) = (Vec::new(), 0);
    for sub in ["", "example"] {
        let folder = root.join(sub);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(_) if !sub.is_empty() => continue,
            Err(source) => {
                return Err(PackageError::Io {
                    path: folder,
                    source,
                });
            }
        };
        for entry in entries.flatten() {
            let file = entry.path();
            // Pipes and devices never end.
            let is_json = file
                .extension()
                .is_some_and(|extension| extension == "json");
            if !is_json || !file.is_file() {
                continue;
            }
            if found.len() >= MAX_FILES {
                return Err(PackageError::TooManyFiles {
                    path: path.to_owned(),
                    limit: MAX_FILES,
                });
            }
            let content = read(&file, MAX_UNPACKED - total).map_err(|error| match error {
                PackageError::TooLarge { .. } => PackageError::TooLarge {
                    path: path.to_owned(),
                    limit: MAX_UNPACKED,
                },
                other => other,
            })?;
            total += content.len() as u64;
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = if sub.is_empty() {
                name
            } else {
                format!("{sub}/{name}")
            };
            found.push((name, content));
        }
    }
    Ok(found)
}

fn read(file: &Path, limit: u64) -> Result<Vec<u8>, PackageError> {
    let io = |source| PackageError::Io {
        path: file.to_owned(),
        source,
    };
    let too_large = || PackageError::TooLarge {
        path: file.to_owned(),
        limit,
    };
    let mut content = Vec::new();
    let opened = File::open(file).map_err(io)?;
    if opened.metadata().map_err(io)?.len() > limit {
        return Err(too_large());
    }
    // It may grow while it is read.
    opened
        .take(limit + 1)
        .read_to_end(&mut content)
        .map_err(io)?;
    if content.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(content)
}
