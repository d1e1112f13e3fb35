//! Who is signed in, and whether a form comes from our own page.
//!
//! Two cookies: one names the browser, and the CSRF token of every form is derived from it; one names the session.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::HeaderMap;

use crate::oauth::Parameters;
use crate::rng::{SecretHash, secret};
use crate::state::AppState;
use crate::store::{Member, Session, StoreError};

const BROWSER: &str = "payerlab_browser";
const SESSION: &str = "payerlab_session";

/// A member who is signed in.
pub(super) struct SignedIn {
    pub(super) member: Member,
    pub(super) session: Session,
}

/// The browser of a request.
pub(super) struct Browser {
    jar: CookieJar,
    name: String,
}

impl Browser {
    /// Reads the browser's name from its cookie, or gives it one.
    pub(super) fn of(state: &AppState, headers: &HeaderMap) -> Self {
        let jar = CookieJar::from_headers(headers);
        match jar.get(BROWSER).map(|cookie| cookie.value().to_owned()) {
            Some(name) if name.len() == 43 => Self { jar, name },
            _ => {
                let name = secret(&*state.rng);
                let jar = jar.add(cookie(state, BROWSER, name.clone()));
                Self { jar, name }
            }
        }
    }

    /// The token that forms of this browser carry.
    pub(super) fn csrf(&self) -> String {
        SecretHash::of(&format!("csrf {}", self.name)).encode()
    }

    /// Whether a form came from a page that we gave this browser.
    pub(super) fn owns(&self, form: &Parameters) -> bool {
        form.get("csrf").is_some_and(|csrf| csrf == self.csrf())
    }

    /// The cookies to set.
    pub(super) fn cookies(self) -> CookieJar {
        self.jar
    }

    /// Whoever is signed in in this browser.
    pub(super) async fn signed_in(&self, state: &AppState) -> Result<Option<SignedIn>, StoreError> {
        let Some(cookie) = self.jar.get(SESSION) else {
            return Ok(None);
        };
        let session = state.store.session(SecretHash::of(cookie.value())).await?;
        let Some(session) = session.filter(|session| session.expires_at > state.clock.now()) else {
            return Ok(None);
        };
        let member = state.store.member(&session.username).await?;
        Ok(member.map(|member| SignedIn { member, session }))
    }

    /// Signs a member in.
    pub(super) async fn sign_in(
        mut self,
        state: &AppState,
        member: &Member,
    ) -> Result<Self, StoreError> {
        let text = secret(&*state.rng);
        let now = state.clock.now();
        let lifetime = i64::from(state.dialect.lifetimes.session);
        let session = Session {
            hash: SecretHash::of(&text),
            username: member.username.clone(),
            signed_in_at: now,
            expires_at: now + jiff::SignedDuration::from_secs(lifetime),
        };
        state.store.put_session(session).await?;
        self.jar = self.jar.add(cookie(state, SESSION, text));
        Ok(self)
    }

    /// Signs whoever it is out.
    pub(super) async fn sign_out(mut self, state: &AppState) -> Result<Self, StoreError> {
        if let Some(cookie) = self.jar.get(SESSION) {
            state
                .store
                .end_session(SecretHash::of(cookie.value()))
                .await?;
        }
        self.jar = self.jar.remove(Cookie::build(SESSION).path("/"));
        Ok(self)
    }
}

fn cookie(state: &AppState, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.urls.issuer.starts_with("https:"))
        .build()
}
