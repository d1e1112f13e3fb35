//! An app of the target, with its secrets in hand.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, EncodingKey};
use secrecy::SecretString;

use crate::redact::Secrets;
use crate::target::{App, AppRole, Target, TokenEndpointAuthMethod, resolve_secret};

/// The scopes that an app asks for when the target file names none.
const USUAL: &str = "openid fhirUser offline_access launch/patient patient/*.rs";
/// The scopes that a backend app asks for when the target file names none.
const SYSTEM: &str = "system/*.rs";

/// An app, ready to authenticate.
#[derive(Clone)]
pub(crate) struct ResolvedApp {
    pub role: AppRole,
    pub client_id: String,
    pub name: Option<String>,
    pub redirect_uri: String,
    /// What "everything" means for it.
    pub scopes: String,
    pub authentication: TokenEndpointAuthMethod,
    pub secret: Option<SecretString>,
    pub key: Option<SigningKey>,
}

/// The key with which an app signs.
#[derive(Clone)]
pub(crate) struct SigningKey {
    pub encoding: EncodingKey,
    pub algorithm: Algorithm,
    pub id: Option<String>,
}

impl ResolvedApp {
    /// Every app of the target; the error is a line for the person who wrote the target file.
    pub(crate) fn all(
        target: &Target,
        secrets: &Secrets,
    ) -> Result<HashMap<AppRole, Self>, String> {
        target
            .apps
            .iter()
            .map(|(role, app)| Ok((role, Self::new(role, app, secrets)?)))
            .collect()
    }

    fn new(role: AppRole, app: &App, secrets: &Secrets) -> Result<Self, String> {
        let environment = |name: &str| std::env::var(name).ok();
        let table = format!("[apps.{role}]");
        let secret = resolve_secret(app.secret.as_ref(), app.secret_env.as_deref(), &environment)
            .map_err(|message| format!("{table} {message}"))?;
        if let Some(secret) = &secret {
            secrets.learn_client(&app.client_id, secrecy::ExposeSecret::expose_secret(secret));
        }
        let pem = resolve_secret(
            app.private_key.as_ref(),
            app.private_key_env.as_deref(),
            &environment,
        )
        .map_err(|message| format!("{table} {message}"))?;
        let key = pem
            .map(|pem| {
                let pem = secrecy::ExposeSecret::expose_secret(&pem).as_bytes();
                let name = app.algorithm.as_deref().unwrap_or("RS384");
                let algorithm: Algorithm = name.parse().map_err(|_| {
                    format!(
                        "{table} algorithm `{name}` is unknown; write RS256, RS384, ES256 or ES384"
                    )
                })?;
                let encoding = if name.starts_with("ES") {
                    EncodingKey::from_ec_pem(pem)
                } else {
                    EncodingKey::from_rsa_pem(pem)
                }
                .map_err(|error| {
                    format!("{table} the private key is no {name} key in PEM ({error})")
                })?;
                Ok::<_, String>(SigningKey {
                    encoding,
                    algorithm,
                    id: app.key_id.clone(),
                })
            })
            .transpose()?;
        let scopes = match (app.scopes.is_empty(), role.is_system()) {
            (false, _) => app.scopes.clone(),
            (true, true) => SYSTEM.to_owned(),
            (true, false) => USUAL.to_owned(),
        };
        Ok(Self {
            role,
            client_id: app.client_id.clone(),
            name: app.name.clone(),
            redirect_uri: app.redirect_uri.clone().unwrap_or_default(),
            scopes,
            authentication: app.authentication(),
            secret,
            key,
        })
    }
}
