//! One file a command.

pub mod check;
pub mod data;
pub mod defects;
pub mod ig;
pub mod serve;
pub mod steps;

mod built_in;
mod described;
