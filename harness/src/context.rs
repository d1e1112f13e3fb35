//! What all scenarios of a run share: the target with its secrets resolved, the HTTP client, and what was asked once for all.

use std::{collections::HashMap, sync::Arc};

use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    client::Client,
    error::HarnessError,
    fhir::{Api, CapabilityStatement, Found, Listing},
    oauth::{AppAtHand, Documents, Tokens},
    outcome::{Stop, Verdict},
    redact::Secrets,
    shared::Shared,
    target::{AppRole, LoginStrategy, MemberRole, Target, TargetError, resolve_secret},
};

/// A member of the target, with the password in hand.
#[derive(Clone)]
pub(crate) struct MemberAtHand {
    pub username: String,
    password: Option<SecretString>,
    pub patient: Option<String>,
}

impl MemberAtHand {
    pub fn password(&self) -> Verdict<&SecretString> {
        self.password.as_ref().ok_or_else(|| {
            Stop::broke(format!(
                "the target file gives {} no password",
                self.username
            ))
        })
    }
}

/// What all scenarios of a run share.
pub(crate) struct Run {
    pub target: Target,
    pub client: Arc<Client>,
    pub secrets: Arc<Secrets>,
    pub apps: HashMap<AppRole, AppAtHand>,
    members: HashMap<MemberRole, MemberAtHand>,
    /// Held while a person signs in: one window at a time.
    pub person: tokio::sync::Mutex<()>,
    pub documents: Shared<(), Documents>,
    pub grants: Shared<(AppRole, MemberRole, String), Tokens>,
    pub systems: Shared<(AppRole, String), Tokens>,
    pub directory_open: Shared<(), bool>,
    pub capabilities: Shared<Api, CapabilityStatement>,
    pub listings: Shared<(Api, MemberRole, String), Listing>,
    pub reads: Shared<(Api, MemberRole, String), Option<Found>>,
}

impl Run {
    pub fn new(
        target: &Target,
        client: Arc<Client>,
        secrets: Arc<Secrets>,
    ) -> Result<Self, HarnessError> {
        let wrong = |message: String| {
            HarnessError::Target(TargetError::Meaning {
                file: target.name.clone(),
                key: "target".into(),
                message,
            })
        };
        let apps = AppAtHand::all(target, &secrets).map_err(wrong)?;
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
                MemberAtHand {
                    username,
                    password,
                    patient,
                },
            );
        }
        Ok(Self {
            target: target.clone(),
            client,
            secrets,
            apps,
            members,
            person: tokio::sync::Mutex::default(),
            documents: Shared::default(),
            grants: Shared::default(),
            systems: Shared::default(),
            directory_open: Shared::default(),
            capabilities: Shared::default(),
            listings: Shared::default(),
            reads: Shared::default(),
        })
    }

    /// The member of that role; unproven where the target file names none.
    pub fn member(&self, role: MemberRole) -> Verdict<&MemberAtHand> {
        self.members.get(&role).ok_or_else(|| {
            Stop::Unproven(format!(
                "the target file names no {role} member ([members.{role}])"
            ))
        })
    }

    /// The app of that role; unproven where the target file names none.
    pub fn app(&self, role: AppRole) -> Verdict<&AppAtHand> {
        let table = role.to_string().replace('-', "_");
        self.apps.get(&role).ok_or_else(|| {
            Stop::Unproven(format!(
                "the target file names no {role} app ([apps.{table}])"
            ))
        })
    }

    /// What is said where a login strategy cannot do what a scenario needs.
    pub fn needs_form<T>(&self) -> Verdict<T> {
        Err(match &self.target.login {
            None => Stop::Unproven(
                "the target file names no way for members to sign in ([login])".into(),
            ),
            Some(LoginStrategy::Token { .. }) => {
                Stop::NotApplicable("with the login strategy `token` nobody signs in".into())
            }
            Some(_) => Stop::NotApplicable(
                "only the login strategy `form` can stop between the payer's pages".into(),
            ),
        })
    }
}
