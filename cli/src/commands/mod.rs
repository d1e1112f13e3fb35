//! One file per command.

pub(crate) mod check;
pub(crate) mod data;
pub(crate) mod defects;
pub(crate) mod ig;
pub(crate) mod payers;
pub(crate) mod rules;
pub(crate) mod serve;
pub(crate) mod steps;
pub(crate) mod validate;

mod mock_payer;
mod stop;
mod target_file;
