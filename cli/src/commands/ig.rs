//! `payerlab ig compile`: a guide's package becomes the pack that the validator and the search parameters are read from.

use payerlab_profiles::compile;

use crate::args::CompileArgs;
use crate::failure::Failure;

/// Writes a pack for each package, and prints the files' names.
pub fn compile(args: &CompileArgs) -> Result<u8, Failure> {
    let written = compile::run(&args.packages, &args.out).map_err(Failure::usage)?;
    for path in written {
        println!("{}", path.display());
    }
    Ok(0)
}
