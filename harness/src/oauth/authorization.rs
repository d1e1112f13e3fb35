//! An authorization request (RFC 6749 4.1.1, RFC 7636 4.3, SMART App Launch 2.0) and what was put into it.

use super::app::ResolvedApp;
use super::pkce::challenge;
use crate::rng::random_word;

/// Changes to a set of parameters: name and cell, as a scenario's table gives them, placeholders replaced.
pub(crate) type Overrides = Vec<(String, String)>;

/// What an app asked for, and keeps for the token request.
#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    pub redirect_uri: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
    pub challenge: String,
    /// The parameters as sent.
    pub parameters: Vec<(String, String)>,
}

impl AuthorizationRequest {
    /// A right request of the app for these scopes.
    pub(crate) fn new(app: &ResolvedApp, scopes: &str, audience: &str) -> Self {
        let (state, nonce, verifier) = (random_word(), random_word(), random_word());
        let challenge = challenge(&verifier);
        let parameters: Vec<(String, String)> = [
            ("response_type", "code"),
            ("client_id", &app.client_id),
            ("redirect_uri", &app.redirect_uri),
            ("scope", scopes),
            ("state", &state),
            ("aud", audience),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        Self {
            redirect_uri: app.redirect_uri.clone(),
            state,
            nonce,
            verifier,
            challenge,
            parameters,
        }
    }

    /// Changes the request, and remembers what the answer must be held against.
    pub(crate) fn change(&mut self, overrides: &Overrides) {
        apply(&mut self.parameters, overrides);
        // The nonce belongs to requests for an ID token (OpenID Connect Core 3.1.2.1); others may refuse it.
        if !overrides.iter().any(|(name, _)| name == "nonce") {
            let scopes = self
                .parameters
                .iter()
                .find(|(name, _)| name == "scope")
                .map_or("", |(_, scopes)| scopes);
            let wanted = scopes.split_whitespace().any(|scope| scope == "openid");
            self.parameters.retain(|(name, _)| name != "nonce");
            if wanted {
                self.parameters.push(("nonce".into(), self.nonce.clone()));
            }
        }
        for (name, kept) in [
            ("redirect_uri", &mut self.redirect_uri),
            ("state", &mut self.state),
            ("nonce", &mut self.nonce),
            ("code_challenge", &mut self.challenge),
        ] {
            if let Some((_, value)) = self.parameters.iter().find(|(have, _)| have == name) {
                kept.clone_from(value);
            }
        }
        if !self.parameters.iter().any(|(name, _)| name == "state") {
            self.state.clear();
        }
    }

    /// The parameters in the form of a query.
    pub(crate) fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.parameters)
            .finish()
    }
}

/// Applies a table to parameters: `(absent)` leaves one out, `(empty)` empties it, `(twice)` doubles it, `{default}` in a
/// cell stands for the value it had; a name that comes again is added again.
pub(crate) fn apply(parameters: &mut Vec<(String, String)>, overrides: &Overrides) {
    let mut seen: Vec<&str> = Vec::new();
    for (name, cell) in overrides {
        let at = parameters.iter().position(|(have, _)| have == name);
        let before = at.map(|at| parameters[at].1.clone()).unwrap_or_default();
        match cell.as_str() {
            "(absent)" => parameters.retain(|(have, _)| have != name),
            "(twice)" => {
                let value = if before.is_empty() {
                    "twice".to_owned()
                } else {
                    before
                };
                if at.is_none() {
                    parameters.push((name.clone(), value.clone()));
                }
                parameters.push((name.clone(), value));
            }
            _ => {
                let value = if cell == "(empty)" {
                    String::new()
                } else {
                    cell.replace("{default}", &before)
                };
                match at {
                    Some(at) if !seen.contains(&name.as_str()) => parameters[at].1 = value,
                    _ => parameters.push((name.clone(), value)),
                }
            }
        }
        seen.push(name);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::apply;

    #[rstest]
    #[case("a", "(absent)", "")]
    #[case("a", "(empty)", "a=")]
    #[case("a", "(twice)", "a=1&a=1")]
    #[case("a", "{default}2", "a=12")]
    #[case("b", "x", "a=1&b=x")]
    fn cells(#[case] name: &str, #[case] cell: &str, #[case] query: &str) {
        let mut parameters = vec![("a".to_owned(), "1".to_owned())];
        apply(&mut parameters, &vec![(name.to_owned(), cell.to_owned())]);
        assert_eq!(
            form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&parameters)
                .finish(),
            query
        );
    }
}
