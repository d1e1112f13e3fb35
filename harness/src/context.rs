//! What all scenarios of a run share: the target with its secrets resolved, the HTTP client, and caches of what the payer
//! answered.

use std::collections::HashMap;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

use crate::cache::RunCache;
use crate::client::HttpClient;
use crate::error::HarnessError;
use crate::fhir::{Api, CapabilityStatement, FetchedResource, Listing};
use crate::oauth::{MetadataDocuments, ResolvedApp, Tokens};
use crate::outcome::{StepEnd, StepResult};
use crate::redact::Secrets;
use crate::target::{AppRole, LoginStrategy, MemberRole, Target, TargetError, resolve_secret};

/// A member of the target, with the password in hand.
#[derive(Clone)]
pub(crate) struct ResolvedMember {
    pub username: String,
    password: Option<SecretString>,
    pub patient: Option<String>,
}

impl ResolvedMember {
    pub(crate) fn password(&self) -> StepResult<&SecretString> {
        self.password.as_ref().ok_or_else(|| {
            StepEnd::error(format!(
                "the target file gives {} no password",
                self.username
            ))
        })
    }
}

/// What all scenarios of a run share.
pub(crate) struct RunContext {
    pub target: Target,
    pub http: Arc<HttpClient>,
    pub secrets: Arc<Secrets>,
    pub apps: HashMap<AppRole, ResolvedApp>,
    members: HashMap<MemberRole, ResolvedMember>,
    /// Held while a person signs in: one window at a time.
    pub person: tokio::sync::Mutex<()>,
    pub documents: RunCache<(), MetadataDocuments>,
    pub grants: RunCache<(AppRole, MemberRole, String), Tokens>,
    pub systems: RunCache<(AppRole, String), Tokens>,
    pub directory_open: RunCache<(), bool>,
    pub capabilities: RunCache<Api, CapabilityStatement>,
    pub listings: RunCache<(Api, MemberRole, String), Listing>,
    pub reads: RunCache<(Api, MemberRole, String), Option<FetchedResource>>,
}

impl RunContext {
    pub(crate) fn new(
        target: &Target,
        http: Arc<HttpClient>,
        secrets: Arc<Secrets>,
    ) -> Result<Self, HarnessError> {
        let wrong = |message: String| {
            HarnessError::Target(TargetError::Meaning {
                file: target.name.clone(),
                key: "target".into(),
                message,
            })
        };
        let apps = ResolvedApp::all(target, &secrets).map_err(wrong)?;
        let environment = |name: &str| std::env::var(name).ok();
        let mut members = HashMap::new();
        for (role, member) in target.members.iter() {
            let password = resolve_secret(
                member.password.as_ref(),
                member.password_env.as_deref(),
                &environment,
            )
            .map_err(|message| wrong(format!("[members.{role}] {message}")))?;
            if let Some(password) = &password {
                secrets.learn(password.expose_secret(), "$PASSWORD");
            }
            let (username, patient) = (member.username.clone(), member.patient.clone());
            members.insert(
                role,
                ResolvedMember {
                    username,
                    password,
                    patient,
                },
            );
        }
        Ok(Self {
            target: target.clone(),
            http,
            secrets,
            apps,
            members,
            person: tokio::sync::Mutex::default(),
            documents: RunCache::default(),
            grants: RunCache::default(),
            systems: RunCache::default(),
            directory_open: RunCache::default(),
            capabilities: RunCache::default(),
            listings: RunCache::default(),
            reads: RunCache::default(),
        })
    }

    /// The member of that role; unproven where the target file names none.
    pub(crate) fn member(&self, role: MemberRole) -> StepResult<&ResolvedMember> {
        self.members.get(&role).ok_or_else(|| {
            StepEnd::Unproven(format!(
                "the target file names no {role} member ([members.{role}])"
            ))
        })
    }

    /// The app of that role; unproven where the target file names none.
    pub(crate) fn app(&self, role: AppRole) -> StepResult<&ResolvedApp> {
        self.apps.get(&role).ok_or_else(|| {
            StepEnd::Unproven(format!(
                "the target file names no {role} app ([apps.{role}])"
            ))
        })
    }

    /// What is said where a login strategy cannot do what a scenario needs.
    pub(crate) fn needs_form<T>(&self) -> StepResult<T> {
        Err(match &self.target.login {
            None => StepEnd::Unproven(
                "the target file names no way for members to sign in ([login])".into(),
            ),
            Some(LoginStrategy::Token { .. }) => {
                StepEnd::NotApplicable("with the login strategy `token` nobody signs in".into())
            }
            Some(_) => StepEnd::NotApplicable(
                "only the login strategy `form` can stop between the payer's pages".into(),
            ),
        })
    }
}
