//! What each member's record holds: chapters of a life, put together from the kinds of resource.

mod amended;
mod documented;
mod family;
mod plain;
mod timeline;

pub(crate) use amended::{amended, deleted};
pub(crate) use documented::documented;
pub(crate) use family::{child, newborn};
pub(crate) use plain::{adult, coverage_only, named, small, without_displays};
pub(crate) use timeline::{deceased, historic, many_claims, re_enrolled};
