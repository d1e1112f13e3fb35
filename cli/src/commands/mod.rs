//! One file a command.

pub mod check;
pub mod data;
pub mod defects;
pub mod ig;
pub mod rules;
pub mod serve;
pub mod steps;
pub mod validate;

mod built_in;
mod described;
