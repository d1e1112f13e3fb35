//! What is wrong with introspection.

use super::{Defect, DefectSet};
use crate::answers::Introspection;

pub(crate) fn damage(answer: &mut Introspection, defects: DefectSet) {
    if defects.has(Defect::IntrospectActive) {
        answer.active = true;
    }
}
