//! Redirect URIs: which are an app's own (RFC 9700 2.1, RFC 8252 7.3), and what is added to them (RFC 6749 4.1.2,
//! RFC 9207 2).

use url::Url;

use crate::answers::AuthorizationResponse;
use crate::fault::{self, Defect, DefectSet};
use crate::state::AppState;
use crate::store::RegisteredApp;

/// Why the authorization endpoint sends an app back without a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthorizationError {
    /// A parameter is missing, repeated or wrong.
    #[error("{0}")]
    InvalidRequest(&'static str),
    /// The app may not use codes.
    #[error("this app may not use the authorization code grant")]
    UnauthorizedClient,
    /// The member said no.
    #[error("the member denied the request")]
    AccessDenied,
    /// `response_type` is not `code`.
    #[error("only the response type code is supported")]
    UnsupportedResponseType,
    /// No scope that could be granted.
    #[error("none of the scopes can be granted")]
    InvalidScope,
    /// `prompt=none`, but nobody is signed in.
    #[error("no member is signed in")]
    LoginRequired,
    /// `prompt=none`, but the member has not granted this yet.
    #[error("the member has not granted this yet")]
    ConsentRequired,
    /// A `request` parameter.
    #[error("request objects are not supported")]
    RequestNotSupported,
    /// A `request_uri` parameter.
    #[error("request objects are not supported")]
    RequestUriNotSupported,
    /// Something went wrong here.
    #[error("the server cannot answer now")]
    ServerError,
}

impl AuthorizationError {
    fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::ServerError => "server_error",
        }
    }
}

/// Whether the app registered this redirect URI.
pub(super) fn is_registered(app: &RegisteredApp, uri: &str, defects: DefectSet) -> bool {
    if defects.has(Defect::RedirectUnregistered) && Url::parse(uri).is_ok() {
        return true;
    }
    app.redirect_uris.iter().any(|registered| {
        registered == uri
            || (defects.has(Defect::RedirectPrefix) && uri.starts_with(registered.as_str()))
            || is_loopback(registered, uri)
    })
}

/// Whether `uri` is a registered loopback address with a port of its own.
fn is_loopback(registered: &str, uri: &str) -> bool {
    ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .any(|host| {
            let (Some(path), Some(rest)) = (registered.strip_prefix(host), uri.strip_prefix(host))
            else {
                return false;
            };
            let Some(rest) = rest.strip_prefix(':') else {
                return false;
            };
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (port, rest) = rest.split_at(digits);
            path.starts_with('/') && rest == path && port.parse::<u16>().is_ok_and(|port| port > 0)
        })
}

/// The redirect that tells an app of an error.
pub(crate) fn error_redirect(
    payer: &AppState,
    redirect_uri: &str,
    state: Option<&str>,
    error: AuthorizationError,
) -> String {
    let parameters = vec![
        ("error", error.code().to_owned()),
        ("error_description", error.to_string()),
    ];
    location(payer, redirect_uri, state, parameters)
}

/// A redirect URI with parameters, `state` and `iss` added to its query.
pub(super) fn location(
    payer: &AppState,
    redirect_uri: &str,
    state: Option<&str>,
    parameters: Vec<(&'static str, String)>,
) -> String {
    let mut answer = AuthorizationResponse {
        parameters,
        state: state.map(str::to_owned),
        issuer: Some(payer.urls.issuer.clone()),
    };
    fault::authorization::damage(&mut answer, payer.defects);
    answer.location(redirect_uri)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://127.0.0.1/callback", "http://127.0.0.1:8123/callback", true)]
    #[case("http://[::1]/callback", "http://[::1]:1/callback", true)]
    #[case("http://127.0.0.1/callback", "http://127.0.0.1:8123/other", false)]
    #[case("http://127.0.0.1/callback", "http://127.0.0.1:0/callback", false)]
    #[case("http://127.0.0.1/callback", "http://127.0.0.1:99999/callback", false)]
    #[case(
        "http://127.0.0.1/callback",
        "http://127.0.0.1:80@evil.example.org/callback",
        false
    )]
    #[case("http://127.0.0.1:7/callback", "http://127.0.0.1:8/callback", false)]
    #[case(
        "http://127.0.0.1.example.org/callback",
        "http://127.0.0.1:8/callback",
        false
    )]
    #[case(
        "https://app.example.org/callback",
        "https://app.example.org:8/callback",
        false
    )]
    fn loopback_addresses_may_choose_their_port(
        #[case] registered: &str,
        #[case] uri: &str,
        #[case] accepted: bool,
    ) {
        assert_eq!(is_loopback(registered, uri), accepted);
    }
}
