//! The mock payer: OAuth 2.0 and SMART App Launch 2.0, member pages, a Patient Access API and a Provider Directory API,
//! all in one process, able to misbehave on demand.
//!
//! [`Sandbox::start`] opens the store, loads the data, binds the port and returns a [`Running`] that names every base
//! URL, member and app.

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
