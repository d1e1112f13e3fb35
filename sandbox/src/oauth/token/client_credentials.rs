//! `client_credentials` (RFC 6749 4.4): scopes of the system, never of a member.

use super::issue::{access_token, success};
use crate::answers::TokenResponse;
use crate::fault::Defect;
use crate::oauth::error::OAuthError;
use crate::oauth::scope;
use crate::parameters::Parameters;
use crate::state::AppState;
use crate::store::RegisteredApp;

/// Issues a token to the app itself.
pub(super) async fn grant(
    state: &AppState,
    app: &RegisteredApp,
    parameters: &Parameters,
) -> Result<TokenResponse, OAuthError> {
    let own;
    let asked = match parameters.get("scope") {
        Some(asked) => asked,
        None => {
            own = scope::all_system(app);
            &own
        }
    };
    let granted = scope::system(&state.dialect, app, asked).map(|scopes| scopes.join(" "));
    let granted = match granted {
        Some(granted) => granted,
        None if state.defects.has(Defect::ClientCredentialsAnyScope) => asked.to_owned(),
        None => {
            return Err(OAuthError::InvalidScope(
                "only the app's own system scopes can be granted",
            ));
        }
    };
    let access = access_token(state, app, None, granted.clone());
    state.store.add_tokens(vec![access.token.clone()]).await?;
    Ok(success(access, None, &granted))
}
