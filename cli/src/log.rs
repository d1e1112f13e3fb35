//! Diagnostics on standard error: warnings, or more with `-v` or the variable `RUST_LOG`.

use tracing_subscriber::EnvFilter;

/// Starts logging. `verbose` counts the `-v`.
pub fn start(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        2 => "debug",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
