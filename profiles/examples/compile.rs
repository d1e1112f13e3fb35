//! Compiles FHIR packages into packs: `cargo run -p payerlab-profiles --example compile -- OUT PACKAGE...`.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(out) = paths.next() else {
        eprintln!("usage: compile OUT PACKAGE...");
        return ExitCode::from(2);
    };
    match payerlab_profiles::compile::run(&paths.collect::<Vec<_>>(), &out) {
        Ok(written) => {
            for path in written {
                println!("{}", path.display());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
