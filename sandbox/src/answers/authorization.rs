//! The answer of the authorization endpoint: what is added to the app's redirect URI (RFC 6749 4.1.2, RFC 9207 2).

/// A redirect to an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuthorizationResponse {
    /// `code`, or `error` and `error_description`.
    pub(crate) parameters: Vec<(&'static str, String)>,
    /// `state`, as the app sent it.
    pub(crate) state: Option<String>,
    /// `iss` (RFC 9207).
    pub(crate) issuer: Option<String>,
}

impl AuthorizationResponse {
    /// The redirect URI with everything added to its query.
    pub(crate) fn location(&self, redirect_uri: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.parameters);
        for (name, value) in [("state", &self.state), ("iss", &self.issuer)] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let separator = if redirect_uri.contains('?') { '&' } else { '?' };
        format!("{redirect_uri}{separator}{}", query.finish())
    }
}
