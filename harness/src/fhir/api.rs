//! The APIs of a payer.

/// Which of the target's APIs requests go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Api {
    PatientAccess,
    Directory,
}
