//! Reading and writing target files; every error names the file, the line where it can, and what to do.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{AppRole, LoginStrategy, Target, secret};

/// Why a target file cannot be used.
#[derive(Debug, Error)]
pub enum TargetError {
    /// The file cannot be opened.
    #[error("cannot read the target file {}: {source}; give its path with --target", path.display())]
    Unreadable {
        /// The path of the file, as given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML, or a key or value in it is not one of a target file.
    #[error("{file}:{line}:{column}: {message}")]
    Syntax {
        /// The file as given.
        file: String,
        /// The line of the mistake, from 1.
        line: usize,
        /// The column of the mistake in characters, from 1.
        column: usize,
        /// What is wrong, in one line.
        message: String,
    },
    /// Something the parts of the file say together is wrong.
    #[error("{file}: [{key}] {message}")]
    Meaning {
        /// The file as given.
        file: String,
        /// The table of the file.
        key: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// The target cannot be written as TOML.
    #[error("the target cannot be written as TOML: {0}")]
    Unwritable(#[from] toml::ser::Error),
}

impl Target {
    /// Reads and checks a target file, with secrets from the process's environment.
    pub fn read(path: &Path) -> Result<Self, TargetError> {
        let text = std::fs::read_to_string(path).map_err(|source| TargetError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let target = Self::parse(&path.display().to_string(), &text)?;
        target.check(&path.display().to_string(), &|name| {
            std::env::var(name).ok()
        })?;
        Ok(target)
    }

    /// Parses the text of a target file; `file` is the name that errors use.
    pub fn parse(file: &str, text: &str) -> Result<Self, TargetError> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let before = text.get(..start).unwrap_or_default();
            TargetError::Syntax {
                file: file.to_owned(),
                line: before.matches('\n').count() + 1,
                column: before
                    .rsplit('\n')
                    .next()
                    .unwrap_or_default()
                    .chars()
                    .count()
                    + 1,
                message: error.message().trim().replace('\n', "; "),
            }
        })
    }

    /// Checks what the parts say together; `environment` looks a variable up.
    pub fn check(
        &self,
        file: &str,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), TargetError> {
        let wrong = |key: String, message: String| TargetError::Meaning {
            file: file.to_owned(),
            key,
            message,
        };
        if self.patient_access.is_none() && self.directory.is_none() {
            return Err(wrong(
                "patient_access".into(),
                "names no endpoint; give patient_access, directory or both, each a base URL".into(),
            ));
        }
        for (role, app) in self.apps.iter() {
            let key = format!("apps.{role}");
            secret::resolve(app.secret.as_ref(), app.secret_env.as_deref(), environment)
                .map_err(|message| wrong(key.clone(), message))?;
            secret::resolve(
                app.private_key.as_ref(),
                app.private_key_env.as_deref(),
                environment,
            )
            .map_err(|message| wrong(key.clone(), message))?;
            if !role.is_system()
                && self.login.is_some()
                && app.redirect_uri.is_none()
                && role != AppRole::KeyPair
            {
                return Err(wrong(
                    key,
                    "has no redirect_uri; give the one that the payer registered".into(),
                ));
            }
        }
        for (role, member) in self.members.iter() {
            let key = format!("members.{role}");
            let password = secret::resolve(
                member.password.as_ref(),
                member.password_env.as_deref(),
                environment,
            )
            .map_err(|message| wrong(key.clone(), message))?;
            if password.is_none() && matches!(self.login, Some(LoginStrategy::Form(_))) {
                return Err(wrong(
                    key,
                    "has no password; give password_env, the variable that holds it".into(),
                ));
            }
        }
        if let Some(LoginStrategy::Token { access_token_env }) = &self.login
            && environment(access_token_env).is_none_or(|token| token.is_empty())
        {
            return Err(wrong(
                "login".into(),
                format!(
                    "needs the environment variable {access_token_env}, which is not set; put an access token of the main member into it"
                ),
            ));
        }
        if let Some(rate) = self.limits.requests_per_second
            && !(rate.is_finite() && rate > 0.0)
        {
            return Err(wrong(
                "limits".into(),
                "requests_per_second must be above 0".into(),
            ));
        }
        Ok(())
    }

    /// The target as the text of a target file, secrets included where the target holds them itself.
    pub fn to_toml(&self) -> Result<String, TargetError> {
        Ok(toml::to_string_pretty(self)?)
    }
}
