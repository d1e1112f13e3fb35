//! Who is signed in.

use crate::state::AppState;
use crate::store::{Member, Session, StoreError};
use crate::web::Browser;

/// A member who is signed in.
pub(super) struct SignedIn {
    pub(super) member: Member,
    pub(super) session: Session,
}

/// The member who is signed in in this browser.
pub(super) async fn signed_in(
    state: &AppState,
    browser: &Browser,
) -> Result<Option<SignedIn>, StoreError> {
    let Some(session) = browser.session().await? else {
        return Ok(None);
    };
    let member = state.store.member(&session.username).await?;
    Ok(member.map(|member| SignedIn { member, session }))
}
