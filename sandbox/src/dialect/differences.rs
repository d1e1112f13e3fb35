//! Where a dialect differs from the one that it extends, key by key, for people to read.

use std::collections::BTreeMap;

use toml::{Table, Value};

/// The keys that say something about the file and nothing of the payer.
const NOT_COMPARED: [&str; 3] = ["extends", "quirks", "sources"];

/// One key of a dialect that its base has not, or has with another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key, as docs/DIALECTS.md names it; of an app, `apps.ROLE.KEY`.
    pub key: String,
    /// The value, as TOML.
    pub value: String,
    /// The base's value, where it has one.
    pub base: Option<String>,
    /// Where the payer says so: that of the longest key in `sources` that this one begins with.
    pub source: Option<String>,
}

/// The differences between two dialects as they are written; each of `own`'s keys that is not the same in `base`.
pub(super) fn between(
    own: &Table,
    base: &Table,
    sources: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let base = flat(base);
    flat(own)
        .into_iter()
        .filter(|(key, value)| base.get(key) != Some(value))
        .map(|(key, value)| Difference {
            source: source_of(&key, sources),
            base: base.get(&key).map(ToString::to_string),
            value: value.to_string(),
            key,
        })
        .collect()
}

fn source_of(key: &str, sources: &BTreeMap<String, String>) -> Option<String> {
    let begins = |prefix: &str| {
        key.strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    sources
        .iter()
        .filter(|(prefix, _)| begins(prefix))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, source)| source.clone())
}

/// Every value by its whole key.
fn flat(table: &Table) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for (key, value) in table {
        if !NOT_COMPARED.contains(&key.as_str()) {
            flatten(key, value, &mut all);
        }
    }
    all
}

fn flatten(key: &str, value: &Value, all: &mut BTreeMap<String, Value>) {
    match value {
        Value::Table(table) => {
            for (name, value) in table {
                flatten(&format!("{key}.{name}"), value, all);
            }
        }
        Value::Array(list) if key == "apps" => {
            for app in list {
                let role = app.get("role").and_then(Value::as_str).unwrap_or("?");
                flatten(&format!("{key}.{role}"), app, all);
            }
        }
        value => {
            all.insert(key.to_owned(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told_with_its_source() {
        let own: Table = r#"
            extends = "reference"
            [paths]
            token = "/token"
            authorize = "/same"
            [[apps]]
            role = "public"
            name = "Other"
        "#
        .parse()
        .unwrap();
        let base: Table = r#"
            [paths]
            token = "/oauth/token"
            authorize = "/same"
            [[apps]]
            role = "public"
            name = "One"
        "#
        .parse()
        .unwrap();
        let sources = BTreeMap::from([
            ("path".to_owned(), "no key".to_owned()),
            ("paths".to_owned(), "all paths".to_owned()),
            ("paths.token".to_owned(), "this one".to_owned()),
        ]);
        let differences = between(&own, &base, &sources);
        let told: Vec<_> = differences
            .iter()
            .map(|one| {
                (
                    one.key.as_str(),
                    one.value.as_str(),
                    one.base.as_deref(),
                    one.source.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("apps.public.name", "\"Other\"", Some("\"One\""), None),
                (
                    "paths.token",
                    "\"/token\"",
                    Some("\"/oauth/token\""),
                    Some("this one")
                ),
            ]
        );
    }
}
