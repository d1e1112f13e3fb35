//! The data a payer starts with (placeholder of the first push: the data area fills it in).

use std::path::PathBuf;

use jiff::Timestamp;

use crate::store::Loaded;

/// What data to load.
#[derive(Debug, Clone, Default)]
pub struct DataOptions {
    /// Directories of a user's own resources; none means synthetic data alone.
    pub directories: Vec<PathBuf>,
    /// The seed of the synthetic data.
    pub seed: u64,
    /// How many more members than the described ones.
    pub extra_members: u32,
}

/// Why data could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DataError {}

/// Everything that `options` name and that is not yet among `already` (the labels of what the store holds), each part
/// with a label of its own.
///
/// # Errors
/// The first file that cannot be loaded, with its line and the reason.
pub fn load(
    _options: &DataOptions,
    _already: &[String],
    _now: Timestamp,
) -> Result<Vec<Loaded>, DataError> {
    let member = crate::store::Member {
        username: "SyntheticUsername".into(),
        password: "SyntheticPassword".into(),
        patient_id: "PatientID".into(),
        display_name: "Synthetic Member".into(),
        proxies_for: Vec::new(),
        reason: "the documented member".into(),
    };
    Ok(vec![Loaded {
        label: "synthetic".into(),
        members: vec![member],
        resources: Vec::new(),
    }])
}
