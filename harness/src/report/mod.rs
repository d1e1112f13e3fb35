//! Reports: one model, and JSON, JUnit and HTML written from it.

mod build;
mod curl;
mod html;
mod junit;
pub mod model;
mod write;

pub(crate) use write::write;
