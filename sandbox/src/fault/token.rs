//! What is wrong with answers of the token endpoint.

use http::HeaderMap;
use http::header::{CACHE_CONTROL, PRAGMA};

use super::{Defect, DefectSet};
use crate::answers::{ExpiresIn, TokenResponse};

pub(crate) fn damage(answer: &mut TokenResponse, defects: DefectSet) {
    if defects.has(Defect::ExpiresInText)
        && let ExpiresIn::Number(seconds) = answer.expires_in
    {
        answer.expires_in = ExpiresIn::Text(seconds.to_string());
    }
    if defects.has(Defect::ScopeMissing) {
        answer.scope = None;
    }
    if defects.has(Defect::PatientMissing) {
        answer.patient = None;
    }
}

/// Damages the headers of any answer that must not be kept.
pub(crate) fn damage_headers(headers: &mut HeaderMap, defects: DefectSet) {
    if defects.has(Defect::NoNoStore) {
        headers.remove(CACHE_CONTROL);
        headers.remove(PRAGMA);
    }
}
