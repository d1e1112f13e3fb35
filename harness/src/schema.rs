//! JSON Schemas of the harness's own for OAuth answers and metadata documents; what each demands is named in it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::outcome::{StepEnd, StepResult};

const TEXTS: [(&str, &str); 5] = [
    (
        "token-response",
        include_str!("../schemas/token-response.schema.json"),
    ),
    (
        "smart-configuration",
        include_str!("../schemas/smart-configuration.schema.json"),
    ),
    (
        "openid-configuration",
        include_str!("../schemas/openid-configuration.schema.json"),
    ),
    (
        "authorization-server",
        include_str!("../schemas/authorization-server.schema.json"),
    ),
    (
        "introspection",
        include_str!("../schemas/introspection.schema.json"),
    ),
];

static SCHEMAS: LazyLock<BTreeMap<&str, Validator>> = LazyLock::new(|| {
    TEXTS
        .into_iter()
        .filter_map(|(name, text)| {
            let schema: Value = serde_json::from_str(text).ok()?;
            Some((name, jsonschema::validator_for(&schema).ok()?))
        })
        .collect()
});

/// Holds a document against the schema of that name; the failure names every place that is wrong.
pub(crate) fn check(name: &str, document: &Value) -> StepResult {
    let schema = SCHEMAS.get(name).ok_or_else(|| {
        StepEnd::error(format!(
            "there is no schema `{name}`; there are {}",
            TEXTS.map(|(name, _)| name).join(", ")
        ))
    })?;
    let wrong: Vec<String> = schema
        .iter_errors(document)
        .map(|error| {
            let place = error.instance_path().to_string();
            let place = if place.is_empty() {
                "the document".to_owned()
            } else {
                place
            };
            format!("{place}: {}", error.masked())
        })
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("a document that is valid against the schema {name}"),
        wrong.join("; "),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::StepEnd;

    #[test]
    fn every_schema_compiles_and_refuses_nonsense() {
        for (name, _) in super::TEXTS {
            assert!(super::SCHEMAS.contains_key(name), "{name}");
            let end = super::check(name, &json!([])).expect_err(name);
            assert!(matches!(end, StepEnd::Failed { .. }), "{name}: {end:?}");
        }
    }

    #[test]
    fn a_number_in_quotes_is_no_lifetime() {
        let right =
            json!({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "scope": "a"});
        assert_eq!(super::check("token-response", &right), Ok(()));
        let wrong =
            json!({"access_token": "x", "token_type": "Bearer", "expires_in": "300", "scope": "a"});
        let Err(StepEnd::Failed { got, .. }) = super::check("token-response", &wrong) else {
            panic!("a number in quotes is taken");
        };
        assert!(got.contains("expires_in"), "{got}");
    }
}
