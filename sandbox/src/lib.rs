//! The mock payer: OAuth 2.0 and SMART App Launch 2.0, member pages, a Patient Access API and a Provider Directory API,
//! all in one process, able to misbehave on demand.
//!
//! [`Sandbox::start`] opens the store, loads the data, binds the port and returns a [`Running`] that names every base
//! URL, member and app. In a Rust test of an app:
//!
//! ```
//! use payerlab_sandbox::{AppRole, Config, Defect, Sandbox, StartError};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), StartError> {
//!     // In memory, on a free port of this machine; a payer that accepts `code_challenge_method=plain`.
//!     let payer = Sandbox::start(Config {
//!         defects: vec![Defect::PkcePlain],
//!         ..Config::default()
//!     })
//!     .await?;
//!
//!     // What the app is configured with ...
//!     let app = payer.apps.iter().find(|app| app.role == AppRole::Public);
//!     assert_eq!(app.unwrap().client_id, "synthetic-public-app");
//!     assert_eq!(payer.urls.patient_access, format!("http://{}/fhir", payer.addr));
//!
//!     // ... and who signs in.
//!     let member = &payer.members[0];
//!     assert_eq!(member.username, "SyntheticUsername");
//!     assert_eq!(member.password, "SyntheticPassword");
//!
//!     payer.shutdown().await
//! }
//! ```

pub mod access;
mod answers;
mod built_in_apps;
pub mod clock;
pub mod config;
pub mod data;
pub mod dialect;
pub mod fault;
pub mod fhir;
mod member;
mod oauth;
mod parameters;
pub mod rng;
mod search;
mod serve;
mod signing_keys;
mod start;
mod state;
pub mod store;
pub mod urls;
mod web;

pub use access::{Access, AccessError};
pub use built_in_apps::{AppRole, BuiltInApp, KeyPair};
pub use config::{Config, Pages};
pub use fault::{Defect, DefectSet};
pub use start::{Running, Sandbox, StartError};
