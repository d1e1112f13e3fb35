//! Errors as a payer words them: rules from a condition at an endpoint to a status and a body; the first that fits counts.

use http::StatusCode;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IntoDeserializer as _};

use super::template::{Template, Values};
use crate::answers::FhirErrorKind;

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRule {
    at: Endpoint,
    when: Condition,
    status: Option<StatusCode>,
    body: Template,
}

/// Where an error is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Endpoint {
    Token,
    Revoke,
    Introspect,
    PatientAccess,
    Directory,
}

/// What an error is answered for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    /// An error code of RFC 6749 5.2.
    OAuth(String),
    /// A kind of error of the FHIR APIs.
    Fhir(FhirErrorKind),
}

/// The error codes of RFC 6749 5.2 that are sent, and `temporarily_unavailable`.
const OAUTH: [&str; 7] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "temporarily_unavailable",
];

/// What the body of an error may name.
const NAMES: [&str; 2] = ["code", "message"];

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: Endpoint,
    when: String,
    status: Option<u16>,
    body: Template,
}

impl<'de> Deserialize<'de> for ErrorRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Written::deserialize(deserializer)?
            .try_into()
            .map_err(D::Error::custom)
    }
}

impl TryFrom<Written> for ErrorRule {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written {
            at,
            when,
            status,
            body,
        } = written;
        let when = match at {
            Endpoint::Token | Endpoint::Revoke | Endpoint::Introspect => {
                if !OAUTH.contains(&when.as_str()) {
                    return Err(format!(
                        "`when` is one of {}; not `{when}`",
                        OAUTH.join(", ")
                    ));
                }
                Condition::OAuth(when)
            }
            Endpoint::PatientAccess | Endpoint::Directory => Condition::Fhir(
                FhirErrorKind::deserialize(when.clone().into_deserializer())
                    .map_err(|error: serde::de::value::Error| format!("`when`: {error}"))?,
            ),
        };
        if let Some(name) = body.names().into_iter().find(|name| !NAMES.contains(name)) {
            return Err(format!(
                "an error's body has {{code}} and {{message}}; not {{{name}}}"
            ));
        }
        let status = status
            .map(StatusCode::from_u16)
            .transpose()
            .map_err(|_| "`status` is no HTTP status".to_owned())?;
        Ok(Self {
            at,
            when,
            status,
            body,
        })
    }
}

/// An error in the payer's own words.
pub(crate) struct Worded {
    /// The status, where the payer has another than the standard.
    pub(crate) status: Option<StatusCode>,
    /// The body, as JSON.
    pub(crate) body: serde_json::Value,
}

/// The payer's words for an error with this OAuth code and message, where it has some.
pub(crate) fn oauth(
    rules: &[ErrorRule],
    at: Endpoint,
    code: &str,
    message: &str,
) -> Option<Worded> {
    word(
        rules,
        at,
        code,
        message,
        |condition| matches!(condition, Condition::OAuth(when) if when == code),
    )
}

/// The payer's words for an error of a FHIR API; `code` is the issue type.
pub(crate) fn fhir(
    rules: &[ErrorRule],
    at: Endpoint,
    kind: FhirErrorKind,
    code: &str,
    message: &str,
) -> Option<Worded> {
    word(rules, at, code, message, |condition| {
        *condition == Condition::Fhir(kind)
    })
}

fn word(
    rules: &[ErrorRule],
    at: Endpoint,
    code: &str,
    message: &str,
    fits: impl Fn(&Condition) -> bool,
) -> Option<Worded> {
    let rule = rules
        .iter()
        .find(|rule| rule.at == at && fits(&rule.when))?;
    let values: Values = [("code", code), ("message", message)]
        .map(|(name, value)| (name.to_owned(), value.into()))
        .into_iter()
        .collect();
    Some(Worded {
        status: rule.status,
        body: rule.body.fill(&values),
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct File {
        errors: Vec<ErrorRule>,
    }

    #[test]
    fn the_first_rule_that_fits_words_the_error() {
        let file: File = toml::from_str(
            r#"
            [[errors]]
            at = "token"
            when = "invalid_client"
            body = { error = "{code}", error_description = "Invalid client credentials" }
            [[errors]]
            at = "patient_access"
            when = "token_invalid"
            status = 403
            body = { message = "no: {message}" }
            "#,
        )
        .unwrap();
        let worded = oauth(&file.errors, Endpoint::Token, "invalid_client", "ours").unwrap();
        assert_eq!(worded.status, None);
        assert_eq!(
            worded.body,
            json!({ "error": "invalid_client", "error_description": "Invalid client credentials" })
        );
        assert!(oauth(&file.errors, Endpoint::Revoke, "invalid_client", "ours").is_none());
        let kind = FhirErrorKind::TokenInvalid;
        let worded = fhir(&file.errors, Endpoint::PatientAccess, kind, "login", "ours").unwrap();
        assert_eq!(worded.status, Some(StatusCode::FORBIDDEN));
        assert_eq!(worded.body, json!({ "message": "no: ours" }));
    }

    #[rstest]
    #[case::condition(
        "at = \"token\"\nwhen = \"token_invalid\"\nbody = {}",
        "invalid_client"
    )]
    #[case::kind(
        "at = \"directory\"\nwhen = \"invalid_client\"\nbody = {}",
        "token_invalid"
    )]
    #[case::name(
        "at = \"token\"\nwhen = \"invalid_client\"\nbody = { a = \"{token}\" }",
        "{message}; not {token}"
    )]
    #[case::status(
        "at = \"token\"\nwhen = \"invalid_client\"\nstatus = 7\nbody = {}",
        "no HTTP status"
    )]
    fn a_wrong_rule_says_what_is_right(#[case] rule: &str, #[case] said: &str) {
        let error = toml::from_str::<ErrorRule>(rule).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
