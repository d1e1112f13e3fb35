//! A conformance harness: Gherkin scenarios against any payer's endpoint.
//!
//! The harness judges a payer by the standards it implements, knows no payer in particular, and shares no code with the
//! sandbox. [`run`] is all that a command line needs:
//!
//! ```
//! use std::time::Duration;
//!
//! use payerlab_harness::{HarnessError, ProgressMode, RunOptions, run, target::Target};
//!
//! let target = Target::parse(
//!     "target.toml",
//!     r#"
//!         name = "A payer that is down"
//!         patient_access = "http://127.0.0.1:1/fhir"
//!     "#,
//! )?;
//! let ended = run(RunOptions {
//!     target,
//!     tags: Some("@discovery".to_owned()),
//!     features_dir: None,
//!     report_dir: "payerlab-report".into(),
//!     jobs: 4,
//!     timeout: Duration::from_secs(30),
//!     progress: ProgressMode::Silent,
//! });
//! // One line that says what to do: http://127.0.0.1:1/fhir/metadata is out of reach: the connection was refused ...
//! assert!(matches!(ended, Err(HarnessError::OutOfReach { .. })));
//! # Ok::<(), HarnessError>(())
//! ```

mod cache;
mod client;
mod clock;
mod context;
mod error;
mod evidence;
mod exchange;
mod exchange_log;
mod features;
mod fhir;
mod login;
mod must_support;
mod no_answer;
mod oauth;
mod options;
mod outcome;
mod plan;
mod progress;
mod recorder;
mod redact;
mod requirements;
mod results;
mod rng;
mod run;
mod schema;
mod summary;
mod world;

pub mod report;
pub mod steps;
pub mod target;

pub use error::HarnessError;
pub use options::{ProgressMode, RunOptions};
pub use outcome::Outcome;
pub use plan::PlanError;
pub use requirements::{Requirement, requirements};
pub use run::run;
pub use summary::{FeatureSummary, Summary};
