//! The data a payer starts with: synthetic members and a directory, and whatever a user brings.

mod error;
mod files;
mod ownership;
mod synthetic;

use std::path::PathBuf;

pub use error::DataError;
use jiff::Timestamp;

use crate::dialect::Dialect;
use crate::store::Loaded;

/// What data to load.
#[derive(Debug, Clone)]
pub struct DataOptions {
    /// Whether the synthetic members and directory are loaded.
    pub synthetic: bool,
    /// Directories or files of a user's own resources.
    pub directories: Vec<PathBuf>,
    /// The seed of the synthetic data.
    pub seed: u64,
    /// How many more synthetic members than the described ones.
    pub extra_members: u32,
}

impl Default for DataOptions {
    fn default() -> Self {
        Self {
            synthetic: true,
            directories: Vec::new(),
            seed: 0,
            extra_members: 0,
        }
    }
}

/// Everything that `options` name and that is not yet among `already` (the labels of what the store holds), each part
/// with a label of its own.
///
/// # Errors
/// The first file that cannot be loaded, with its line and the reason; then nothing is to be loaded.
pub fn load(
    options: &DataOptions,
    already: &[String],
    dialect: &Dialect,
    now: Timestamp,
) -> Result<Vec<Loaded>, DataError> {
    let mut parts = Vec::new();
    let mut patients = Vec::new();
    if options.synthetic {
        let label = synthetic::label(options);
        if already.contains(&label) {
            patients.extend(synthetic::patients(options, now));
        } else {
            let part = synthetic::load(options, label, now);
            patients.extend(part.members.iter().map(|member| member.patient_id.clone()));
            parts.push(part);
        }
    }
    for path in &options.directories {
        let label = path.display().to_string();
        if !already.contains(&label) {
            let part = files::load(path, label, &patients, dialect, now)?;
            patients.extend(part.members.iter().map(|member| member.patient_id.clone()));
            parts.push(part);
        }
    }
    Ok(parts)
}
