//! Requirements: what each tag demands, how strongly, and who says so; `features/requirements.toml` in the binary.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};

/// One requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// Its id, and the tag of the scenarios that prove it.
    pub id: String,
    /// The chapter of the file it stands under.
    pub chapter: String,
    /// What is demanded.
    pub demands: String,
    /// How strongly: SHALL or SHOULD.
    pub level: String,
    /// The document and section that demands it.
    pub source: String,
}

/// One table of the file; its key is the id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    chapter: String,
    level: String,
    source: String,
    demands: String,
}

static ALL: LazyLock<Vec<Requirement>> =
    LazyLock::new(|| parse(crate::features::requirements().unwrap_or_default()));

/// The requirements of a file's text, in its order. The embedded file is ours, and a test reads it: one that does not
/// parse here is as good as empty.
fn parse(text: &str) -> Vec<Requirement> {
    let rows: BTreeMap<String, Row> = toml::from_str(text).unwrap_or_default();
    let mut all: Vec<(usize, Requirement)> = rows
        .into_iter()
        .map(|(id, row)| {
            let at = text.find(&format!("\n[{id}]")).unwrap_or_default();
            let Row {
                chapter,
                level,
                source,
                demands,
            } = row;
            (
                at,
                Requirement {
                    id,
                    chapter,
                    demands,
                    level,
                    source,
                },
            )
        })
        .collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter()
        .map(|(_, requirement)| requirement)
        .collect()
}

/// Every requirement, in the order of the file.
pub fn requirements() -> &'static [Requirement] {
    &ALL
}

/// The ids of the requirements that a scenario's tags name; `@token-code-replay.second-use` names `token-code-replay`.
pub(crate) fn of_tags<'a>(tags: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut ids = Vec::new();
    for tag in tags {
        let tag = tag.trim_start_matches('@');
        let id = tag.split('.').next().unwrap_or(tag);
        if ALL.iter().any(|requirement| requirement.id == id) && !ids.iter().any(|have| have == id)
        {
            ids.push(id.to_owned());
        }
    }
    ids
}
