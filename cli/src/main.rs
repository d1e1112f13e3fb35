//! `payerlab`: serves a mock payer and certifies any payer. It ends with one of the codes of [`exit::Exit`].

mod args;
mod commands;
mod exit;
mod failure;
mod log;

use std::panic;
use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command, DataCommand, IgCommand, PayersCommand};
use crate::exit::Exit;
use crate::failure::Failure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start(cli.verbose);
    // A panic ends with `Exit::Broken`, not with Rust's 101.
    let done = panic::catch_unwind(|| run(cli.command)).unwrap_or_else(|_| {
        Err(Failure::broken(
            "payerlab broke; please report the lines above",
        ))
    });
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.exit().into()
        }
    }
}

fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Serve(args) => commands::serve::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Validate(args) => commands::validate::run(&args),
        Command::Data(DataCommand::Inventory(args)) => commands::data::inventory(&args),
        Command::Data(DataCommand::Generate(args)) => commands::data::generate(&args),
        Command::Defects => commands::defects::run(),
        Command::Payers(PayersCommand::List) => commands::payers::list(),
        Command::Payers(PayersCommand::Show(args)) => commands::payers::show(&args),
        Command::Payers(PayersCommand::New(args)) => commands::payers::new(&args),
        Command::Rules => commands::rules::run(),
        Command::Steps => commands::steps::run(),
        Command::Ig(IgCommand::Add(args)) => commands::ig::add(&args),
        Command::Ig(IgCommand::List(args)) => commands::ig::list(&args),
        Command::Ig(IgCommand::Compile(args)) => commands::ig::compile(&args),
    }
}
