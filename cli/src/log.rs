//! Diagnostics on standard error: warnings, or more with `-v` or the variable `RUST_LOG`.

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging. `verbose` counts the `-v`; `RUST_LOG` holds levels by target, such as `payerlab_sandbox=debug,warn`.
pub(crate) fn start(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        2 => "debug",
        _ => "trace",
    };
    let levels = std::env::var("RUST_LOG").ok();
    let filter: Targets = levels
        .and_then(|levels| levels.parse().ok())
        .or_else(|| level.parse().ok())
        .unwrap_or_default();
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(filter)
        .init();
}
