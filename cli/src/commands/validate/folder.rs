//! The files of a folder and of the folders in it, in the order of their names.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::input::{self, Sink};

/// Reads every file that may hold resources. False when no more are wanted.
pub(super) fn read_folder(folder: &Path, sink: Sink<'_>) -> bool {
    let entries = match listed(folder) {
        Ok(entries) => entries,
        Err(error) => return sink(input::unreadable(&folder.to_string_lossy(), &error)),
    };
    entries.into_iter().all(|(path, is_folder)| {
        if is_folder {
            read_folder(&path, sink)
        } else {
            input::read_file(&path, sink)
        }
    })
}

/// The entries to read, and whether each is a folder. A symbolic link to a folder is skipped: it may lead back up.
fn listed(folder: &Path) -> io::Result<Vec<(PathBuf, bool)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_file = || kind.is_file() || (kind.is_symlink() && path.is_file());
        if kind.is_dir() && !name.starts_with('.') {
            found.push((path, true));
        } else if input::may_hold_resources(&name) && is_file() {
            found.push((path, false));
        }
    }
    found.sort();
    Ok(found)
}
