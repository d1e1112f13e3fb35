//! `payerlab ig`: guides' packages are fetched from a registry, listed, and compiled into the packs that the validator and
//! the search parameters are read from.

use std::io::{self, Write as _};

use payerlab_profiles::compile;
use payerlab_profiles::pack::Guide;
use payerlab_registry::{Cache, Client, PackageId, install};

use crate::args::{AddArgs, CompileArgs, ListArgs};
use crate::exit::Exit;
use crate::failure::{Failure, written};

/// Downloads packages into the cache, and prints the new ones.
pub(crate) fn add(args: &AddArgs) -> Result<Exit, Failure> {
    let wanted: Vec<PackageId> = args
        .packages
        .iter()
        .map(|text| PackageId::parse(text))
        .collect::<Result<_, _>>()
        .map_err(|error| Failure::usage(format!("{error}; name packages as NAME@VERSION")))?;
    let registry = args.registry.as_deref().ok_or_else(|| {
        Failure::usage(
            "no registry is named; give the base URL of a FHIR package registry with --registry URL or in PAYERLAB_REGISTRY",
        )
    })?;
    let cache = Cache::locate(args.package_cache.as_deref()).map_err(Failure::usage)?;
    let client = Client::new(registry).map_err(Failure::usage)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::broken)?;
    let done = runtime
        .block_on(install(&client, &cache, &wanted))
        .map_err(|error| {
            if error.is_out_of_reach() {
                Failure::out_of_reach(format!(
                    "{error}; check the registry's URL and your network"
                ))
            } else {
                Failure::usage(error)
            }
        })?;
    for note in &done.notes {
        eprintln!("note: {note}");
    }
    for present in &done.present {
        eprintln!("note: {present} is there already");
    }
    let mut out = io::stdout().lock();
    let lines = done.added.iter().map(|added| writeln!(out, "{added}"));
    written(lines.collect())
}

/// Prints each package that `--ig` can name, and where it is.
pub(crate) fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let cache = Cache::locate(args.package_cache.as_deref()).map_err(Failure::usage)?;
    let built_in = Guide::ALL.into_iter().map(|guide| {
        let (name, version) = guide.package();
        (format!("{name}@{version}"), "built in".to_owned())
    });
    let cached = cache.list().map_err(Failure::usage)?;
    let cached = cached.into_iter().map(|cached| {
        let label = format!("{}@{}", cached.name, cached.version);
        (label, cached.path.display().to_string())
    });
    let rows: Vec<(String, String)> = built_in.chain(cached).collect();
    let width = rows.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
    let mut out = io::stdout().lock();
    let lines = rows
        .iter()
        .map(|(label, place)| writeln!(out, "{label:width$}  {place}"));
    written(lines.collect())
}

/// Writes one pack per package, and prints the names of the files.
pub(crate) fn compile(args: &CompileArgs) -> Result<Exit, Failure> {
    let files = compile::run(&args.packages, &args.out).map_err(Failure::usage)?;
    let mut out = io::stdout().lock();
    let lines = files.iter().map(|path| writeln!(out, "{}", path.display()));
    written(lines.collect())
}
