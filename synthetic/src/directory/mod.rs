//! The provider directory (Da Vinci PDex Plan-Net 1.1.0).

use crate::scribe::Scribe;

/// Puts down the whole directory.
pub(crate) fn put_all(_: &mut Scribe) {}
