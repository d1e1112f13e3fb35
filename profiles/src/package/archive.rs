//! Walking through the files of a `.tgz` within limits. Nothing is written: whoever does write gets only names that stay
//! inside the folder they are written to.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Component, Path};
use std::rc::Rc;

use flate2::read::GzDecoder;
use tar::EntryType;

use super::error::PackageError;

/// All files of a package together may unpack to this many bytes.
pub(super) const MAX_UNPACKED: u64 = 512 << 20;
/// The largest packages of value sets have some twenty thousand files.
pub(super) const MAX_FILES: usize = 100_000;

/// No name, and no header that is more than a name, is as long.
const MAX_HEADER: u64 = 1 << 20;

/// A stream of which only so much can be read at a time: names and headers are read whole, however long they say they are.
struct Limited<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other("it holds a name longer than any file's"));
        }
        let most = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let read = self.inner.read(&mut buffer[..most])?;
        self.left.set(left - read as u64);
        Ok(read)
    }
}

/// Calls `visit` for every file of a `.tgz` with its name and its content, in the order of the archive.
///
/// # Errors
/// [`PackageError`] when the archive is damaged or beyond the limits (512 MiB, 100,000 files), when a name leads out of it,
/// or when it holds anything but files and folders; and what `visit` fails with, as [`PackageError::Archive`].
pub fn each_file(
    path: &Path,
    mut visit: impl FnMut(&str, &mut dyn Read) -> io::Result<()>,
) -> Result<(), PackageError> {
    let bad = |source| PackageError::Archive {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(|source| PackageError::Io {
        path: path.to_owned(),
        source,
    })?;
    let left = Rc::new(Cell::new(0));
    let mut archive = tar::Archive::new(Limited {
        inner: GzDecoder::new(BufReader::new(file)),
        left: left.clone(),
    });
    let (mut total, mut files) = (0_u64, 0);
    let mut entries = archive.entries().map_err(bad)?;
    loop {
        left.set(MAX_HEADER);
        let Some(entry) = entries.next() else {
            return Ok(());
        };
        let mut entry = entry.map_err(bad)?;
        total = total.saturating_add(entry.size());
        if total > MAX_UNPACKED {
            return Err(PackageError::TooLarge {
                path: path.to_owned(),
                limit: MAX_UNPACKED,
            });
        }
        files += 1;
        if files > MAX_FILES {
            return Err(PackageError::TooManyFiles {
                path: path.to_owned(),
                limit: MAX_FILES,
            });
        }
        let name = entry.path().map_err(bad)?.to_string_lossy().into_owned();
        let refused = |what| PackageError::Refused {
            path: path.to_owned(),
            entry: name.chars().take(200).collect(),
            what,
        };
        left.set(entry.size().saturating_add(MAX_HEADER));
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {}
            EntryType::Directory | EntryType::XGlobalHeader => {
                io::copy(&mut entry, &mut io::sink()).map_err(bad)?;
                continue;
            }
            EntryType::Symlink | EntryType::Link => return Err(refused("a link")),
            _ => return Err(refused("neither a file nor a folder")),
        }
        let name = inside(&name).ok_or_else(|| refused("a path that leads out of the package"))?;
        visit(&name, &mut entry).map_err(bad)?;
        // What is left of it would count as part of the next name.
        io::copy(&mut entry, &mut io::sink()).map_err(bad)?;
    }
}

/// The name with `/` between its parts, when it stays inside of the folder that it is read in.
fn inside(name: &str) -> Option<String> {
    // Some packages are made on Windows; a name may not mean another place there than here.
    let name = name.replace('\\', "/");
    let mut parts = Vec::new();
    for component in Path::new(&name).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            _ => return None,
        }
    }
    let odd = |part: &&str| part.contains([':', '\0']);
    (!parts.is_empty() && !parts.iter().any(odd)).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn names_stay_inside() {
        assert_eq!(inside("package/a.json").as_deref(), Some("package/a.json"));
        assert_eq!(
            inside("./package\\a.json").as_deref(),
            Some("package/a.json")
        );
        for name in [
            "../a.json",
            "package/../../a.json",
            "/etc/a.json",
            "C:\\a.json",
            "..\\a.json",
            "",
            ".",
        ] {
            assert_eq!(inside(name), None, "{name}");
        }
    }
}
