//! Which browser sends a request, and whose session runs in it.
//!
//! Two cookies: one names the browser, and the CSRF token of every form is derived from it; one names the session.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::request::Parts;
use jiff::SignedDuration;

use super::csrf;
use crate::clock::Clock;
use crate::rng::{Rng, SecretHash, secret};
use crate::store::{Session, Store, StoreError};

const BROWSER: &str = "payerlab_browser";
const SESSION: &str = "payerlab_session";

/// What sessions are made with and kept in.
#[derive(Clone)]
pub(crate) struct Sessions {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    /// How long a session lasts, in seconds.
    pub(crate) seconds: u32,
    /// Whether cookies go over TLS alone.
    pub(crate) secure: bool,
}

/// The browser of a request: read from its cookies, or given a name.
pub(crate) struct Browser {
    jar: CookieJar,
    name: String,
    sessions: Sessions,
}

impl<S> FromRequestParts<S> for Browser
where
    Sessions: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let sessions = Sessions::from_ref(state);
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(
            match jar.get(BROWSER).map(|cookie| cookie.value().to_owned()) {
                Some(name) if name.len() == 43 => Self {
                    jar,
                    name,
                    sessions,
                },
                _ => {
                    let name = secret(&*sessions.rng);
                    Self {
                        jar: jar.add(sessions.cookie(BROWSER, name.clone())),
                        name,
                        sessions,
                    }
                }
            },
        )
    }
}

impl Browser {
    /// The token that forms of this browser carry.
    pub(crate) fn csrf(&self) -> String {
        csrf::token(&self.name)
    }

    /// Whether a form with this token came from a page that we gave this browser.
    pub(crate) fn owns(&self, csrf: &str) -> bool {
        csrf == self.csrf()
    }

    /// The cookies to set.
    pub(crate) fn cookies(self) -> CookieJar {
        self.jar
    }

    /// The session that runs in this browser.
    pub(crate) async fn session(&self) -> Result<Option<Session>, StoreError> {
        let Some(cookie) = self.jar.get(SESSION) else {
            return Ok(None);
        };
        let Sessions { store, clock, .. } = &self.sessions;
        let session = store.session(SecretHash::of(cookie.value())).await?;
        Ok(session.filter(|session| session.expires_at > clock.now()))
    }

    /// Begins a session.
    pub(crate) async fn sign_in(mut self, username: &str) -> Result<Self, StoreError> {
        let text = secret(&*self.sessions.rng);
        let now = self.sessions.clock.now();
        let session = Session {
            hash: SecretHash::of(&text),
            username: username.to_owned(),
            signed_in_at: now,
            expires_at: now + SignedDuration::from_secs(i64::from(self.sessions.seconds)),
        };
        self.sessions.store.put_session(session).await?;
        self.jar = self.jar.add(self.sessions.cookie(SESSION, text));
        Ok(self)
    }

    /// Ends the session.
    pub(crate) async fn sign_out(mut self) -> Result<Self, StoreError> {
        if let Some(cookie) = self.jar.get(SESSION) {
            let hash = SecretHash::of(cookie.value());
            self.sessions.store.end_session(hash).await?;
        }
        self.jar = self.jar.remove(Cookie::build(SESSION).path("/"));
        Ok(self)
    }
}

impl Sessions {
    fn cookie(&self, name: &'static str, value: String) -> Cookie<'static> {
        Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .build()
    }
}
