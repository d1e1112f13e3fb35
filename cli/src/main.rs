//! `payerlab`: serves a mock payer and certifies any payer.
//!
//! Exit codes: 0 nothing failed, 1 a scenario or a resource failed, 2 wrong use, 3 the target is out of reach, 4 the
//! harness broke.

mod args;
mod commands;
mod failure;
mod log;

use std::panic;
use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command, DataCommand, IgCommand};
use crate::failure::Failure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start(cli.verbose);
    // A bug must not look like a finding: whatever panics ends with 4, not with Rust's 101.
    let done = panic::catch_unwind(|| run(cli.command)).unwrap_or_else(|_| {
        Err(Failure::broken(
            "payerlab broke; please report the lines above",
        ))
    });
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn run(command: Command) -> Result<u8, Failure> {
    match command {
        Command::Serve(args) => commands::serve::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Validate(args) => commands::validate::run(&args),
        Command::Data(DataCommand::Inventory(args)) => commands::data::inventory(&args),
        Command::Data(DataCommand::Generate(args)) => commands::data::generate(&args),
        Command::Defects => commands::defects::run(),
        Command::Rules => commands::rules::run(),
        Command::Steps => commands::steps::run(),
        Command::Ig(IgCommand::Add(args)) => commands::ig::add(&args),
        Command::Ig(IgCommand::List(args)) => commands::ig::list(&args),
        Command::Ig(IgCommand::Compile(args)) => commands::ig::compile(&args),
    }
}
