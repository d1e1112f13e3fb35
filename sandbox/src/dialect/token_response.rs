//! The members of token responses, where a payer has others than the standard.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::template::Template;

/// One template for each grant type; without one the members are those of RFC 6749 5.1 and SMART App Launch 2.0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenResponses {
    authorization_code: Option<TokenTemplate>,
    refresh_token: Option<TokenTemplate>,
    client_credentials: Option<TokenTemplate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct TokenTemplate(Template);

/// What a token response may name: the standard members, and what else is known of the token.
const NAMES: [&str; 13] = [
    "access_token",
    "application_name",
    "client_id",
    "expires_at",
    "expires_at_milliseconds",
    "expires_in",
    "id_token",
    "issued_at",
    "issued_at_milliseconds",
    "patient",
    "refresh_token",
    "scope",
    "token_type",
];

impl<'de> Deserialize<'de> for TokenTemplate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let template = Template::deserialize(deserializer)?;
        match template
            .names()
            .into_iter()
            .find(|name| !NAMES.contains(name))
        {
            None => Ok(Self(template)),
            Some(name) => Err(D::Error::custom(format!(
                "a token response has no {{{name}}}; there are {}",
                NAMES.join(", ")
            ))),
        }
    }
}

impl TokenResponses {
    /// The payer's own form of the response, where it has one for this grant type.
    pub(crate) fn of(&self, grant_type: &str) -> Option<&Template> {
        let template = match grant_type {
            "authorization_code" => &self.authorization_code,
            "refresh_token" => &self.refresh_token,
            "client_credentials" => &self.client_credentials,
            _ => &None,
        };
        template.as_ref().map(|template| &template.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_there_is_not_is_an_error_with_those_there_are() {
        let text = "[client_credentials]\naccess_token = \"{accesstoken}\"\n";
        let error = toml::from_str::<TokenResponses>(text)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("no {accesstoken}; there are access_token, "),
            "{error}"
        );
        assert!(error.contains("line 1"), "{error}");
    }
}
