//! The apps (OAuth clients, RFC 6749 section 2) that the payer registered for the run, by the part they play.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::secret::InlineSecret;

/// How an app authenticates at the token endpoint (RFC 6749 2.3, RFC 7523 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenEndpointAuthMethod {
    /// A public client: `client_id` in the body and nothing else.
    None,
    /// `client_secret_basic`.
    Basic,
    /// `client_secret_post`.
    Body,
    /// `private_key_jwt`.
    PrivateKeyJwt,
}

/// One app, as the payer registered it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// The `client_id` that the payer gave out.
    pub client_id: String,
    /// What the payer's consent page calls the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The registered redirect URI; needed by every app that a member signs in to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// The scopes that the app asks for when a scenario says "everything", separated by spaces.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scopes: String,
    /// How the app authenticates; left out, it follows from what the app has: a key, a secret, or neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication: Option<TokenEndpointAuthMethod>,
    /// The client secret, in the file: for synthetic payers only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<InlineSecret>,
    /// The environment variable that holds the client secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_env: Option<String>,
    /// The private key (PKCS#8 or PKCS#1 PEM), in the file: for synthetic payers only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key: Option<InlineSecret>,
    /// The environment variable that holds the private key as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key_env: Option<String>,
    /// The `kid` of the key in the app's registered key set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// The algorithm of the key: RS256, RS384, ES256 or ES384; RS384 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
}

impl App {
    /// How the app authenticates, said outright or following from what it has.
    pub fn authentication(&self) -> TokenEndpointAuthMethod {
        self.authentication.unwrap_or_else(|| {
            if self.private_key.is_some() || self.private_key_env.is_some() {
                TokenEndpointAuthMethod::PrivateKeyJwt
            } else if self.secret.is_some() || self.secret_env.is_some() {
                TokenEndpointAuthMethod::Basic
            } else {
                TokenEndpointAuthMethod::None
            }
        })
    }
}

/// The part an app plays in scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AppRole {
    /// A public client.
    Public,
    /// A client with a secret.
    Confidential,
    /// A client that signs assertions.
    KeyPair,
    /// A client whose codes and tokens live a second or two.
    ShortLived,
    /// Another confidential client, for everything that must not work across clients.
    Second,
    /// A client for system access to member data by client credentials.
    Backend,
    /// A client for the directory by client credentials.
    Directory,
}

impl AppRole {
    /// Every role, in the order of the target file.
    pub const ALL: [Self; 7] = [
        Self::Public,
        Self::Confidential,
        Self::KeyPair,
        Self::ShortLived,
        Self::Second,
        Self::Backend,
        Self::Directory,
    ];

    /// Whether the app acts in its own name by client credentials, and no member signs in to it.
    pub fn is_system(self) -> bool {
        matches!(self, Self::Backend | Self::Directory)
    }

    /// The role that a step names: `public`, `confidential`, `key_pair`, `short_lived`, `second`, `backend`, `directory`.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.to_string() == word)
    }
}

/// The name of the role in target files, steps and messages.
impl fmt::Display for AppRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Confidential => "confidential",
            Self::KeyPair => "key_pair",
            Self::ShortLived => "short_lived",
            Self::Second => "second",
            Self::Backend => "backend",
            Self::Directory => "directory",
        })
    }
}

/// The apps of a target by role; one that is left out makes the scenarios that need it not applicable.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apps {
    /// A public client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<App>,
    /// A client with a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidential: Option<App>,
    /// A client that signs assertions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_pair: Option<App>,
    /// A client whose codes and tokens live a second or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_lived: Option<App>,
    /// Another client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<App>,
    /// A client for system access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backend: Option<App>,
    /// A client for the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<App>,
}

impl Apps {
    /// The app that plays `role`.
    pub fn get(&self, role: AppRole) -> Option<&App> {
        match role {
            AppRole::Public => self.public.as_ref(),
            AppRole::Confidential => self.confidential.as_ref(),
            AppRole::KeyPair => self.key_pair.as_ref(),
            AppRole::ShortLived => self.short_lived.as_ref(),
            AppRole::Second => self.second.as_ref(),
            AppRole::Backend => self.backend.as_ref(),
            AppRole::Directory => self.directory.as_ref(),
        }
    }

    /// Every app there is, with its role.
    pub fn iter(&self) -> impl Iterator<Item = (AppRole, &App)> {
        AppRole::ALL
            .into_iter()
            .filter_map(|role| self.get(role).map(|app| (role, app)))
    }
}
