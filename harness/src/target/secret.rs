//! Secrets in a target file: written there only for synthetic payers, else named by an environment variable.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret that a target file holds in the clear. Its `Debug` form hides it; serializing writes it out again.
#[derive(Clone)]
pub struct InlineSecret(SecretString);

impl InlineSecret {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<&str> for InlineSecret {
    fn from(text: &str) -> Self {
        Self(SecretString::from(text.to_owned()))
    }
}

impl From<String> for InlineSecret {
    fn from(text: String) -> Self {
        Self(SecretString::from(text))
    }
}

impl fmt::Debug for InlineSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InlineSecret(hidden)")
    }
}

impl Serialize for InlineSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for InlineSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// Where one secret comes from: a value in the file, or the name of an environment variable.
pub(crate) fn resolve(
    inline: Option<&InlineSecret>,
    variable: Option<&str>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<SecretString>, String> {
    match (inline, variable) {
        (Some(_), Some(name)) => Err(format!(
            "gives a secret twice, in the file and by ${name}; keep one of them"
        )),
        (Some(secret), None) => Ok(Some(secret.0.clone())),
        (None, Some(name)) => match environment(name) {
            Some(value) if !value.is_empty() => Ok(Some(SecretString::from(value))),
            _ => Err(format!(
                "needs the environment variable {name}, which is not set; set it and run again"
            )),
        },
        (None, None) => Ok(None),
    }
}
