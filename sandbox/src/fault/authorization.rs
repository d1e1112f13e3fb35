//! What is wrong with answers of the authorization endpoint, and with the codes that it gives.

use jiff::Timestamp;

use super::{Defect, DefectSet};
use crate::answers::AuthorizationResponse;
use crate::store::{Grant, Member, RegisteredApp};

pub(crate) fn damage(answer: &mut AuthorizationResponse, defects: DefectSet) {
    if defects.has(Defect::StateDropped) {
        answer.state = None;
    }
    if defects.has(Defect::IssMissing) {
        answer.issuer = None;
    }
}

/// The code that [`Defect::CodeUnchecked`] gives: anybody can put it together.
pub(crate) fn guessable_code(grant: &Grant) -> String {
    format!(
        "{}.{}.{}",
        grant.client_id,
        grant.username,
        grant.created_at.as_millisecond()
    )
}

/// What [`Defect::CodeUnchecked`] grants for a code that nobody issued: all that the app may ask for of a member.
pub(crate) fn forged_grant(
    app: &RegisteredApp,
    member: &Member,
    id: String,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Grant {
    Grant {
        id,
        client_id: app.client_id.clone(),
        username: member.username.clone(),
        patient: member.patient_id.clone(),
        scope: app.scopes.join(" "),
        created_at,
        expires_at,
        revoked: false,
    }
}
