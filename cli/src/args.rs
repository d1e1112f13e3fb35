//! The command line: every command, flag and help text.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A mock U.S. health payer, and a harness that certifies any payer.
#[derive(Debug, Parser)]
#[command(
    name = "payerlab",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// More diagnostics on standard error; twice for more still
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands, in the order in which `--help` lists them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve a mock payer: synthetic members, SMART on FHIR, Patient Access and Provider Directory APIs
    Serve(ServeArgs),
    /// Check a payer against readable scenarios and write a report; without --target, the built-in mock payer
    Check(CheckArgs),
    /// Validate FHIR R4 resources against the profiles of US Core, CARIN Blue Button and Plan-Net
    Validate(ValidateArgs),
    /// Print or write the synthetic members and their data
    #[command(subcommand)]
    Data(DataCommand),
    /// List the defects that `serve --defect NAME` can put into the mock payer
    Defects,
    /// List, show and write the dialects that `serve --payer NAME` speaks
    #[command(subcommand)]
    Payers(PayersCommand),
    /// List the rules that `validate` checks
    Rules,
    /// List the steps in which scenarios are written
    Steps,
    /// Get, list and compile implementation guides
    #[command(subcommand)]
    Ig(IgCommand),
}

/// `payerlab serve`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  payerlab serve
  payerlab serve --listen 127.0.0.1:0 --write-target target.toml
  payerlab serve --store sqlite:payer.sqlite --data ./my-resources
  payerlab serve --defect pkce-plain --defect code-reusable

Ctrl-C or SIGTERM stops it, after the requests that it is answering.")]
pub(crate) struct ServeArgs {
    /// The dialect of the mock payer, by its name (`payerlab payers list`) or as a file of your own; `reference` keeps strictly
    /// to the standards
    #[arg(
        long,
        value_name = "NAME|FILE.toml",
        default_value = "reference",
        env = "PAYERLAB_PAYER"
    )]
    pub payer: String,
    /// The address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1:8080",
        env = "PAYERLAB_LISTEN"
    )]
    pub listen: SocketAddr,
    /// The base URL in documents, links and the issuer, for a mock payer behind a proxy
    #[arg(long, value_name = "URL", env = "PAYERLAB_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Where apps, grants, tokens and loaded data are stored: `sqlite:FILE`, or `memory`, which is lost at the end
    #[arg(
        long,
        value_name = "STORE",
        default_value = "memory",
        env = "PAYERLAB_STORE"
    )]
    pub store: String,
    /// A folder of your own FHIR resources to serve: JSON resources, Bundles and NDJSON; may be repeated
    #[arg(long, value_name = "DIR")]
    pub data: Vec<PathBuf>,
    /// Serve only the resources of --data, none of the synthetic ones
    #[arg(long, requires = "data")]
    pub data_only: bool,
    /// The seed of the synthetic data; the same seed gives the same data on the same day
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Add this many members with few resources, for measuring
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub members: u32,
    /// Break one requirement on purpose, to try out apps and scenarios; `payerlab defects` lists the names; may be repeated
    #[arg(long, value_name = "NAME")]
    pub defect: Vec<String>,
    /// Write the target file with which `payerlab check --target FILE` checks this mock payer
    #[arg(long, value_name = "FILE")]
    pub write_target: Option<PathBuf>,
    /// Stop at the end of standard input. `check` uses it, so that no mock payer outlives it.
    #[arg(long, hide = true)]
    pub until_stdin_ends: bool,
}

/// `payerlab check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  payerlab check
  payerlab check --target payer.toml --report out
  payerlab check --tags '@fhir-isolation or @token-refresh'
  payerlab check --features ./my-features

Exit codes: 0 nothing failed, 1 a scenario failed, 2 wrong use, 3 the target is out of reach, 4 the harness broke.")]
pub(crate) struct CheckArgs {
    /// The target file that describes the payer; without it, a mock payer is started on a free port for the run
    #[arg(long, value_name = "FILE.toml")]
    pub target: Option<PathBuf>,
    /// Without --target: the dialect of the mock payer, by its name or as a file of your own
    #[arg(
        long,
        value_name = "NAME|FILE.toml",
        default_value = "reference",
        conflicts_with = "target"
    )]
    pub payer: String,
    /// Run only the scenarios whose tags match this expression of @tags, and, or, not and parentheses
    #[arg(long, value_name = "EXPR")]
    pub tags: Option<String>,
    /// A folder of feature files to add to the built-in ones; one of the same path replaces it
    #[arg(long, value_name = "DIR")]
    pub features: Option<PathBuf>,
    /// The folder to write results.json, junit.xml and index.html into
    #[arg(long, value_name = "DIR", default_value = "payerlab-report")]
    pub report: PathBuf,
    /// How many scenarios run at the same time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: u16,
    /// How many seconds a request may take
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

/// `payerlab payers`.
#[derive(Debug, Subcommand)]
pub(crate) enum PayersCommand {
    /// List the built-in payers
    List,
    /// Show where a payer differs from the one that it extends, with the source of each difference
    Show(ShowArgs),
    /// Write a file to start a dialect of your own from
    New(NewArgs),
}

/// `payerlab payers show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The name of a built-in payer, or a file of your own
    #[arg(value_name = "NAME|FILE.toml")]
    pub payer: String,
}

/// `payerlab payers new`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  payerlab payers new my-payer.toml
  payerlab serve --payer my-payer.toml")]
pub(crate) struct NewArgs {
    /// The file to write; it must not be there yet
    #[arg(value_name = "FILE.toml")]
    pub file: PathBuf,
}

/// `payerlab validate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  payerlab validate patient.json
  payerlab validate exports/ guide.tgz --format json > report.json
  payerlab validate export.ndjson --fail-on warning --jobs 2
  payerlab validate claims/ --ig hl7.fhir.us.core@8.0.0
  payerlab validate - --profile http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient < patient.json

A Bundle is one resource, validated with everything in it. What cannot be verified, such as the codes of a code system \
whose licence keeps it out of the guides, is counted and named.

Exit codes: 0 no issue is as severe as --fail-on, 1 an issue is, 2 wrong use, 4 the validator broke.")]
pub(crate) struct ValidateArgs {
    /// Files (.json, .ndjson with one resource per line, .tgz), folders of such files, or `-` for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Add the package of a guide: a .tgz, a folder, or NAME@VERSION from the package cache; may be repeated
    #[arg(long, value_name = "PKG")]
    pub ig: Vec<String>,
    /// The FHIR package cache [default: ~/.fhir/packages]
    #[arg(long, value_name = "DIR", env = "PAYERLAB_PACKAGE_CACHE")]
    pub package_cache: Option<PathBuf>,
    /// Check every resource against this profile too, besides those in its meta.profile; may be repeated
    #[arg(long, value_name = "URL")]
    pub profile: Vec<String>,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// How many resources are validated at the same time [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// The least severity that gives exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
}

/// The format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// file:line:column, what is wrong, and the line with a caret under the place
    Text,
    /// One JSON document: `files` with their issues, and a `summary`
    Json,
    /// One OperationOutcome per resource, one per line
    Outcome,
}

/// The least severity that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Only errors
    Error,
    /// Errors and warnings
    Warning,
}

/// `payerlab data`.
#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Print as CSV the members, why each exists, and how many resources of each type it has
    Inventory(DataArgs),
    /// Write the synthetic data as NDJSON, and the members as CSV
    Generate(GenerateArgs),
}

/// The arguments that the synthetic data depends on.
#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    /// The seed of the synthetic data; the same seed gives the same data on the same day
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Add this many members with few resources
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub members: u32,
    /// The day that all dates are relative to, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

/// `payerlab data generate`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  payerlab data generate --out data

writes data/members.csv, data/patient-access/TYPE.ndjson and data/directory/TYPE.ndjson.")]
pub(crate) struct GenerateArgs {
    /// The folder to write into; created if it does not exist
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Seed, members and day.
    #[command(flatten)]
    pub data: DataArgs,
}

/// `payerlab ig`.
#[derive(Debug, Subcommand)]
pub(crate) enum IgCommand {
    /// Download the packages of guides, and all that they depend on, into the package cache
    Add(AddArgs),
    /// List the guides that are built in and the packages in the package cache
    List(ListArgs),
    /// Compile the packages of guides into the packs that the validator reads
    Compile(CompileArgs),
}

/// `payerlab ig add`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  payerlab ig add hl7.fhir.us.core@8.0.0 --registry https://registry.example.org
  payerlab ig add hl7.fhir.us.core@7.x hl7.fhir.us.carin-bb

A version may be a range (6.1.x, ^6.1.0); without one, the latest of the registry is taken. A download that was \
interrupted is resumed by the next run.

Exit codes: 0 all packages are in the cache, 2 wrong use or a package that the registry does not have, 3 the registry is \
out of reach.")]
pub(crate) struct AddArgs {
    /// The packages to download, such as hl7.fhir.us.core@6.1.0
    #[arg(value_name = "NAME@VERSION", required = true)]
    pub packages: Vec<String>,
    /// The base URL of a FHIR package registry
    #[arg(long, value_name = "URL", env = "PAYERLAB_REGISTRY")]
    pub registry: Option<String>,
    /// The FHIR package cache [default: ~/.fhir/packages]
    #[arg(long, value_name = "DIR", env = "PAYERLAB_PACKAGE_CACHE")]
    pub package_cache: Option<PathBuf>,
}

/// `payerlab ig list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// The FHIR package cache [default: ~/.fhir/packages]
    #[arg(long, value_name = "DIR", env = "PAYERLAB_PACKAGE_CACHE")]
    pub package_cache: Option<PathBuf>,
}

/// `payerlab ig compile`.
#[derive(Debug, Args)]
pub(crate) struct CompileArgs {
    /// A guide's package: a .tgz, or a folder that holds its files
    #[arg(value_name = "PACKAGE", required = true)]
    pub packages: Vec<PathBuf>,
    /// The folder to write the packs into, as NAME-VERSION.pack
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    /// The `--help` of a command and of all its subcommands, each under the command line that prints it.
    fn help(command: &clap::Command, path: &str) -> String {
        let mut shown = command
            .clone()
            .bin_name(path)
            .term_width(100)
            .mut_args(|arg| arg.hide_env_values(true));
        let mut text = format!("$ {path} --help\n\n{}\n\n", shown.render_long_help());
        let subcommands = command.get_subcommands();
        for subcommand in subcommands.filter(|subcommand| subcommand.get_name() != "help") {
            text += &help(subcommand, &format!("{path} {}", subcommand.get_name()));
        }
        text
    }

    #[test]
    fn help_of_every_command() {
        let mut cli = Cli::command();
        cli.build();
        payerlab_snapshots::assert_snapshot!("help", help(&cli, "payerlab"));
    }
}
