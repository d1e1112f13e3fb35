//! Unpacking an archive into the cache: first beside its place, then moved there as a whole, so that no other tool ever
//! sees half a package.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use payerlab_profiles::package::{Manifest, PackageError, each_file};
use thiserror::Error;

use crate::cache::Cache;

/// An archive that cannot become a package of the cache.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum UnpackError {
    /// It cannot be read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// It holds another package than it should.
    #[error("the archive of {expected} holds {found}; it is not kept")]
    Other {
        /// What it should hold.
        expected: String,
        found: String,
    },
    /// The disk says no.
    #[error("cannot write {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
}

/// Unpacks `archive`, which is to hold this package, into the cache and returns its manifest.
pub(crate) fn unpack(
    cache: &Cache,
    archive: &Path,
    name: &str,
    version: &str,
) -> Result<Manifest, UnpackError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| UnpackError::Io { path, source }
    };
    let label = format!("{name}@{version}");
    let folder = tempfile::Builder::new()
        .prefix(".unpacking-")
        .tempdir_in(cache.root())
        .map_err(io(cache.root()))?;
    // An archive that cannot be read is one thing, a disk that is full another.
    let mut failed = None;
    let walked = each_file(archive, |name, content| {
        let path = folder.path().join(name);
        write(&path, content, &mut failed)
    });
    if let Some((path, source)) = failed {
        return Err(UnpackError::Io { path, source });
    }
    walked.map_err(|error| error.named(&label))?;
    let manifest = Manifest::read(&folder.path().join("package"))
        .map_err(|error| match error {
            PackageError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                PackageError::Unnamed {
                    path: PathBuf::new(),
                }
            }
            other => other,
        })
        .map_err(|error| error.named(&label))?;
    if !manifest.name.eq_ignore_ascii_case(name) || manifest.version != version {
        return Err(UnpackError::Other {
            expected: label,
            found: format!("{}@{}", manifest.name, manifest.version),
        });
    }
    let place = cache.place(name, version);
    match fs::rename(folder.path(), &place) {
        // It is not the temporary folder any more.
        Ok(()) => drop(folder.keep()),
        // Another tool was faster; what it put there is the same package.
        Err(_) if place.join("package").join("package.json").is_file() => {}
        Err(error) => return Err(io(&place)(error)),
    }
    Ok(manifest)
}

/// Writes a file and the folders that it is in; what the disk refuses is left in `failed`.
fn write(
    path: &Path,
    content: &mut dyn Read,
    failed: &mut Option<(PathBuf, io::Error)>,
) -> io::Result<()> {
    let mut refused = |error: io::Error| {
        let kind = error.kind();
        *failed = Some((path.to_owned(), error));
        io::Error::from(kind)
    };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(&mut refused)?;
    }
    let mut file = File::create(path).map_err(&mut refused)?;
    let mut buffer = vec![0; 64 << 10];
    loop {
        match content.read(&mut buffer)? {
            0 => return Ok(()),
            read => file.write_all(&buffer[..read]).map_err(&mut refused)?,
        }
    }
}
