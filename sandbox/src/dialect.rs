//! How a mock payer speaks: its paths, lifetimes, scopes, public resources and built-in apps, from one TOML a payer.

use serde::Deserialize;

use crate::built_in_apps::BuiltInApp;
use crate::store::Api;

/// The dialects that are built in: name and text.
const BUILT_IN: &[(&str, &str)] = &[("reference", include_str!("../dialects/reference.toml"))];

/// Why there is no such dialect.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DialectError {
    /// No dialect has this name.
    #[error("unknown payer `{name}`; known: {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The names that there are, separated by commas.
        known: String,
    },
    /// The text is not a dialect.
    #[error("the dialect `{name}` cannot be read: {reason}")]
    Syntax {
        /// Its name.
        name: String,
        /// What is wrong, and where.
        reason: String,
    },
}

/// A payer's way of speaking.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// The name that `--payer` takes.
    pub name: String,
    /// The name of the health plan on its pages.
    pub title: String,
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
    /// The JWK Set.
    pub jwks: String,
}

/// Lifetimes in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifetimes {
    /// Access tokens.
    pub access_token: u32,
    /// Authorization codes (RFC 6749 4.1.2 recommends ten minutes at the most).
    pub code: u32,
    /// Refresh tokens of `offline_access`, counted from the consent.
    pub offline_refresh_token: u32,
    /// Refresh tokens of `online_access`.
    pub online_refresh_token: u32,
    /// ID tokens.
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
}

/// A method of the authorization endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AuthorizeMethod {
    /// `GET`
    Get,
    /// `POST`
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
    /// The names of the built-in dialects.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The built-in dialect with this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> Result<Self, DialectError> {
        let Some((name, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) else {
            let known = Self::names().collect::<Vec<_>>().join(", ");
            return Err(DialectError::Unknown {
                name: name.to_owned(),
                known,
            });
        };
        Self::parse(name, text)
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
        let dialect: Self =
            toml::from_str(text).map_err(|error| syntax(error.to_string().trim().to_owned()))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_dialects_are_well_formed() {
        for name in Dialect::names() {
            let dialect = Dialect::named(name).unwrap();
            assert_eq!(dialect.name, name);
            assert!(dialect.serves("Patient"));
        }
    }

    #[test]
    fn an_unknown_payer_is_named_with_the_known_ones() {
        let error = Dialect::named("nobody").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown payer `nobody`; known: reference"
        );
    }

    #[test]
    fn an_unknown_field_is_named_with_its_line() {
        let text = BUILT_IN[0]
            .1
            .replace("authorize_methods", "authorise_methods");
        let error = Dialect::parse("changed", &text).unwrap_err().to_string();
        assert!(
            error.contains("authorise_methods") && error.contains("line"),
            "{error}"
        );
    }

    #[test]
    fn a_path_must_begin_with_a_slash() {
        let text = BUILT_IN[0].1.replace("\"/fhir\"", "\"fhir/\"");
        let error = Dialect::parse("changed", &text).unwrap_err().to_string();
        assert!(error.contains("`fhir/`"), "{error}");
    }
}
