//! `payerlab`: serves a mock payer and certifies any payer.
//!
//! Exit codes: 0 nothing failed, 1 a scenario or a resource failed, 2 wrong use, 3 the target is out of reach, 4 the
//! harness broke.

mod args;
mod commands;
mod failure;
mod log;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command, DataCommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start(cli.verbose);
    let done = match cli.command {
        Command::Serve(args) => commands::serve::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Data(DataCommand::Inventory(args)) => commands::data::inventory(&args),
        Command::Data(DataCommand::Generate(args)) => commands::data::generate(&args),
        Command::Defects => commands::defects::run(),
        Command::Steps => commands::steps::run(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}
