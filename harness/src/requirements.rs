//! Requirements: what each tag demands, how strongly, and who says so; `features/requirements.toml` in the binary.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use toml::Spanned;

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
struct Table {
    chapter: String,
    level: String,
    source: String,
    demands: String,
}

static ALL: LazyLock<Vec<Requirement>> = LazyLock::new(|| {
    let text = crate::features::requirements().expect("features/requirements.toml is embedded");
    parse(text).unwrap_or_else(|error| panic!("features/requirements.toml: {error}"))
});

/// The requirements of a file's text, in its order.
fn parse(text: &str) -> Result<Vec<Requirement>, toml::de::Error> {
    let tables: BTreeMap<String, Spanned<Table>> = toml::from_str(text)?;
    let mut tables: Vec<(String, Spanned<Table>)> = tables.into_iter().collect();
    tables.sort_by_key(|(_, table)| table.span().start);
    let requirements = tables.into_iter().map(|(id, table)| {
        let Table {
            chapter,
            level,
            source,
            demands,
        } = table.into_inner();
        Requirement {
            id,
            chapter,
            demands,
            level,
            source,
        }
    });
    Ok(requirements.collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_come_in_the_order_of_the_file() {
        let table = |id: &str| {
            format!(
                "[{id}]\nchapter = \"c\"\nlevel = \"SHALL\"\nsource = \"[a]\"\ndemands = \"d\"\n"
            )
        };
        let text = format!("# [a]\n{}{}", table("b"), table("a"));
        let ids = parse(&text).map(|all| all.into_iter().map(|one| one.id).collect::<Vec<_>>());
        assert_eq!(
            ids.as_deref(),
            Ok(["b".to_owned(), "a".to_owned()].as_slice())
        );
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let error = parse("[a]\nchapters = \"c\"\n").expect_err("an unknown key");
        let message = error.message();
        assert!(message.starts_with("unknown field `chapters`"), "{message}");
    }
}
