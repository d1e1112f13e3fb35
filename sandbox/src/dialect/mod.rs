//! How a mock payer speaks: its paths, lifetimes, scopes, public resources and built-in apps, from one TOML file per payer.
//! docs/DIALECTS.md names every key.
//!
//! # Adding a dialect
//!
//! CONTRIBUTING.md says it in full.
//!
//! 1. `sandbox/dialects/NAME.toml`, which begins with `extends = "reference"` and says what differs. That is all:
//!    `payerlab serve --payer NAME` finds it.
//! 2. The test that says what is wrong is `sandbox/tests/dialects.rs`: an app goes the whole way at every dialect of the folder.
//!
//! A key that no dialect has yet is a field of one of the types here, a line in `reference.toml`, and a row in
//! docs/DIALECTS.md, which the same test compares.

mod differences;
pub(crate) mod errors;
mod quirk;
mod template;
mod token_response;

use std::collections::BTreeMap;
use std::path::Path;

pub use differences::Difference;
pub use errors::ErrorRule;
use include_dir::{Dir, include_dir};
pub use quirk::Quirk;
use serde::Deserialize;
pub use token_response::TokenResponses;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use crate::built_in_apps::BuiltInApp;
use crate::store::Api;

/// The dialects that are built in, one file each.
static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/dialects");

/// Why there is no such dialect.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub enum DialectError {
    /// No dialect has this name.
    #[error(
        "unknown payer `{name}`; known: {known}; or give the path of a file that ends in .toml"
    )]
    Unknown { name: String, known: String },
    /// The file cannot be read.
    #[error("the dialect {path} cannot be read: {reason}")]
    File {
        /// The path that was given.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The text is not a dialect.
    #[error("the dialect `{name}` cannot be read: {reason}")]
    Syntax { name: String, reason: String },
}

/// A payer's way of speaking.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// The name that `--payer` takes: that of the file.
    #[serde(skip)]
    pub name: String,
    /// The name of the health plan on its pages.
    pub title: String,
    /// Where the payer documents what its dialect says, by the keys that it is about.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
    /// The requirements that the payer does not meet.
    #[serde(default)]
    pub quirks: Vec<Quirk>,
    /// Where things are, below the payer's base URL.
    pub paths: Paths,
    /// How long things live.
    pub lifetimes: Lifetimes,
    /// Quirks of the authorization server.
    pub oauth: OAuthQuirks,
    /// The Patient Access API.
    pub patient_access: ApiDialect,
    /// The Provider Directory API.
    pub directory: ApiDialect,
    /// How errors are worded.
    #[serde(default)]
    pub errors: Vec<ErrorRule>,
    /// The apps that are registered from the start.
    #[serde(default)]
    pub apps: Vec<BuiltInApp>,
}

/// Paths, each with a leading slash and without one at the end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paths {
    /// The base of the Patient Access API.
    pub patient_access: String,
    /// The base of the Provider Directory API.
    pub directory: String,
    /// The authorization endpoint.
    pub authorize: String,
    /// The token endpoint.
    pub token: String,
    /// The revocation endpoint.
    pub revoke: String,
    /// The introspection endpoint.
    pub introspect: String,
    /// The JWK Set (RFC 7517 5).
    pub jwks: String,
}

/// Lifetimes in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifetimes {
    /// Access tokens, of apps that say nothing else.
    pub access_token: u32,
    /// Authorization codes (RFC 6749 4.1.2 recommends ten minutes at the most).
    pub code: u32,
    /// Refresh tokens of `offline_access`, counted from the consent.
    pub offline_refresh_token: u32,
    /// Refresh tokens of `online_access`.
    pub online_refresh_token: u32,
    /// ID tokens: `exp` less `iat`.
    pub id_token: u32,
    /// A member's session on the pages.
    pub session: u32,
}

/// What real authorization servers do each in their own way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OAuthQuirks {
    /// The methods of the authorization endpoint: `GET`, `POST`.
    pub authorize_methods: Vec<AuthorizeMethod>,
    /// The search parameters that granular scopes may name.
    pub granular_parameters: Vec<String>,
    /// The members of token responses.
    #[serde(default)]
    pub token_response: TokenResponses,
}

/// A method of the authorization endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum AuthorizeMethod {
    Get,
    Post,
}

/// What an API serves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiDialect {
    /// Whether it answers without a token.
    pub public: bool,
    /// The resource types that it serves.
    pub resource_types: Vec<String>,
}

impl Dialect {
    /// The dialect that keeps strictly to the standards, and that others extend.
    pub const REFERENCE: &str = "reference";

    /// The names of the built-in dialects, in alphabetical order.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        let mut names: Vec<_> = FOLDER
            .files()
            .filter_map(|file| file.path().to_str()?.strip_suffix(".toml"))
            .collect();
        names.sort_unstable();
        names
    }

    /// The built-in dialect with this name.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn named(name: &str) -> Result<Self, DialectError> {
        Self::parse(name, text_of(name)?)
    }

    /// A built-in dialect by its name, or one of the user's own by the path of its file, which ends in `.toml`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(name_or_path: &str) -> Result<Self, DialectError> {
        let (name, text) = source_text(name_or_path)?;
        Self::parse(&name, &text)
    }

    /// Where the dialect of this name or path differs from the one that it extends, in alphabetical order of the keys.
    ///
    /// # Errors
    /// As [`Dialect::open`].
    pub fn differences(name_or_path: &str) -> Result<Vec<Difference>, DialectError> {
        let dialect = Self::open(name_or_path)?;
        let (name, text) = source_text(name_or_path)?;
        let table = |text: &str| {
            text.parse::<toml::Table>()
                .map_err(|error| DialectError::Syntax {
                    name: name.clone(),
                    reason: error.to_string(),
                })
        };
        let own = table(&text)?;
        let base = match own.get("extends").and_then(toml::Value::as_str) {
            Some(base) => table(text_of(base)?)?,
            None => toml::Table::new(),
        };
        Ok(differences::between(&own, &base, &dialect.sources))
    }

    /// Reads a dialect.
    ///
    /// # Errors
    /// When the text is not TOML, lacks something, or has something that no dialect has.
    pub fn parse(name: &str, text: &str) -> Result<Self, DialectError> {
        let syntax = |reason: String| DialectError::Syntax {
            name: name.to_owned(),
            reason,
        };
        let at_line = |mut error: toml::de::Error| {
            error.set_input(Some(text));
            syntax(error.to_string().trim().to_owned())
        };
        let mut table = DeTable::parse(text).map_err(at_line)?;
        if let Some(base) = table.get_mut().remove("extends") {
            let base = base.get_ref().as_str().unwrap_or_default().to_owned();
            if base == name {
                return Err(syntax("it extends itself".into()));
            }
            let base = DeTable::parse(text_of(&base)?).map_err(at_line)?;
            if base.get_ref().contains_key("extends") {
                let reason = "it extends a dialect that extends another; extend that one instead";
                return Err(syntax(reason.into()));
            }
            merge(table.get_mut(), base.into_inner());
        }
        let mut dialect = Self::deserialize(Deserializer::from(table)).map_err(at_line)?;
        name.clone_into(&mut dialect.name);
        let paths = &dialect.paths;
        for path in [
            &paths.patient_access,
            &paths.directory,
            &paths.authorize,
            &paths.token,
            &paths.revoke,
            &paths.introspect,
            &paths.jwks,
        ] {
            if !path.starts_with('/') || path.ends_with('/') {
                return Err(syntax(format!(
                    "the path `{path}` must begin with / and not end so"
                )));
            }
        }
        for app in &dialect.apps {
            if app.secret.is_some() && app.key_pair.is_some() {
                let reason = format!("app `{}` has both a secret and a key pair", app.client_id);
                return Err(syntax(reason));
            }
        }
        Ok(dialect)
    }

    /// What one of the APIs serves.
    #[must_use]
    pub fn api(&self, api: Api) -> &ApiDialect {
        match api {
            Api::PatientAccess => &self.patient_access,
            Api::Directory => &self.directory,
        }
    }

    /// Whether either API serves the resource type.
    #[must_use]
    pub fn serves(&self, resource_type: &str) -> bool {
        let has = |api: &ApiDialect| api.resource_types.iter().any(|name| name == resource_type);
        has(&self.patient_access) || has(&self.directory)
    }
}

/// The name and text of a dialect that is given by its name, or by the path of its file.
fn source_text(name_or_path: &str) -> Result<(String, String), DialectError> {
    let path = Path::new(name_or_path);
    let is_file = path
        .extension()
        .is_some_and(|extension| extension == "toml");
    let Some(name) = path
        .file_stem()
        .and_then(|name| name.to_str())
        .filter(|_| is_file)
    else {
        return Ok((name_or_path.to_owned(), text_of(name_or_path)?.to_owned()));
    };
    let text = std::fs::read_to_string(path).map_err(|error| DialectError::File {
        path: name_or_path.to_owned(),
        reason: error.to_string(),
    })?;
    Ok((name.to_owned(), text))
}

fn text_of(name: &str) -> Result<&'static str, DialectError> {
    let file = FOLDER.get_file(format!("{name}.toml"));
    file.and_then(|file| file.contents_utf8())
        .ok_or_else(|| DialectError::Unknown {
            name: name.to_owned(),
            known: Dialect::names().join(", "),
        })
}

/// Adds to a table what only its base has: tables key by key, apps by their role, anything else as a whole. What the
/// table says itself keeps its place in the text, so that errors name the line.
fn merge<'t>(table: &mut DeTable<'t>, base: DeTable<'t>) {
    for (key, value) in base {
        let apps = key.get_ref() == "apps";
        match table.get_mut(&**key.get_ref()) {
            None => {
                table.insert(key, value);
            }
            Some(own) => match (own.get_mut(), value.into_inner()) {
                (DeValue::Table(own), DeValue::Table(value)) => merge(own, value),
                (DeValue::Array(own), DeValue::Array(value)) if apps => {
                    for app in value {
                        merge_app(own, app);
                    }
                }
                _ => {}
            },
        }
    }
}

fn merge_app<'t>(apps: &mut DeArray<'t>, base: Spanned<DeValue<'t>>) {
    let role = role(base.get_ref()).map(str::to_owned);
    let same = |app: &&mut Spanned<DeValue<'t>>| self::role(app.get_ref()) == role.as_deref();
    match apps.iter_mut().find(same) {
        None => apps.push(base),
        Some(own) => {
            if let (DeValue::Table(own), DeValue::Table(base)) = (own.get_mut(), base.into_inner())
            {
                merge(own, base);
            }
        }
    }
}

fn role<'v>(app: &'v DeValue<'_>) -> Option<&'v str> {
    app.as_table()?.get("role")?.get_ref().as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: &str = include_str!("../../dialects/reference.toml");

    fn error(text: &str) -> String {
        Dialect::parse("changed", text).unwrap_err().to_string()
    }

    #[test]
    fn the_built_in_dialects_are_well_formed() {
        assert!(Dialect::names().contains(&"reference"));
        for name in Dialect::names() {
            let dialect = Dialect::named(name).unwrap();
            assert_eq!(dialect.name, name);
            assert!(dialect.serves("Patient"));
        }
    }

    #[test]
    fn an_unknown_payer_is_named_with_the_known_ones() {
        let error = Dialect::named("nobody").unwrap_err();
        let known = Dialect::names().join(", ");
        assert_eq!(
            error.to_string(),
            format!(
                "unknown payer `nobody`; known: {known}; or give the path of a file that ends in .toml"
            )
        );
    }

    #[test]
    fn a_dialect_says_only_what_differs() {
        let text = r#"
            extends = "reference"
            [paths]
            token = "/token"
            [directory]
            resource_types = ["Practitioner"]
            [[apps]]
            role = "public"
            name = "Another Name"
        "#;
        let dialect = Dialect::parse("changed", text).unwrap();
        let reference = Dialect::named("reference").unwrap();
        assert_eq!(dialect.name, "changed");
        assert_eq!(dialect.paths.token, "/token");
        assert_eq!(dialect.paths.authorize, reference.paths.authorize);
        assert_eq!(dialect.lifetimes, reference.lifetimes);
        assert_eq!(dialect.directory.resource_types, ["Practitioner"]);
        assert!(dialect.directory.public);
        assert_eq!(dialect.apps.len(), reference.apps.len());
        for app in &dialect.apps {
            let same = reference.apps.iter().find(|known| known.role == app.role);
            let mut expected = same.unwrap().clone();
            if app.role.name() == "public" {
                expected.name = "Another Name".into();
            }
            assert_eq!(*app, expected);
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let whole = REFERENCE.replace("authorize_methods", "authorise_methods");
        let part = "extends = \"reference\"\n\n[oauth]\nauthorise_methods = [\"GET\"]\n";
        for text in [&*whole, part] {
            let line = text
                .lines()
                .position(|line| line.starts_with("authorise_methods"))
                .unwrap();
            let error = error(text);
            assert!(
                error.contains("unknown field `authorise_methods`"),
                "{error}"
            );
            assert!(error.contains(&format!("line {}", line + 1)), "{error}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_type_is_named_with_its_line() {
        let error = error("extends = \"reference\"\n[lifetimes]\ncode = \"long\"\n");
        assert!(error.contains("line 3"), "{error}");
    }

    #[test]
    fn only_a_dialect_that_is_there_is_extended() {
        let error = error("extends = \"nobody\"\n");
        assert!(error.starts_with("unknown payer `nobody`"), "{error}");
        let error = Dialect::parse("reference", "extends = \"reference\"\n").unwrap_err();
        assert!(error.to_string().contains("extends itself"), "{error}");
    }

    #[test]
    fn a_path_must_begin_with_a_slash() {
        let error = error(&REFERENCE.replace("\"/fhir\"", "\"fhir/\""));
        assert!(error.contains("`fhir/`"), "{error}");
    }
}
