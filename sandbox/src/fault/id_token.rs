//! What is wrong with ID tokens.

use super::{Defect, DefectSet};
use crate::answers::IdTokenClaims;

pub(crate) fn damage(claims: &mut IdTokenClaims, defects: DefectSet) {
    if defects.has(Defect::NonceDropped) {
        claims.nonce = None;
    }
}
