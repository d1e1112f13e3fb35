//! The command line: every command, flag and help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// A mock U.S. health payer, and a harness that certifies any payer.
#[derive(Debug, Parser)]
#[command(
    name = "payerlab",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// More diagnostics on standard error; twice for more still
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a payer by readable scenarios and write a report; without a target, the built-in mock payer
    Check(CheckArgs),
    /// The synthetic members and their data
    #[command(subcommand)]
    Data(DataCommand),
    /// List the defects that `serve --defect NAME` puts in on purpose
    Defects,
    /// List the steps in which scenarios are written
    Steps,
}

/// `payerlab check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  payerlab check
  payerlab check --target payer.toml --report out
  payerlab check --tags '@fhir-isolation or @token-refresh'
  payerlab check --features ./my-features

Exit codes: 0 nothing failed, 1 a scenario failed, 2 wrong use, 3 the target is out of reach, 4 the harness broke.")]
pub struct CheckArgs {
    /// The payer to judge; without it, the built-in mock payer is started on a free port for the run
    #[arg(long, value_name = "FILE.toml")]
    pub target: Option<PathBuf>,
    /// Only the scenarios whose tags satisfy this expression of @tags, and, or, not and brackets
    #[arg(long, value_name = "EXPR")]
    pub tags: Option<String>,
    /// A folder of feature files that are added to the built-in ones, or replace those of the same path
    #[arg(long, value_name = "DIR")]
    pub features: Option<PathBuf>,
    /// The folder for results.json, junit.xml and index.html
    #[arg(long, value_name = "DIR", default_value = "payerlab-report")]
    pub report: PathBuf,
    /// How many scenarios run at a time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: u16,
    /// How many seconds one request may take
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

/// `payerlab data`.
#[derive(Debug, Subcommand)]
pub enum DataCommand {
    /// Print as CSV who the members are, why each exists, and how many resources of each type there are
    Inventory(DataArgs),
    /// Write the synthetic data as NDJSON, and the members as CSV
    Generate(GenerateArgs),
}

/// What decides the synthetic data.
#[derive(Debug, Args)]
pub struct DataArgs {
    /// Decides the names, numbers and values
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Add this many small members
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub members: u32,
    /// The day that all dates are relative to, as YYYY-MM-DD; today when left out
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

/// `payerlab data generate`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  payerlab data generate --out data

writes data/members.csv, data/patient-access/TYPE.ndjson and data/directory/TYPE.ndjson.")]
pub struct GenerateArgs {
    /// The folder to write into; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// What decides the data.
    #[command(flatten)]
    pub data: DataArgs,
}
