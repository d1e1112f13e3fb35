//! The feature files of a folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::PlanError;

/// Reads every `.feature` file under `folder` into `texts`, replacing those of the same relative path.
pub(crate) fn read_folder(
    folder: &Path,
    texts: &mut BTreeMap<String, String>,
) -> Result<(), PlanError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| PlanError::Unreadable { path, source }
    };
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        for entry in std::fs::read_dir(&current).map_err(unreadable(&current))? {
            let path = entry.map_err(unreadable(&current))?.path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "feature")
            {
                let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
                let relative = path.strip_prefix(folder).unwrap_or(&path);
                let name = relative
                    .iter()
                    .map(|part| part.to_string_lossy())
                    .collect::<Vec<_>>()
                    .join("/");
                texts.insert(name, text);
            }
        }
    }
    Ok(())
}
