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
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve a mock payer: synthetic members, SMART on FHIR, Patient Access and Provider Directory APIs
    Serve(ServeArgs),
    /// Judge a payer by readable scenarios and write a report; without a target, the built-in mock payer
    Check(CheckArgs),
    /// Validate FHIR R4 resources against the profiles of US Core, CARIN Blue Button and Plan-Net
    Validate(ValidateArgs),
    /// The synthetic members and their data
    #[command(subcommand)]
    Data(DataCommand),
    /// List the defects that `serve --defect NAME` puts in on purpose
    Defects,
    /// List the rules that `validate` holds resources to
    Rules,
    /// List the steps in which scenarios are written
    Steps,
    /// Implementation guides
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

Ctrl-C or SIGTERM finishes what is being answered and stops.")]
pub(crate) struct ServeArgs {
    /// How the payer speaks; `reference` keeps strictly to the standards
    #[arg(
        long,
        value_name = "NAME",
        default_value = "reference",
        env = "PAYERLAB_PAYER"
    )]
    pub payer: String,
    /// The address to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1:8080",
        env = "PAYERLAB_LISTEN"
    )]
    pub listen: SocketAddr,
    /// The URL that documents, links and the issuer name, when the payer stands behind a proxy
    #[arg(long, value_name = "URL", env = "PAYERLAB_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Where apps, grants, tokens and loaded data are kept: `sqlite:FILE`, or `memory` to forget them at the end
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
    /// Decides the names, numbers and values of the synthetic data; the same seed gives the same data on the same day
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Add this many small members, for measuring
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub members: u32,
    /// Break one requirement on purpose; `payerlab defects` lists the names; may be repeated
    #[arg(long, value_name = "NAME")]
    pub defect: Vec<String>,
    /// Write the target file with which `payerlab check --target FILE` judges this payer
    #[arg(long, value_name = "FILE")]
    pub write_target: Option<PathBuf>,
    /// Stop when standard input ends: what `check` uses so that no payer outlives it.
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

/// `payerlab validate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  payerlab validate patient.json
  payerlab validate exports/ guide.tgz --format json > report.json
  payerlab validate export.ndjson --fail-on warning --jobs 2
  payerlab validate claims/ --ig hl7.fhir.us.core@8.0.0
  payerlab validate - --profile http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient < patient.json

A Bundle is one resource, validated with everything in it. What cannot be verified, such as the codes of a code system that
no guide may carry, is counted and named, never passed silently.

Exit codes: 0 nothing is as bad as --fail-on, 1 something is, 2 wrong use, 4 the validator broke.")]
pub(crate) struct ValidateArgs {
    /// Files (.json, .ndjson with a resource a line, .tgz), folders of such files, or `-` for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// A guide's package besides the built-in ones: a .tgz, a folder, or NAME@VERSION from the package cache; may be repeated
    #[arg(long, value_name = "PKG")]
    pub ig: Vec<String>,
    /// The FHIR package cache; ~/.fhir/packages when left out
    #[arg(long, value_name = "DIR", env = "PAYERLAB_PACKAGE_CACHE")]
    pub package_cache: Option<PathBuf>,
    /// Hold every resource to this profile besides those that it claims in meta.profile; may be repeated
    #[arg(long, value_name = "URL")]
    pub profile: Vec<String>,
    /// How the issues are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// How many resources are validated at a time; as many as there are cores when left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// What ends with exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
}

/// How issues are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// file:line:column, what is wrong, and the line with a caret
    Text,
    /// One JSON document: `files` with their issues, and a `summary`
    Json,
    /// An OperationOutcome a resource, each on a line of its own
    Outcome,
}

/// The least severity that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
}

/// `payerlab data`.
#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Print as CSV who the members are, why each exists, and how many resources of each type there are
    Inventory(DataArgs),
    /// Write the synthetic data as NDJSON, and the members as CSV
    Generate(GenerateArgs),
}

/// What decides the synthetic data.
#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    /// Decides the names, numbers and values
    #[arg(long, value_name = "N", default_value_t = 0)]
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
pub(crate) struct GenerateArgs {
    /// The folder to write into; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// What decides the data.
    #[command(flatten)]
    pub data: DataArgs,
}

/// `payerlab ig`.
#[derive(Debug, Subcommand)]
pub(crate) enum IgCommand {
    /// Get guides' packages from a registry into the package cache, with all that they depend on
    Add(AddArgs),
    /// List the guides that are built in and the packages in the package cache
    List(ListArgs),
    /// Compile guides' packages into the packs that the validator reads
    Compile(CompileArgs),
}

/// `payerlab ig add`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  payerlab ig add hl7.fhir.us.core@8.0.0 --registry https://registry.example.org
  payerlab ig add hl7.fhir.us.core@7.x hl7.fhir.us.carin-bb

A version may be a range (6.1.x, ^6.1.0); without one, the registry's latest is taken. What broke off is resumed by the
next run.

Exit codes: 0 all are there, 2 wrong use or a package that cannot be had, 3 the registry is out of reach.")]
pub(crate) struct AddArgs {
    /// The packages
    #[arg(value_name = "NAME@VERSION", required = true)]
    pub packages: Vec<String>,
    /// The base URL of a FHIR package registry
    #[arg(long, value_name = "URL", env = "PAYERLAB_REGISTRY")]
    pub registry: Option<String>,
    /// The FHIR package cache; ~/.fhir/packages when left out
    #[arg(long, value_name = "DIR", env = "PAYERLAB_PACKAGE_CACHE")]
    pub package_cache: Option<PathBuf>,
}

/// `payerlab ig list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// The FHIR package cache; ~/.fhir/packages when left out
    #[arg(long, value_name = "DIR", env = "PAYERLAB_PACKAGE_CACHE")]
    pub package_cache: Option<PathBuf>,
}

/// `payerlab ig compile`.
#[derive(Debug, Args)]
pub(crate) struct CompileArgs {
    /// A guide's package: a .tgz, or a folder that holds its files
    #[arg(value_name = "PACKAGE", required = true)]
    pub packages: Vec<PathBuf>,
    /// The folder for the packs, NAME-VERSION.pack each
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}
