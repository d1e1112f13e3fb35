//! The feature files and the requirements, embedded in the binary.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../features");

/// The embedded feature files by relative path.
pub(crate) fn embedded() -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut open = vec![&FEATURES];
    while let Some(folder) = open.pop() {
        open.extend(folder.dirs());
        for file in folder.files() {
            if file
                .path()
                .extension()
                .is_some_and(|extension| extension == "feature")
                && let Some(text) = file.contents_utf8()
            {
                let name = file
                    .path()
                    .iter()
                    .map(|part| part.to_string_lossy())
                    .collect::<Vec<_>>()
                    .join("/");
                texts.insert(name, text.to_owned());
            }
        }
    }
    texts
}

/// The text of `requirements.toml`.
pub(crate) fn requirements() -> Option<&'static str> {
    FEATURES
        .get_file("requirements.toml")
        .and_then(|file| file.contents_utf8())
}
